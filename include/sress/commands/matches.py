"""`sress matches`: records that may tell of one project, decided by a person and replayed at each build."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer

from sress.commands.output import AsJson, console, failed, print_json, print_rows, ready_settings, wrong_use

app = typer.Typer(help="Project identity: candidates, decisions, the records of a project.", no_args_is_help=True)
_LISTED = ["candidate", "similarity", "reason", "a_source", "a_title", "a_organisation", "a_commune", "a_date"]
_SHOWN = ["record", "rule", "linked_to", "similarity", "source", "reference", "title", "carrier", "commune", "date"]

Why = Annotated[str, typer.Option(help="The reason, kept with the decision.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the login when not given.")]
Numbers = Annotated[list[str], typer.Argument(help="Numbers of candidates, as `list` shows them.")]


@app.command("list")
def list_candidates(
    reason: Annotated[
        str | None, typer.Option(help="same_carrier, same_commune, same_organisation or untitled.")
    ] = None,
    least: Annotated[float, typer.Option("--min", min=0, max=1, help="Least similarity of the titles.")] = 0.0,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Candidates that nobody decided yet, the most alike first."""
    from sress.matching.queue import read_queue
    from sress.platform.database import connect

    with connect(ready_settings(), "engineer") as connection:
        rows = read_queue(connection, reason, least, limit)
    if as_json:
        print_json(rows)
    elif not rows:
        console.print("No candidate waits for a decision.")
    else:
        print_rows([line for row in rows for line in _two_lines(row)], _LISTED)


def _two_lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A candidate as two lines, one record below the other."""
    other = {name: row["b" + name[1:]] for name in _LISTED if name.startswith("a_")}
    return [row, {"candidate": "", "similarity": "", "reason": "", **other}]


@app.command()
def accept(numbers: Numbers, why: Why, by: By = None, as_json: AsJson = False) -> None:
    """They are one project. Exit code 1 when a number is unknown; the others are kept."""
    _answer(numbers, "merge", why, by, as_json)


@app.command()
def refuse(numbers: Numbers, why: Why, by: By = None, as_json: AsJson = False) -> None:
    """They are two projects. Exit code 1 when a number is unknown; the others are kept."""
    _answer(numbers, "split", why, by, as_json)


@app.command()
def split(left: str, right: str, why: Why, by: By = None, as_json: AsJson = False) -> None:
    """Hold two records apart that were united; records are named as `show` names them."""
    from sress.matching.queue import UnknownCandidate, split_records
    from sress.platform.database import connect

    with connect(ready_settings(), "engineer") as connection:
        try:
            decision = split_records(connection, left, right, by or getpass.getuser(), why)
        except UnknownCandidate as error:
            failed(str(error))
        except ValueError as error:
            wrong_use(str(error))
    _say([decision], as_json)


@app.command()
def show(project: str, as_json: AsJson = False) -> None:
    """The records of a project and why each is part of it; an alias leads to its project."""
    from sress.matching.queue import read_project
    from sress.platform.database import connect

    with connect(ready_settings(), "engineer") as connection:
        rows = read_project(connection, project)
    if not rows:
        wrong_use(f"no project {project} in the last build")
    if as_json:
        print_json(rows)
    else:
        console.print(f"Project {rows[0]['project_id']}, {len(rows)} records")
        print_rows(rows, _SHOWN)


@app.command()
def decisions(as_json: AsJson = False) -> None:
    """Every decision ever taken, oldest first."""
    from dataclasses import asdict

    from sress.matching.decisions import read_decisions
    from sress.platform.database import connect

    with connect(ready_settings(), "engineer") as connection:
        rows = [asdict(decision) for decision in read_decisions(connection)]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["decision_id", "decided_at", "decided_by", "verdict", "left_key", "right_key", "reason"])


def _answer(numbers: list[str], verdict: str, why: str, by: str | None, as_json: bool) -> None:
    from sress.matching.queue import UnknownCandidate, answer
    from sress.platform.database import connect

    taken, unknown = [], []
    with connect(ready_settings(), "engineer") as connection:
        for number in numbers:
            try:
                taken.append(answer(connection, number, verdict, by or getpass.getuser(), why))
            except UnknownCandidate as error:
                unknown.append(str(error))
            except ValueError as error:
                wrong_use(str(error))
    _say(taken, as_json)
    if unknown:
        failed("\n".join(unknown))


def _say(taken: list[Any], as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json([asdict(decision) for decision in taken])
        return
    for decision in taken:
        console.print(f"decision {decision.decision_id}: {decision.verdict} {decision.left_key} | {decision.right_key}")
    if taken:
        console.print("The marts follow at the next refresh.")
