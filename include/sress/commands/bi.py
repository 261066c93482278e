"""`sress bi`: the dashboards."""

from __future__ import annotations

import typer

from sress.commands.output import AsJson, console, print_json, ready_settings

app = typer.Typer(help="The dashboards: Superset's assets as code.", no_args_is_help=True)


@app.command()
def load(as_json: AsJson = False) -> None:
    """Replace the dashboards in Superset by those of include/dashboards. Exit code 1 when it cannot."""
    from sress.bi.assets import AssetError
    from sress.bi.load import NoSuperset
    from sress.bi.load import load as load_dashboards
    from sress.bi.superset import SupersetError

    try:
        loaded = load_dashboards(ready_settings())
    except (NoSuperset, SupersetError, AssetError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        print_json({"assets": loaded.counts, "dashboards": loaded.dashboards, "epci_drawn": loaded.epci_drawn})
        return
    console.print("Loaded: " + ", ".join(f"{count} {kind}" for kind, count in loaded.counts.items()))
    if not loaded.epci_drawn:
        console.print("No contours of the EPCI in drop/contours: their map says so, the table ranks them.")
    for title, address in loaded.dashboards.items():
        console.print(f"{title:<20} {address}")


@app.command()
def refresh() -> None:
    """Ask every chart once, so that the publication served now is in the cache. Exit code 1 when a chart fails."""
    from sress.bi.load import refresh_dashboards

    warmed = refresh_dashboards(ready_settings())
    if warmed is None:
        console.print("Nothing refreshed: no Superset here, or it does not answer.")
        return
    console.print(f"{warmed.answered} charts answered")
    for failure in warmed.failed:
        typer.echo(failure, err=True)
    raise typer.Exit(1 if warmed.failed else 0)


@app.command()
def up() -> None:
    """Start Superset alone on this state and load the dashboards; prints address and logins."""
    from orchestration.superset import start

    raise typer.Exit(start(ready_settings()))


@app.command()
def down() -> None:
    """Stop the Superset that was started on this state."""
    from orchestration.superset import stop

    stop(ready_settings())
