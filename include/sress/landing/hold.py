"""When a delivery waits for a person's decision instead of coming into force."""

from __future__ import annotations

from typing import Any

import psycopg

from sress.contracts.model import Stream
from sress.landing.ledger import Former
from sress.landing.period import Declared
from sress.landing.tally import Tally
from sress.landing.vanished import rows_in_force


def reason_to_hold(
    connection: psycopg.Connection[Any],
    source: str,
    name: str,
    stream: Stream,
    tally: Tally,
    former: Former | None,
    declared: Declared,
    *,
    whole: bool,
) -> str | None:
    """Why the delivery is held, in French, by the contract's thresholds; None when it lands.

    Being short is no reason for a pull of changes (`whole` is false).
    """
    limits = stream.thresholds
    if tally.blocked > limits.max_rejected_share * tally.read:
        return (
            f"Livraison retenue : {tally.blocked} lignes rejetées sur {tally.read}, le contrat en admet "
            f"{limits.max_rejected_share:.0%}. La livraison précédente reste en vigueur."
        )
    if not whole:
        return None
    if tally.landed < limits.min_rows:
        return f"Livraison retenue : {tally.landed} lignes, le contrat en attend au moins {limits.min_rows}."
    if not limits.hold_when_fewer_rows or stream.revision.replaces == "rows":
        return None
    if stream.revision.replaces == "changes":
        before = rows_in_force(connection, source, name, declared.scope)
    else:
        before = former.landed if former and former.same_scope else 0
    if tally.read < before:
        return (
            f"Livraison retenue : {tally.read} lignes, la livraison en vigueur en a {before}. Elle attend une décision."
        )
    return None
