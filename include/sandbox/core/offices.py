"""What Sirene tells of head offices by the extraction day: from when to when each was active, and where it is.

No fact of the marts: A19-I2 asks it whether the structure of a place was still there.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners.moments import extracted_on
from sandbox.core.row import Run, iso, place_columns
from sandbox.facts import Lost
from sandbox.legal_units import legal_units
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The periods of every head office, by SIREN."""
    run = Run(world, month, cog, lost)
    day = extracted_on(run)
    return [
        {
            "siren": unit.siren,
            "from": iso(period.start),
            "to": iso(period.end),
            "is_active": period.state == "A",
            **place_columns(unit.place, run.vintage),
            "source_code": "sirene",
        }
        for unit in legal_units(world)
        for period in unit.known(day)
    ]
