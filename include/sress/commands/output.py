"""What every command does alike: settings, printing for persons and machines, wrong use."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from sress.platform.settings import Settings

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def print_json(value: Any) -> None:
    """Print a value as JSON; dates and the like become text."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_rows(rows: list[dict[str, Any]], columns: list[str]) -> None:
    """Print these columns of the rows as a table."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("–" if row.get(column) is None else str(row[column]) for column in columns))
    console.print(table)


def environment_settings(month: str | None = None) -> Settings:
    """Settings of the environment; a value that cannot be is wrong use."""
    try:
        return Settings.from_env(month=month)
    except ValueError as error:
        wrong_use(str(error))


def ready_settings() -> Settings:
    """Settings of a state whose database is there."""
    from sress.platform.database import bootstrap

    settings = environment_settings()
    bootstrap(settings)
    return settings


def wrong_use(message: str) -> NoReturn:
    """Say what was wrong and leave with exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def failed(message: str) -> NoReturn:
    """Say what does not hold and leave with exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
