"""Decide on a held delivery: let it into force, or refuse it. Every decision is kept with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from psycopg.rows import dict_row

from sress.landing.ledger import lock_stream
from sress.platform.database import connect
from sress.platform.settings import Settings

Choice = Literal["release", "refuse"]
_STATUS: dict[Choice, str] = {"release": "landed", "refuse": "rejected"}
_SHOWN = """
select d.delivery_id, d.source, d.stream, d.file_name, d.period, d.scope, d.mode, d.status, d.received_at,
       d.landed_at, d.personal, d.purged_at, d.synthetic, d.sha256, d.byte_size,
       r.rows_read as read, r.rows_landed as landed, r.rows_mended as mended, r.rows_rejected as rejected,
       r.reasons, r.columns_unknown, r.columns_missing, r.drift, r.vanished, r.messages
from ops.delivery d left join ops.landing_report r using (delivery_id)
where d.delivery_id = %s
"""
_DECISIONS = """
select decision, decided_by, why, decided_at from ops.delivery_decision
where delivery_id = %s order by decision_id
"""


class NotHeld(Exception):
    """The delivery does not wait for a decision; the message says how it stands."""


@dataclass(frozen=True)
class Decided:
    """What became of the delivery."""

    delivery_id: int
    source: str
    stream: str
    status: str


def decide(settings: Settings, delivery_id: int, choice: Choice, *, why: str, by: str) -> Decided:
    """Release or refuse a held delivery; the rows in force follow at once.

    Raises LookupError when there is no such delivery, NotHeld when it does not wait, ValueError
    without a reason.
    """
    if not why.strip() or not by.strip():
        raise ValueError("a decision has a reason and a name")
    with connect(settings, "loader") as connection:
        known = connection.execute(
            "select source, stream from ops.delivery where delivery_id = %s", [delivery_id]
        ).fetchone()
        if known is None:
            raise LookupError(f"no delivery {delivery_id}")
        lock_stream(connection, *known)
        changed = connection.execute(
            "update ops.delivery set status = %s where delivery_id = %s and status = 'held'",
            [_STATUS[choice], delivery_id],
        ).rowcount
        if not changed:
            row = connection.execute("select status from ops.delivery where delivery_id = %s", [delivery_id]).fetchone()
            raise NotHeld(f"delivery {delivery_id} of {known[0]} is not held: it is {row[0] if row else 'gone'}")
        connection.execute("update ops.landing_report set held = false where delivery_id = %s", [delivery_id])
        connection.execute(
            "insert into ops.delivery_decision (delivery_id, decision, decided_by, why) values (%s, %s, %s, %s)",
            [delivery_id, choice, by.strip(), why.strip()],
        )
    return Decided(delivery_id, known[0], known[1], _STATUS[choice])


def show_delivery(settings: Settings, delivery_id: int) -> dict[str, Any]:
    """The ledger's row, report, drift, messages and `decisions`. Raises LookupError."""
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SHOWN, [delivery_id]).fetchone()
        if row is None:
            raise LookupError(f"no delivery {delivery_id}")
        row["decisions"] = cursor.execute(_DECISIONS, [delivery_id]).fetchall()
    return row
