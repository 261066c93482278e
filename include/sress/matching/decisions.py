"""What persons decided of pairs: append-only, replayed at each run, the latest of a pair in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from sress.matching.clusters import Link

MERGE, SPLIT = "merge", "split"
_READ = """
select decision_id, decided_at, decided_by, verdict, left_key, right_key, reason
from ops.match_decision order by decision_id
"""
_WRITE = """
insert into ops.match_decision (decided_by, verdict, left_key, right_key, reason)
values (%s, %s, %s, %s, %s) returning decision_id, decided_at
"""


@dataclass(frozen=True)
class Decision:
    """A person's word that two sightings are one project (merge) or are not (split)."""

    decision_id: int
    decided_at: datetime
    decided_by: str
    verdict: str
    left_key: str
    right_key: str
    reason: str


def read_decisions(connection: psycopg.Connection[Any]) -> list[Decision]:
    """All decisions, oldest first."""
    return [Decision(*row) for row in connection.execute(_READ).fetchall()]


def write_decision(
    connection: psycopg.Connection[Any], decided_by: str, verdict: str, keys: tuple[str, str], reason: str
) -> Decision:
    """Add a decision; nothing is ever changed or removed. Raises ValueError when it lacks who or why."""
    if verdict not in (MERGE, SPLIT):
        raise ValueError(f"a verdict is {MERGE} or {SPLIT}, not {verdict}")
    if not decided_by.strip() or not reason.strip():
        raise ValueError("a decision needs who decides and why")
    left, right = sorted(keys)
    if left == right:
        raise ValueError("a decision is about two different records")
    values = [decided_by.strip(), verdict, left, right, reason.strip()]
    row = connection.execute(_WRITE, values).fetchone()
    connection.commit()
    if row is None:
        raise RuntimeError("the decision was not stored")
    return Decision(row[0], row[1], decided_by.strip(), verdict, left, right, reason.strip())


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The latest decision of each pair, in the order in which they were taken."""
    latest: dict[frozenset[str], Decision] = {}
    for decision in sorted(decisions, key=lambda item: item.decision_id):
        latest[frozenset((decision.left_key, decision.right_key))] = decision
    return sorted(latest.values(), key=lambda item: item.decision_id)


def merges(decisions: Sequence[Decision]) -> Iterator[Link]:
    """The pairs that persons united, as links."""
    for decision in in_force(decisions):
        if decision.verdict == MERGE:
            yield Link("decision", decision.left_key, decision.right_key)


def apart(decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    """The pairs that persons hold apart."""
    return [(item.left_key, item.right_key) for item in in_force(decisions) if item.verdict == SPLIT]


def pairs(decisions: Sequence[Decision]) -> set[frozenset[str]]:
    """Every pair that was decided, either way."""
    return {frozenset((item.left_key, item.right_key)) for item in in_force(decisions)}
