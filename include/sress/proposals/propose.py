"""Propose a value, answer a proposal, withdraw one: what each needs, and who may."""

from __future__ import annotations

from typing import Any

import psycopg

from sress.landing.mask import mask_personal
from sress.proposals.figure import find_figure, find_measure
from sress.proposals.owners import fold, may_answer, read_operators
from sress.proposals.proposal import WITHDRAWN, Proposal, ProposalRefused
from sress.proposals.quantity import read_quantity
from sress.proposals.store import add_decision, add_proposal, read_proposal


def propose(
    connection: psycopg.Connection[Any],
    measure: str,
    period: str,
    territory: str,
    value: str,
    by: str,
    why: str,
    method: str | None = None,
) -> Proposal:
    """Propose `value` in place of a figure of the served publication. Raises ProposalRefused."""
    figure = find_figure(connection, measure.strip(), period.strip(), territory.strip())
    return add_proposal(
        connection,
        figure,
        read_quantity(value, figure.measure),
        _told(by, "qui propose"),
        _told(why, "le motif"),
        None if method is None else _told(method, "la méthode"),
    )


def answer(connection: psycopg.Connection[Any], proposal_id: int, decision: str, by: str, why: str) -> Proposal:
    """Accept or refuse a proposal. Raises ProposalRefused unless `by` answers for the measure and says why."""
    proposal = read_proposal(connection, proposal_id)
    by, why = _told(by, "qui répond"), _told(why, "le motif")
    owner = find_measure(connection, proposal.measure_code).owner
    operators = read_operators(connection)
    if not may_answer(by, owner, operators):
        pilots = ", ".join(one.label for one in operators if one.steering)
        raise ProposalRefused(
            f"{by} ne répond pas de {proposal.measure_code} : seuls peuvent accepter ou refuser son responsable "
            f"({owner}) et les pilotes de la stratégie ({pilots})."
        )
    return add_decision(connection, proposal, decision, by, why)


def withdraw(
    connection: psycopg.Connection[Any], proposal_id: int, by: str | None = None, why: str | None = None
) -> Proposal:
    """Withdraw a proposal in the name of who made it. Raises ProposalRefused when `by` is somebody else."""
    proposal = read_proposal(connection, proposal_id)
    if by is not None and fold(by) != fold(proposal.proposed_by):
        raise ProposalRefused(f"La proposition n° {proposal_id} est de {proposal.proposed_by}, qui seul la retire.")
    told = None if why is None else _told(why, "le motif")
    return add_decision(connection, proposal, WITHDRAWN, proposal.proposed_by, told)


def _told(text: str, what: str) -> str:
    """The text, which is not empty and identifies no person: the marts show it."""
    if not text.strip():
        raise ProposalRefused(f"Il faut dire {what}.")
    if mask_personal(text)[1]:
        raise ProposalRefused(f"Pour dire {what}, ni adresse de messagerie, ni téléphone, ni compte bancaire.")
    return text.strip()
