"""`sress deliveries`: the ledger, and decisions on what is held."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer

from sress.commands.output import AsJson, console, failed, print_json, print_rows, ready_settings, wrong_use
from sress.landing.held import Choice, NotHeld, decide, show_delivery

app = typer.Typer(help="The delivery ledger, newest first; decide on what is held.", invoke_without_command=True)
_LISTED = ["delivery_id", "source", "stream", "period", "status", "read", "landed", "mended", "rejected", "file_name"]

Why = Annotated[str, typer.Option(help="The reason, kept with the decision.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the login when not given.")]


@app.callback()
def deliveries(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    as_json: AsJson = False,
) -> None:
    """The delivery ledger, newest first."""
    if context.invoked_subcommand is not None:
        return
    from sress.status import read_deliveries

    rows = read_deliveries(ready_settings(), source)
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _LISTED)


@app.command()
def release(delivery_id: int, why: Why, by: By = None, as_json: AsJson = False) -> None:
    """Let a held delivery into force. Exit code 1 when it is not held."""
    _decide(delivery_id, "release", why, by, as_json, "in force; the marts follow at the next refresh")


@app.command()
def refuse(delivery_id: int, why: Why, by: By = None, as_json: AsJson = False) -> None:
    """Refuse a held delivery: the former stays in force. Exit code 1 when it is not held."""
    _decide(delivery_id, "refuse", why, by, as_json, "refused; the former one stays in force")


@app.command()
def show(delivery_id: int, as_json: AsJson = False) -> None:
    """One delivery: its report, drift, messages and decisions."""
    try:
        found = show_delivery(ready_settings(), delivery_id)
    except LookupError as error:
        wrong_use(str(error))
    if as_json:
        print_json(found)
        return
    messages, decisions, drift = found.pop("messages") or [], found.pop("decisions"), found.pop("drift") or {}
    for name, value in found.items():
        if value not in (None, "", [], {}):
            console.print(f"{name:<16} {value}")
    _print_list("drift", [f"{name}: {value}" for name, value in drift.items() if value])
    _print_list("messages", messages)
    _print_list("decisions", [_line(decision) for decision in decisions])


def _decide(delivery_id: int, choice: Choice, why: str, by: str | None, as_json: bool, outcome: str) -> None:
    try:
        decided = decide(ready_settings(), delivery_id, choice, why=why, by=by or getpass.getuser())
    except (LookupError, ValueError) as error:
        wrong_use(str(error))
    except NotHeld as error:
        failed(str(error))
    if as_json:
        print_json(vars(decided))
    else:
        console.print(f"delivery {delivery_id} of {decided.source} / {decided.stream}: {outcome}")


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        console.print(title)
    for line in lines:
        console.print(f"  {line}", markup=False)


def _line(decision: dict[str, Any]) -> str:
    head = f"{decision['decision']} by {decision['decided_by']} on {decision['decided_at']:%Y-%m-%d %H:%M}"
    return f"{head}: {decision['why']}"
