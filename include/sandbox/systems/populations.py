"""INSEE's reference populations through Melodi (R4): real figures, from the bundled geographic code."""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog, regional_communes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.tables import FileTable, Line
from sandbox.world import World

SOURCE = "populations"
# The geographic code of 1 January carries the populations in force that day: those of three years before.
_LAG = 3
_NEWEST = 9999


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The municipal population of each commune of the region, of the bundled vintage that was held against Melodi."""
    year, number = parse_month(month)
    vintage = cog.of(_NEWEST)
    records = [
        _observation(vintage.year, commune.code, commune.population)
        for commune in sorted(regional_communes(vintage), key=lambda commune: commune.code)
    ]
    lines = [Line(str(place), {"row": place}) for place in range(1, len(records) + 1)]
    part = Part("communes", FileTable([], {}, lines), list(range(1, len(records) + 1)), (), repeats=False)
    delivery = Delivery(SOURCE, f"{SOURCE}_communes_{month}_full.jsonl", year, number, True)
    return [Made(delivery, (part,), way="api", endpoint="observations", records=tuple(records))]


def _observation(vintage: int, code: str, population: int) -> dict[str, Any]:
    return {
        "dimensions": {
            "GEO": f"{vintage - 1}-COM-{code}",
            "FREQ": "A",
            "TIME_PERIOD": str(vintage - _LAG),
            "POPREF_MEASURE": "PMUN",
        },
        "measures": {"OBS_VALUE_NIVEAU": {"value": float(population)}},
    }
