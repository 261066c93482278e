"""Which projects the publications of ESSOR tell of: a publication and a project, with the project's jobs and place.

A project whose own line is not in the tool any more, or was lost, has neither jobs nor a place that
anybody knows. `_record` is its record where another line of the tool still names it.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core import essor_projects
from sandbox.core.partners import essor
from sandbox.core.partners.moments import past
from sandbox.core.record import record_key
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.world import World

_UNKNOWN = {"jobs": None, "commune_code": None, "departement_code": None, "epci_code": None}


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The pairs of the publications dated by the cut-off, by publication and project."""
    run = Run(world, month, cog, lost)
    known = {row["essor_number"]: row for row in essor_projects.rows(world, month, cog, lost)}
    found = []
    for line in essor.publications(run):
        day = past(run, line.day("date_publication"))
        for number in sorted(set(line.item.projects)) if day else ():
            own = known.get(number, _UNKNOWN)
            found.append(
                {
                    "publicity_key": f"{essor.SOURCE}:{line.item.number}",
                    "essor_number": number,
                    "publication_date": day,
                    **{name: own[name] for name in _UNKNOWN},
                    "source_code": essor.SOURCE,
                    "_record": record_key(essor.SOURCE, "projets", number),
                }
            )
    return found
