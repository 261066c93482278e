"""`sress marts`: the page of the core marts, and dbt's own documentation."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from sress.commands.output import console, environment_settings, failed, ready_settings

app = typer.Typer(help="The core marts and their pages.", no_args_is_help=True)


@app.command()
def document(
    check: Annotated[bool, typer.Option(help="Write nothing; exit code 1 when the page is not up to date.")] = False,
    dbt: Annotated[Path | None, typer.Option(help="Also write dbt's documentation site into this folder.")] = None,
) -> None:
    """Write docs/core_marts.md: the diagram of entities, and every column of every core mart."""
    from sress.build.model_page import PAGE, core_page

    settings = environment_settings()
    path = settings.project_root / "docs" / PAGE
    page = core_page(settings.dbt_dir / "models" / "marts" / "core")
    if check and (not path.is_file() or path.read_text(encoding="utf-8") != page):
        failed(f"{path} is not up to date: sress marts document")
    if not check:
        path.write_text(page, encoding="utf-8")
        console.print(str(path))
    if dbt is not None:
        _write_site(dbt)


def _write_site(folder: Path) -> None:
    """dbt's documentation, one file to open: index.html with catalogue and lineage inside."""
    from sress.build.dbt import BuildFailed, run_dbt

    settings = ready_settings()
    try:
        run_dbt(settings, ("docs", "generate", "--static"))
    except BuildFailed as error:
        failed(str(error))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.home / "dbt" / "static_index.html", folder / "index.html")
    console.print(str(folder / "index.html"))
