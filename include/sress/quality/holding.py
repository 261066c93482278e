"""A critical failure of gate 1 holds the delivery: the former one stays in force until a person decides."""

from __future__ import annotations

import json

from sress.landing.ledger import lock_stream
from sress.platform.database import connect
from sress.platform.settings import Settings

_HOLD = """
    update ops.delivery set status = 'held'
    where
        delivery_id = %s and status = 'landed'
        and not exists (
            select from ops.delivery_decision as decision
            where decision.delivery_id = delivery.delivery_id and decision.decision = 'release'
        )
"""
_SAY_SO = """
    update ops.landing_report set held = true, messages = %s::jsonb || messages where delivery_id = %s
"""


def hold_delivery(settings: Settings, delivery_id: int, reasons: list[str]) -> bool:
    """Hold a landed delivery and say why in its report; False when it is not landed, or was released by a person."""
    with connect(settings, "loader") as connection:
        found = connection.execute(
            "select source, stream from ops.delivery where delivery_id = %s", (delivery_id,)
        ).fetchone()
        if found is None:
            raise LookupError(f"ops.delivery has no delivery {delivery_id}")
        lock_stream(connection, *found)
        if not connection.execute(_HOLD, (delivery_id,)).rowcount:
            return False
        told = json.dumps([f"Livraison retenue : {reason}" for reason in reasons], ensure_ascii=False)
        connection.execute(_SAY_SO, (told, delivery_id))
    return True
