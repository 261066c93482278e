"""What the EPCI tell of their own supports: no fact of the marts, what A17-I1 holds the financing plans against.

Whose file names no funder tells of the EPCI itself; a commune that is listed with the rest is none.
Rooms, staff and seats are no money; an amount that is lost or was never told leaves it open.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import epci
from sandbox.core.partners.moments import past
from sandbox.core.record import record_key
from sandbox.core.row import Run, by_key
from sandbox.facts import Lost
from sandbox.systems.epci_world import MEANS
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The supports decided by the cut-off, by reference."""
    run = Run(world, month, cog, lost)
    found = []
    for line in epci.funded(run):
        day, nature, amount = past(run, line.day("date_decision")), line.text("nature"), line.number("montant")
        if day:
            money = None if amount is None else amount > 0
            reference = f"{line.item.epci}:{line.item.number}"
            found.append(
                {
                    "reference": reference,
                    "by_epci": not (line.text("financeur") or "").startswith("Commune"),
                    "is_money": False if nature in MEANS else money,
                    "decision_date": day,
                    "source_code": epci.SOURCE,
                    "_record": record_key(epci.SOURCE, "cofinancements", reference),
                }
            )
    return by_key(found, "reference")
