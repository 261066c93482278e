"""`sress export`: publications as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sress.commands.output import console, ready_settings, wrong_use

app = typer.Typer(help="Publications as files.", no_args_is_help=True)


@app.callback()
def _export() -> None:
    """Publications as files."""


@app.command("opendata")
def open_data(
    to: Annotated[Path, typer.Option(help="Folder to write into, empty or new.")],
    publication: Annotated[int | None, typer.Option(help="Number of a publication, the served one otherwise.")] = None,
) -> None:
    """The public tables as CSV and Parquet, with data package, DCAT-AP catalogue and dictionary."""
    from sress.opendata.export import export_open_data
    from sress.publication.publication import PublicationRefused

    try:
        exported = export_open_data(ready_settings(), to, publication)
    except (PublicationRefused, FileExistsError) as error:
        wrong_use(str(error))
    console.print(f"{len(exported)} tables, {sum(one.rows for one in exported)} rows written to {to}")
