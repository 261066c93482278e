"""`sress access`: logins for tools and analysts, and the sources whose rows an analyst sees."""

from __future__ import annotations

from typing import Annotated

import typer

from sress.access.logins import Reader
from sress.commands.output import AsJson, console, print_json, print_rows, ready_settings, wrong_use

app = typer.Typer(help="Who reads what from outside.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="Name of the login in PostgreSQL.")]
Source = Annotated[str, typer.Argument(help="Source code, as `sress sources` shows it.")]
By = Annotated[str, typer.Option("--by", help="Who decides it.")]


@app.command()
def login(name: Login, reader: Annotated[Reader, typer.Option("--as", help="What it is for.")] = Reader.bi) -> None:
    """Make a login, or give one a new password; it is printed once and kept nowhere."""
    from sress.access.logins import create_login
    from sress.access.sources import AccessRefused

    try:
        password = create_login(ready_settings(), name, reader)
    except AccessRefused as error:
        wrong_use(str(error))
    console.print(f"{name} reads as {reader}. Its password, shown this once:")
    typer.echo(password)


@app.command()
def grant(name: Login, source: Source, by: By) -> None:
    """Let an analyst's login see the rows of a source."""
    from sress.access.sources import AccessRefused, grant_source

    try:
        given = grant_source(ready_settings(), name, source, by)
    except AccessRefused as error:
        wrong_use(str(error))
    console.print(f"{name} sees the rows of {source}" + ("." if given else " already."))


@app.command()
def revoke(name: Login, source: Source, by: By) -> None:
    """Take that away, from now on."""
    from sress.access.sources import AccessRefused, revoke_source

    try:
        revoke_source(ready_settings(), name, source, by)
    except AccessRefused as error:
        wrong_use(str(error))
    console.print(f"{name} no longer sees the rows of {source}.")


@app.command()
def remove(name: Login, by: By) -> None:
    """Drop a login, with all that was granted to it."""
    from sress.access.logins import remove_login
    from sress.access.sources import AccessRefused

    try:
        remove_login(ready_settings(), name, by)
    except AccessRefused as error:
        wrong_use(str(error))
    console.print(f"{name} is gone.")


@app.command("list")
def list_all(
    ended: Annotated[bool, typer.Option("--all", help="What was taken away too.")] = False, as_json: AsJson = False
) -> None:
    """Which login sees the rows of which source, who gave it and when."""
    from dataclasses import asdict

    from sress.access.sources import list_access

    rows = [asdict(one) for one in list_access(ready_settings(), ended=ended)]
    if as_json:
        print_json(rows)
    elif not rows:
        console.print("No login sees the rows of a source.")
    else:
        print_rows(rows, list(rows[0]))
