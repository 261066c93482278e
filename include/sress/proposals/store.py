"""The tables of proposals and answers: rows are added, never changed or removed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from sress.proposals.figure import Figure
from sress.proposals.proposal import PROPOSED, Proposal, ProposalRefused

_READ = """
select proposal.proposal_id, coalesce(decision.decision, 'proposed') as status, proposal.measure_code,
    proposal.period, proposal.territory, proposal.proposed_value, proposal.proposed_by, proposal.proposed_at,
    proposal.why, proposal.method, proposal.publication_id, proposal.published_value, proposal.published_status,
    decision.decided_by, decision.decided_at, decision.why as decision_why
from ops.value_proposal as proposal
left join ops.value_proposal_decision as decision using (proposal_id)
where proposal.proposal_id = %s
"""
_ADD = """
insert into ops.value_proposal (proposed_by, measure_code, period, territory, proposed_value, why, method,
    publication_id, published_value, published_status)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
returning proposal_id
"""
_DECIDE = """
insert into ops.value_proposal_decision (proposal_id, decision, decided_by, why) values (%s, %s, %s, %s)
"""
_BESIDE = """
select * from marts.value_proposal where %s or status = 'proposed' order by proposal_id
"""


def read_proposal(connection: psycopg.Connection[Any], proposal_id: int) -> Proposal:
    """The proposal of this number. Raises ProposalRefused when there is none."""
    with connection.cursor(row_factory=class_row(Proposal)) as cursor:
        found = cursor.execute(_READ, [proposal_id]).fetchone()
    if found is None:
        raise ProposalRefused(f"Il n'y a pas de proposition n° {proposal_id} ; voir `sress contest list --all`.")
    return found


def add_proposal(
    connection: psycopg.Connection[Any], figure: Figure, value: Decimal, by: str, why: str, method: str | None
) -> Proposal:
    """Keep a proposal with the contested figure as it is now."""
    contested = [figure.publication_id, figure.value, figure.status]
    row = connection.execute(
        _ADD, [by, figure.measure.code, figure.period, figure.territory, value, why, method, *contested]
    ).fetchone()
    if row is None:
        raise RuntimeError("the proposal was not stored")
    connection.commit()
    return read_proposal(connection, row[0])


def add_decision(
    connection: psycopg.Connection[Any], proposal: Proposal, decision: str, by: str, why: str | None
) -> Proposal:
    """Keep the one answer to a proposal. Raises ProposalRefused when it was answered already."""
    if proposal.status != PROPOSED:
        raise _answered(proposal)
    try:
        connection.execute(_DECIDE, [proposal.proposal_id, decision, by, why])
    except psycopg.errors.UniqueViolation:
        connection.rollback()
        raise _answered(read_proposal(connection, proposal.proposal_id)) from None
    connection.commit()
    return read_proposal(connection, proposal.proposal_id)


def list_proposals(connection: psycopg.Connection[Any], answered_too: bool) -> list[dict[str, Any]]:
    """Proposals beside the contested and the served figure, as `marts.value_proposal` shows them, oldest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_BESIDE, [answered_too]).fetchall()


def _answered(proposal: Proposal) -> ProposalRefused:
    day = f" le {proposal.decided_at:%d/%m/%Y}" if proposal.decided_at else ""
    return ProposalRefused(
        f"La proposition n° {proposal.proposal_id} est déjà {proposal.label}{day} par {proposal.decided_by} : "
        "en faire une nouvelle."
    )
