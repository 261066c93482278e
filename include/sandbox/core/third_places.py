"""Truth of fct_third_place: the answers of each tiers-lieu to each yearly panorama.

A place that did not answer has no row for the year, whether it closed or not. SIREN and ESS status
are those of whoever ran the place on the day of the answer, where the answer tells them.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import third_places
from sandbox.core.partners.moments import past
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The answers given by the cut-off, by vintage and place."""
    run = Run(world, month, cog, lost)
    found = []
    for answer in third_places.answers(run):
        site, line = answer.site, answer.line
        found.append(
            {
                "third_place_key": f"tl:{site.number}",
                "vintage": answer.vintage,
                "siren": line.siren("siren"),
                "stage": line.text("stade"),
                "opened_on": past(run, line.day("date_ouverture")),
                "closed_on": past(run, line.day("date_fermeture")),
                "answered_on": past(run, answer.answered_on),
                "employees": line.number("nb_salaries"),
                "declared_ess": line.flag("ess"),
                **third_places.told_place(run, site, line),
                "source_code": third_places.SOURCE,
                "_project": site.project.identity,
            }
        )
    return [row for row in found if row["answered_on"]]
