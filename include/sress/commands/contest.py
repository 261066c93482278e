"""`sress contest`: a published figure is contested, its owner answers; the figure itself never changes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sress.commands.output import AsJson, console, print_json, print_rows, ready_settings, wrong_use

if TYPE_CHECKING:
    import psycopg

    from sress.proposals.proposal import Proposal

app = typer.Typer(help="Value proposals on published figures, and their answers.", no_args_is_help=True)
_LISTED = [
    "proposal_id", "status", "measure_code", "period", "territory", "published_value", "proposed_value",
    "current_value", "proposed_by", "why", "decided_by", "decision_why",
]  # fmt: skip

By = Annotated[str, typer.Option("--by", help="Which organisation speaks, e.g. CRESS.")]
Why = Annotated[str, typer.Option(help="The reason, kept and shown; it names no person.")]
Number = Annotated[int, typer.Argument(help="Number of the proposal, as `list` shows it.")]


@app.command()
def add(
    measure: Annotated[str, typer.Argument(help="Measure code, e.g. A10-I2.")],
    period: Annotated[str, typer.Option(help="2025, 2025-10, r12-2025-10 or cum-2025-10.")],
    territory: Annotated[str, typer.Option(help="REG-52, DEP-49, EPCI-<siren> or UND.")],
    value: Annotated[str, typer.Option(help="The value proposed, in the measure's unit.")],
    why: Why,
    by: By,
    method: Annotated[str | None, typer.Option(help="How the value was obtained.")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose a value in place of a published figure, which is kept beside it as it stands today."""
    from sress.proposals.propose import propose

    _say(_done(lambda connection: propose(connection, measure, period, territory, value, by, why, method)), as_json)


@app.command("list")
def list_all(
    everything: Annotated[bool, typer.Option("--all", help="Those that were answered too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Proposals that wait for an answer, beside the contested and the served figure."""
    from sress.platform.database import connect
    from sress.proposals.store import list_proposals

    with connect(ready_settings(), "engineer") as connection:
        rows = [{name: _plain(cell) for name, cell in row.items()} for row in list_proposals(connection, everything)]
    if as_json:
        print_json(rows)
    elif not rows:
        console.print("Aucune proposition." if everything else "Aucune proposition n'attend de réponse.")
    else:
        print_rows(rows, _LISTED)


@app.command()
def accept(proposal: Number, by: By, why: Why, as_json: AsJson = False) -> None:
    """The owner of the measure agrees; the source is to be corrected, the publication stays."""
    _answer(proposal, "accepted", by, why, as_json)


@app.command()
def refuse(proposal: Number, by: By, why: Why, as_json: AsJson = False) -> None:
    """The owner of the measure disagrees."""
    _answer(proposal, "refused", by, why, as_json)


@app.command()
def withdraw(
    proposal: Number,
    by: Annotated[str | None, typer.Option("--by", help="Who proposed; checked when given.")] = None,
    why: Annotated[str | None, typer.Option(help="The reason, if there is one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a proposal back, in the name of who made it."""
    from sress.proposals.propose import withdraw as take_back

    _say(_done(lambda connection: take_back(connection, proposal, by, why)), as_json)


def _answer(number: int, decision: str, by: str, why: str, as_json: bool) -> None:
    from sress.proposals.propose import answer

    _say(_done(lambda connection: answer(connection, number, decision, by, why)), as_json)


def _done(act: Callable[[psycopg.Connection[Any]], Proposal]) -> Proposal:
    """What `act` gives on the warehouse; a refusal is wrong use."""
    from sress.platform.database import connect
    from sress.proposals.proposal import ProposalRefused

    with connect(ready_settings(), "engineer") as connection:
        try:
            return act(connection)
        except ProposalRefused as refusal:
            wrong_use(str(refusal))


def _say(proposal: Proposal, as_json: bool) -> None:
    if as_json:
        print_json({name: _plain(cell) for name, cell in vars(proposal).items()})
        return
    published = "rien" if proposal.published_value is None else _plain(proposal.published_value)
    console.print(
        f"Proposition n° {proposal.proposal_id} {proposal.label} : {proposal.measure_code}, {proposal.period}, "
        f"{proposal.territory}, {_plain(proposal.proposed_value)} au lieu de {published} "
        f"(publication n° {proposal.publication_id})."
    )
    if proposal.status == "accepted":
        console.print("Le chiffre publié ne change pas : corriger la source, la prochaine actualisation suivra.")


def _plain(cell: Any) -> Any:
    """A cell as JSON and tables show it: a decimal as a number without needless zeros."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell
