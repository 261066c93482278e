"""Truth of fct_publicity: what ESSOR tells was published of the projects, one row a medium.

A project that was removed from the tool since is still named, and counts. The channel is the label
that the tool writes; the département is the one it writes, and no département where it writes none.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor
from sandbox.core.partners.moments import past
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The publications dated by the cut-off, by number."""
    run = Run(world, month, cog, lost)
    identities = {project.essor: project.identity for project in world.projects if project.essor}
    found = []
    for line in essor.publications(run):
        notice = line.item
        operators = sorted(set(notice.organisations))
        found.append(
            {
                "publicity_key": f"{essor.SOURCE}:{notice.number}",
                "content_number": notice.content,
                "publication_type": line.text("type"),
                "channel": line.text("canal"),
                "publication_date": past(run, line.day("date_publication")),
                "departement_code": line.text("departement"),
                "projects": len(set(notice.projects)),
                "operators": len(operators),
                "operator_codes": " ".join(operators),
                "source_code": essor.SOURCE,
                "_projects": sorted(identities[number] for number in set(notice.projects)),
            }
        )
    return [row for row in found if row["publication_date"]]
