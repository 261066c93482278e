"""The projects of ESSOR as their own lines tell of them, for what the facts leave out: need, jobs, last entry.

A project that was removed from the tool, or whose line was lost, is not here.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor
from sandbox.core.partners.moments import past
from sandbox.core.record import record_key
from sandbox.core.row import Run, iso, place_columns
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The projects whose line landed, by number."""
    run = Run(world, month, cog, lost)
    found = []
    for number, line in sorted(essor.projects(run, essor.shown_projects(run)).items()):
        place = line.item.project.place if line.text("commune") else None
        found.append(
            {
                "essor_number": number,
                "received_by": line.text("accueilli_par"),
                "received_on": past(run, line.day("date_accueil")),
                "is_structuring": line.flag("structurant"),
                "funding_need": line.number("besoin_financement"),
                "jobs": line.number("emplois"),
                "written_on": iso(essor.written_on(line)),
                **place_columns(place, run.vintage),
                "source_code": essor.SOURCE,
                "_project": line.item.project.identity,
                "_record": record_key(essor.SOURCE, "projets", number),
            }
        )
    return found
