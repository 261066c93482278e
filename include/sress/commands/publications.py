"""`sress publications`, and publish, hold, release, roll back, reproduce: one statement each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sress.commands.output import AsJson, console, failed, print_json, print_rows, ready_settings, wrong_use

if TYPE_CHECKING:
    from sress.publication.publication import Publication
    from sress.publication.reproduce.outcome import Outcome

app = typer.Typer(help="Every publication, newest first; what made each.", invoke_without_command=True)
_LISTED = ["publication_id", "month", "cut_off", "status", "is_current", "published_at", "published_by", "synthetic"]
_PLAIN = ["month", "cut_off", "status", "published_at", "published_by", "git_commit", "manifest_hash", "content_sha256"]

Why = Annotated[str, typer.Option(help="The reason, kept with the decision.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the login when not given.")]
Number = Annotated[int, typer.Argument(help="Number of the publication, as `sress publications` shows it.")]


@app.callback()
def publications(context: typer.Context, as_json: AsJson = False) -> None:
    """Every publication, newest first."""
    if context.invoked_subcommand is not None:
        return
    from sress.platform.database import connect
    from sress.publication.history import READER, list_publications
    from sress.publication.holds import open_hold

    settings = ready_settings()
    rows = [publication.as_json() for publication in list_publications(settings)]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, _LISTED)
    with connect(settings, READER) as connection:
        held = open_hold(connection)
    if held:
        console.print(held.sentence)


@app.command()
def show(publication_id: Number, as_json: AsJson = False) -> None:
    """One publication: commit, deliveries, verdicts, parameters, rows, and when it was served."""
    from sress.publication.account import tell_publication

    try:
        told = tell_publication(ready_settings(), publication_id)
    except LookupError as error:
        wrong_use(str(error))
    if as_json:
        print_json(told)
    else:
        _print_account(told)


def publish(
    build: Annotated[int | None, typer.Argument(help="Number of the build; the last one when not given.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Publish the candidate marts that passed the gate. Exit code 1 when they may not be published."""
    from sress.publication.publication import PublicationRefused
    from sress.publication.publish import publish as publish_marts

    try:
        published = publish_marts(ready_settings(), build, by)
    except PublicationRefused as refusal:
        failed(str(refusal))
    _say(published, as_json)


def hold(
    why: Annotated[str, typer.Argument(help="The reason, kept and shown.")], by: By = None, as_json: AsJson = False
) -> None:
    """Hold publications back: nothing is published until `sress release`. Exit code 1 when they are held already."""
    from sress.publication.holds import hold as hold_back
    from sress.publication.publication import PublicationRefused

    try:
        held = hold_back(ready_settings(), why, by)
    except PublicationRefused as refusal:
        failed(str(refusal))
    if as_json:
        print_json(vars(held))
    else:
        console.print(held.sentence)


def release(
    why: Annotated[str, typer.Option(help="The reason, if there is one.")] = "", by: By = None, as_json: AsJson = False
) -> None:
    """Let publications go on. Exit code 1 when nothing is held."""
    from sress.publication.holds import release as let_go
    from sress.publication.publication import PublicationRefused

    try:
        ended = let_go(ready_settings(), why, by)
    except PublicationRefused as refusal:
        failed(str(refusal))
    if as_json:
        print_json(vars(ended))
    else:
        console.print("Les publications reprennent : `sress publish` pour la dernière construction, ou la suivante.")


def rollback(
    why: Why,
    publication_id: Annotated[int | None, typer.Argument(help="Which one to serve; the one before by default.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Serve an earlier publication again; those after it are kept. Exit code 1 when there is none."""
    from sress.publication.history import rollback as turn_back
    from sress.publication.publication import PublicationRefused

    try:
        served = turn_back(ready_settings(), publication_id, why=why, by=by)
    except PublicationRefused as refusal:
        failed(str(refusal))
    _say(served, as_json)


def reproduce(publication_id: Number, as_json: AsJson = False) -> None:
    """Build a publication's month again on the deliveries it was made from. Exit code 1 when the rows differ."""
    from sress.publication.publication import PublicationRefused
    from sress.publication.reproduce.reproduce import reproduce as build_again

    try:
        outcome = build_again(ready_settings(), publication_id)
    except LookupError as error:
        wrong_use(str(error))
    except PublicationRefused as refusal:
        failed(str(refusal))
    if as_json:
        print_json(outcome.as_json())
    else:
        _print_outcome(outcome)
    raise typer.Exit(0 if outcome.equal else 1)


def _say(publication: Publication, as_json: bool) -> None:
    if as_json:
        print_json(publication.as_json())
    else:
        console.print(publication.sentence)


def _print_account(told: dict[str, Any]) -> None:
    served = ", servie aujourd'hui" if told["is_current"] else ""
    console.print(f"Publication n° {told['publication_id']}{served}")
    for name in _PLAIN:
        console.print(f"{name:<16} {'–' if told[name] is None else told[name]}")
    if reason := told["parameters"].get("reason"):
        console.print(f"{'reason':<16} {reason}", markup=False)
    if told["build"]:
        build = told["build"]
        console.print(f"{'build':<16} {build['build_id']}, {build['started_at']:%Y-%m-%d %H:%M}")
    for since, until in told["served"]:
        console.print(f"{'served':<16} {since[:19]} → {until[:19] if until else '…'}")
    for turn in told["turns"]:
        if turn["kind"] == "rollback":
            line = f"{turn['former_id']} → {turn['publication_id']} by {turn['turned_by']}: {turn['why']}"
            console.print(f"{'rolled back':<16} {line}", markup=False)
    deliveries = [{**row, "sha256": row["sha256"][:12]} for row in told["deliveries"]]
    _print_table("deliveries", deliveries, ["delivery_id", "source", "stream", "period", "sha256", "file_name"])
    verdicts = [{**row, "suite_sha256": (row["suite_sha256"] or "")[:12]} for row in told["verdicts"]]
    _print_table("verdicts", verdicts, ["verdict_id", "subject", "evaluated", "warning_failed", "suite_sha256"])
    registry = told["parameters"].get("registry", [])
    _print_table("parameters", registry, ["parameter_code", "name", "value", "version", "valid_from"])
    marts = [{"mart": name, **content} for name, content in told["content"].items()]
    _print_table("marts", marts, ["mart", "rows", "sha256"])


def _print_table(title: str, rows: list[dict[str, Any]], columns: list[str]) -> None:
    if rows:
        console.print()
        console.print(f"{len(rows)} {title}")
        print_rows(rows, [column for column in columns if any(column in row for row in rows)])


def _print_outcome(outcome: Outcome) -> None:
    for line in outcome.lines():
        console.print(line, markup=False)
