"""`sress indicators`: the pages of the indicators."""

from __future__ import annotations

from typing import Annotated

import typer

from sress.commands.output import console, environment_settings, failed

app = typer.Typer(help="The indicators and their pages.", no_args_is_help=True)


@app.command()
def document(
    check: Annotated[bool, typer.Option(help="Write nothing; exit code 1 when a page is not up to date.")] = False,
) -> None:
    """Write docs/indicators/: one French page for each indicator and ambition, from the registry and its model."""
    from sress.publication.explain.indicator_page import (
        Registry,
        ambition_page,
        index_page,
        indicator_page,
    )

    settings = environment_settings()
    registry = Registry(settings.dbt_dir)
    folder = settings.project_root / "docs" / "indicators"
    pages = {f"{row['indicator_code']}.md": indicator_page(registry, row) for row in registry.rows("indicators")}
    pages |= {f"{row['ambition_code']}.md": ambition_page(registry, row) for row in registry.rows("ambitions")}
    pages["README.md"] = index_page(registry)
    for name, page in pages.items():
        path = folder / name
        if check and (not path.is_file() or path.read_text(encoding="utf-8") != page):
            failed(f"{path} is not up to date: sress indicators document")
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
    if not check:
        console.print(str(folder))
