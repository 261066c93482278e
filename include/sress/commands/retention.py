"""`sress purge` and `sress objection`: what must not be kept."""

from __future__ import annotations

from typing import Annotated

import typer

from sress.commands.output import (
    AsJson,
    console,
    environment_settings,
    print_json,
    print_rows,
    ready_settings,
    wrong_use,
)

objection = typer.Typer(help="A person's objection to being counted.", no_args_is_help=True)


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase what has come to the end of its retention."""
    from sress.retention.purge import purge as purge_expired

    erased = [vars(item) for item in purge_expired(ready_settings(), dry_run=dry_run)]
    if as_json:
        print_json({"dry_run": dry_run, "erased": erased})
        return
    print_rows(erased, ["what", "older_than", "count"])
    if dry_run:
        console.print("Nothing was erased.")


@objection.command()
def erase(pseudonym: str, as_json: AsJson = False) -> None:
    """Delete the landed rows of this pseudonym, name nobody in published ones; figures follow at the next refresh."""
    from sress.contracts.load import ContractError, load_contracts
    from sress.retention.objection import erase_pseudonym

    try:
        contracts = load_contracts(environment_settings().contracts_dir)
        erased = erase_pseudonym(ready_settings(), contracts.values(), pseudonym)
    except ContractError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except ValueError as error:
        wrong_use(str(error))
    if as_json:
        print_json({"rows": sum(erased.values()), "tables": erased})
        return
    print_rows([{"table": table, "rows": rows} for table, rows in erased.items()], ["table", "rows"])
    console.print(
        f"{sum(erased.values())} rows erased. Publications made before keep their figures. Ask the partner to erase "
        "the person too: a later delivery that still holds them brings the rows back."
    )
