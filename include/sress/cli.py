"""The command `sress`: the machine-readable face of the observatory.

Exit codes: 0 done, 1 a check failed, 2 wrong use.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from sress.contracts.load import ContractError, UnknownStream, find_stream, load_contracts
from sress.platform.settings import Settings

app = typer.Typer(help="Observatoire SRESS", no_args_is_help=True, pretty_exceptions_enable=False)
sandbox_app = typer.Typer(help="The simulated partner systems.", no_args_is_help=True)
app.add_typer(sandbox_app, name="sandbox")
console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _print_rows(rows: list[dict[str, Any]], columns: list[str]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("–" if row.get(column) is None else str(row[column]) for column in columns))
    console.print(table)


@app.command()
def refresh() -> None:
    """Run the main job: import all sources, build, gate, publish, brief, mail."""
    from orchestration.refresh import main

    raise typer.Exit(main(_settings()))


@app.command()
def up() -> None:
    """Start Airflow's interface and scheduler on this state; prints address and login."""
    from orchestration.services import start

    raise typer.Exit(start(_settings()))


@app.command()
def down() -> None:
    """Stop everything that was started on this state, and nothing else."""
    from orchestration.services import stop

    raise typer.Exit(stop(_settings()))


@app.command()
def status(as_json: AsJson = False) -> None:
    """What is served, and how each source stands."""
    from sress.status import read_status

    found = read_status(_ready())
    if as_json:
        _print_json(found)
        return
    publication = found["publication"]
    if publication is None:
        console.print("No publication yet.")
    else:
        mark = " (synthetic data)" if publication["synthetic"] else ""
        console.print(f"Publication {publication['publication_id']} for {publication['month']}{mark}")
    _print_rows(found["sources"], ["source", "deliveries", "last_received", "period", "landed", "rejected", "held"])


@app.command()
def deliveries(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None, as_json: AsJson = False
) -> None:
    """The delivery ledger, newest first."""
    from sress.status import read_deliveries

    rows = read_deliveries(_ready(), source)
    if as_json:
        _print_json(rows)
    else:
        _print_rows(
            rows,
            [
                "delivery_id",
                "source",
                "stream",
                "period",
                "status",
                "read",
                "landed",
                "mended",
                "rejected",
                "file_name",
            ],
        )


@app.command()
def land(source: str, stream: str, file: Path, as_json: AsJson = False) -> None:
    """Land one file through its contract. Exit code 1 when it is refused or held."""
    from sress.landing.land import land_file
    from sress.landing.store import prepare_streams
    from sress.platform.database import connect

    settings = _settings()
    try:
        contract, _ = find_stream(load_contracts(settings.contracts_dir), source, stream)
    except UnknownStream as error:
        _wrong_use(str(error))
    except ContractError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if not file.is_file():
        _wrong_use(f"no such file: {file}")
    _ready()
    with connect(settings, "loader") as connection:
        prepare_streams(connection, [contract])
        report = land_file(connection, settings, contract, stream, file)
    if as_json:
        _print_json(report.as_json())
    else:
        again = " (same bytes as before, nothing changed)" if report.unchanged else ""
        console.print(
            f"{report.status}: read {report.read} = landed {report.landed} + rejected {report.rejected}{again}"
        )
        for message in report.messages:
            console.print(f"  {message}")
    raise typer.Exit(0 if report.status == "landed" else 1)


@app.command()
def values(
    measure: Annotated[str | None, typer.Option(help="Measure code, e.g. A01-I1.")] = None,
    period: Annotated[str | None, typer.Option(help="2025, 2025-10, r12-2025-10 or cum-2025-10.")] = None,
    territory: Annotated[str | None, typer.Option(help="REG-52, DEP-49, EPCI-<siren> or UND.")] = None,
    as_json: AsJson = False,
) -> None:
    """Published values."""
    from sress.publication.values import values as read_values

    rows = read_values(_ready(), measure=measure, period=period, territory=territory)
    if as_json:
        _print_json(rows)
    else:
        _print_rows(rows, ["measure", "period", "territory", "dimension", "member", "value", "status"])


@app.command()
def publications(as_json: AsJson = False) -> None:
    """Every publication, newest first."""
    from sress.publication.history import list_publications

    rows = [publication.as_json() for publication in list_publications(_ready())]
    if as_json:
        _print_json(rows)
    else:
        _print_rows(rows, ["publication_id", "month", "cut_off", "status", "is_current", "published_at", "synthetic"])


@sandbox_app.command("write")
def sandbox_write(
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    month: Annotated[str, typer.Option(help="YYYY-MM")],
    seed: int = 1,
    dirt: Annotated[int, typer.Option(min=0, max=3, help="0 clean … 3 filthy")] = 1,
    scale: Annotated[int, typer.Option(min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Write the deliveries of a seeded world, with its truth beside them."""
    from sandbox.write import write_sandbox

    settings = _settings(month)
    summary = write_sandbox(out, seed=seed, dirt=dirt, month=month, scale=scale, reference_dir=settings.reference_dir)
    if as_json:
        _print_json(summary)
    else:
        console.print(f"Synthetic deliveries of seed {seed}, dirt {dirt}, month {month} written to {out}")


def _settings(month: str | None = None) -> Settings:
    """Settings of the environment; a value that cannot be is wrong use."""
    try:
        return Settings.from_env(month=month)
    except ValueError as error:
        _wrong_use(str(error))


def _ready() -> Settings:
    """Settings of a state whose database is there."""
    from sress.platform.database import bootstrap

    settings = _settings()
    bootstrap(settings)
    return settings


def _wrong_use(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
