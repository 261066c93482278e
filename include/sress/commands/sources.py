"""`sress sources`: the contracts, their pages, and collecting one of them by hand."""

from __future__ import annotations

from pathlib import Path
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
from sress.contracts.load import ContractError, load_contract, load_contracts
from sress.contracts.model import Contract
from sress.platform.settings import Settings

app = typer.Typer(help="The partner systems and their contracts.", invoke_without_command=True)


@app.callback()
def list_sources(context: typer.Context, as_json: AsJson = False) -> None:
    """Every source with its owner, cadence and streams."""
    if context.invoked_subcommand is not None:
        return
    rows = [
        {
            "source": contract.source,
            "owner": contract.owner,
            "cadence": contract.cadence,
            "streams": ", ".join(contract.streams),
            "personal_data": contract.holds_personal_data,
        }
        for contract in _contracts(environment_settings()).values()
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["source", "cadence", "streams", "personal_data"])


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A contract, e.g. include/sources/essor.yml")]) -> None:
    """Whether a contract can be used; a mistake is named with its line and field. Exit code 1 if not."""
    if not file.is_file():
        wrong_use(f"no such file: {file}")
    try:
        contract = load_contract(file)
    except ContractError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    console.print(f"{contract.source}: {len(contract.streams)} streams, usable")


@app.command()
def document(
    folder: Annotated[Path | None, typer.Option(help="Where the pages go; docs/sources by default.")] = None,
) -> None:
    """Make the page of every source from its contract."""
    from sress.contracts.page import write_pages

    settings = environment_settings()
    pages = write_pages(_contracts(settings), folder or settings.project_root / "docs" / "sources")
    console.print(f"{len(pages)} pages in {pages[0].parent}")


@app.command()
def collect(source: str, as_json: AsJson = False) -> None:
    """Collect one source with Airflow's connections and land what is new. Exit code 1 when something failed."""
    from orchestration.connections import airflow_connection

    from sress.collect.source import collect_source
    from sress.landing.run import land_files

    settings = ready_settings()
    contracts = _contracts(settings)
    if source not in contracts:
        wrong_use(f"unknown source '{source}'; known: {', '.join(contracts)}")
    collected = collect_source(settings, contracts[source], airflow_connection).as_json()
    reports = [report.as_json() for report in land_files(settings, contracts[source], collected["found"])]
    if as_json:
        print_json({**collected, "reports": reports})
    else:
        print_rows(reports, ["file", "stream", "status", "read", "landed", "mended", "rejected", "unchanged"])
        for line in [*collected["failed"], *(refusal["message"] for refusal in collected["refused"])]:
            console.print(line)
    failed = collected["failed"] or any(report["status"] == "rejected" for report in reports)
    raise typer.Exit(1 if failed else 0)


def _contracts(settings: Settings) -> dict[str, Contract]:
    try:
        return load_contracts(settings.contracts_dir)
    except ContractError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
