"""The command `sress`: the machine-readable face of the observatory.

Exit codes: 0 done, 1 a check failed, 2 wrong use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sress.commands import (
    access,
    bi,
    brief,
    contest,
    deliveries,
    expectations,
    explain,
    export,
    indicators,
    marts,
    matches,
    publications,
    retention,
    sources,
    verdicts,
    why,
)
from sress.commands.output import (
    AsJson,
    console,
    environment_settings,
    print_json,
    print_rows,
    ready_settings,
    wrong_use,
)
from sress.contracts.load import ContractError, UnknownStream, find_stream, load_contracts

app = typer.Typer(help="Observatoire SRESS", no_args_is_help=True, pretty_exceptions_enable=False)
sandbox_app = typer.Typer(help="The simulated partner systems.", no_args_is_help=True)
app.add_typer(sandbox_app, name="sandbox")
app.add_typer(sources.app, name="sources")
app.add_typer(access.app, name="access")
app.add_typer(bi.app, name="bi")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(export.app, name="export")
app.add_typer(publications.app, name="publications")
app.add_typer(marts.app, name="marts")
app.add_typer(matches.app, name="matches")
app.add_typer(indicators.app, name="indicators")
app.add_typer(contest.app, name="contest")
app.add_typer(retention.objection, name="objection")
app.add_typer(expectations.app, name="expectations")


@app.command()
def refresh() -> None:
    """Run the main job: import all sources, build, gate, publish, brief, mail."""
    from orchestration.refresh import main

    raise typer.Exit(main(environment_settings()))


@app.command()
def up() -> None:
    """Start Airflow's interface and scheduler, and Superset where it is installed; prints addresses and logins."""
    from orchestration.services import start

    raise typer.Exit(start(environment_settings()))


@app.command()
def down() -> None:
    """Stop everything that was started on this state, and nothing else."""
    from orchestration.services import stop

    raise typer.Exit(stop(environment_settings()))


@app.command()
def status(as_json: AsJson = False) -> None:
    """What is served, and how each source stands."""
    from sress.status import read_status

    found = read_status(ready_settings())
    if as_json:
        print_json(found)
        return
    publication = found["publication"]
    if publication is None:
        console.print("No publication yet.")
    else:
        mark = " (synthetic data)" if publication["synthetic"] else ""
        console.print(f"Publication {publication['publication_id']} for {publication['month']}{mark}")
    if hold := found["hold"]:
        console.print(f"Held by {hold['held_by']} since {hold['held_at']:%Y-%m-%d %H:%M}: {hold['why']}")
    print_rows(found["sources"], ["source", "deliveries", "last_received", "period", "landed", "rejected", "held"])


@app.command()
def land(source: str, stream: str, file: Path, as_json: AsJson = False) -> None:
    """Land one file through its contract. Exit code 1 when it is refused or held."""
    from sress.landing.land import land_file
    from sress.landing.store import prepare_streams
    from sress.platform.database import connect

    settings = environment_settings()
    try:
        contract, _ = find_stream(load_contracts(settings.contracts_dir), source, stream)
    except UnknownStream as error:
        wrong_use(str(error))
    except ContractError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if not file.is_file():
        wrong_use(f"no such file: {file}")
    ready_settings()
    with connect(settings, "loader") as connection:
        prepare_streams(connection, [contract])
        report = land_file(connection, settings, contract, stream, file)
    if as_json:
        print_json(report.as_json())
    else:
        again = " (same bytes as before, nothing changed)" if report.unchanged else ""
        console.print(
            f"{report.status}: read {report.read} = landed {report.landed} + rejected {report.rejected}{again}"
        )
        for message in report.messages:
            console.print(f"  {message}")
        for what, names in (
            ("does not list", report.columns_unknown),
            ("lists and the file lacks", report.columns_missing),
        ):
            if names:
                console.print(f"  columns that the contract {what}: {', '.join(names)}")
    raise typer.Exit(0 if report.status == "landed" else 1)


@app.command()
def values(
    measure: Annotated[str | None, typer.Option(help="Measure code, e.g. A01-I1.")] = None,
    period: Annotated[str | None, typer.Option(help="2025, 2025-10, r12-2025-10 or cum-2025-10.")] = None,
    territory: Annotated[str | None, typer.Option(help="REG-52, DEP-49, EPCI-<siren> or UND.")] = None,
    before_disclosure: Annotated[
        bool, typer.Option("--before-disclosure", help="Values as computed, withheld ones included (engineer only).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Published values."""
    from sress.publication.values import values as read_values

    rows = read_values(
        ready_settings(),
        measure=measure,
        period=period,
        territory=territory,
        before_disclosure=before_disclosure,
    )
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["measure", "period", "territory", "dimension", "member", "value", "status"])


app.command()(publications.publish)
app.command()(publications.hold)
app.command()(publications.release)
app.command()(publications.rollback)
app.command()(publications.reproduce)
app.command()(brief.brief)
app.command()(retention.purge)
app.command()(explain.explain)
app.command()(why.why)
app.command()(verdicts.verdicts)


@sandbox_app.command("sirene")
def sandbox_sirene(
    rows: Annotated[int, typer.Option(min=1, help="Number of legal units; the real file has about 30 millions.")],
    out: Annotated[
        Path, typer.Option(help="File to write, .csv or .parquet; named as INSEE names it, it is collected.")
    ],
    seed: int = 1,
    dirt: Annotated[bool, typer.Option(help="With a few rows that the contract refuses or mends.")] = True,
) -> None:
    """Write a synthetic stock of legal units of any size, in the shape of INSEE's monthly file."""
    from sandbox.sirene_stock import write_stock

    made = write_stock(out, rows, seed=seed, dirt=dirt)
    console.print(
        f"{made.rows} synthetic legal units written to {out}; landing refuses {made.rejected} and mends {made.mended}"
    )


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

    settings = environment_settings(month)
    summary = write_sandbox(out, seed=seed, dirt=dirt, month=month, scale=scale, reference_dir=settings.reference_dir)
    if as_json:
        print_json(summary)
    else:
        console.print(f"Synthetic deliveries of seed {seed}, dirt {dirt}, month {month} written to {out}")
