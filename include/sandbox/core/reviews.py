"""Truth of fct_review: a project on the table of a network's review, and the day on which a solution was found.

Choices:
- A project is one line of a review by its title; its place is told by a name alone.
- A solution whose day was lost is none that anybody can date; one found after the cut-off is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import networks
from sandbox.core.partners.moments import extracted_on, past
from sandbox.core.partners.told import told_lines
from sandbox.core.record import record_key
from sandbox.core.row import Run, communes_named, place_columns
from sandbox.facts import Lost
from sandbox.systems.reseaux_departementaux import review_rows
from sandbox.systems.reseaux_followups import activity
from sandbox.systems.reseaux_sheets import LAYOUTS, reviews_sheet
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The projects reviewed by the cut-off, in the order of the lists."""
    return list(_rows(Run(world, month, cog, lost)))


def _rows(run: Run) -> Iterator[dict[str, Any]]:
    every = activity(run.world).reviews
    for network, layout in LAYOUTS.items():
        items = [item for item in every if item.follow_up.network == network]
        lines = review_rows(run.world.seed, items, extracted_on(run))
        for line in told_lines(run.lost, reviews_sheet(layout), lines):
            project, reviewed = line.item.follow_up.project, line.day("date_revue")
            title, written = line.text("projet"), line.text("commune")
            place = project.place if written and len(communes_named(run, written)) == 1 else None
            if past(run, reviewed):
                yield {
                    "network_code": network,
                    "review_date": past(run, reviewed),
                    "has_project_holder": line.flag("porteur_present"),
                    "solution_date": past(run, line.day("date_solution")) if line.text("solution") else None,
                    **place_columns(place, run.vintage),
                    "source_code": networks.SOURCE,
                    "_project": project.identity,
                    "_record": record_key(networks.SOURCE, "revues", f"{network}:{reviewed}:{title}"),
                }
