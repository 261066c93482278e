"""The truth of the core facts: every row that the in-force files let a perfect reader know, by fact.

A module of a fact has `rows(world, month, cog, lost)`; one of the records that tell of a project has
`identities(world, month, cog, lost)`. A new one takes its line in the two lists below.
"""

from __future__ import annotations

from typing import Any, Protocol

from sandbox.cog import Cog
from sandbox.core import (
    dossiers,
    epci_supports,
    essor_projects,
    events,
    identities_funders,
    identities_partners,
    loans,
    offices,
    participations,
    partnerships,
    projects_told_of,
    publicity,
    referrals,
    reviews,
    supports,
    takeovers,
    third_places,
    tool_entries,
)
from sandbox.core.ess_on_facts import bearers, with_ess
from sandbox.core.matched import units_of
from sandbox.core.record import Identity, Record
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.world import World

Row = dict[str, Any]


class Fact(Protocol):
    """A module that tells the rows of a fact."""

    def rows(self, world: World, month: str, cog: Cog, lost: Lost) -> list[Row]:
        """The rows of the fact, by key."""


class Telling(Protocol):
    """A module that tells which project each record is of."""

    def identities(self, world: World, month: str, cog: Cog, lost: Lost) -> list[Identity]:
        """The records as core.json shows them, by source, stream and reference."""

    def records(self, run: Run) -> list[Record]:
        """The records with all that they show."""


FACTS: dict[str, Fact] = {
    "fct_dossier": dossiers,
    "fct_loan": loans,
    "fct_takeover": takeovers,
    "fct_support": supports,
    "fct_referral": referrals,
    "fct_publicity": publicity,
    "fct_event": events,
    "fct_participation": participations,
    "fct_third_place": third_places,
    "fct_partnership": partnerships,
    "fct_review": reviews,
    "projects_told_of": projects_told_of,
    "essor_projects": essor_projects,
    "tool_entries": tool_entries,
    "epci_supports": epci_supports,
    "offices": offices,
}
IDENTITIES: tuple[Telling, ...] = (identities_funders, identities_partners)


def core_of(world: World, month: str, cog: Cog, lost: Lost) -> dict[str, list[Row]]:
    """The rows of every fact by its name, and under `identities` the project behind each record."""
    facts = {name: fact.rows(world, month, cog, lost) for name, fact in FACTS.items()}
    core = with_ess(facts, Run(world, month, cog, lost))
    core["identities"] = [record for part in IDENTITIES for record in part.identities(world, month, cog, lost)]
    return core


def units(run: Run) -> dict[str, str]:
    """The unit that the automatic cascade makes of each record, by the record's key (`_record` of a fact's row)."""
    return units_of([record for part in IDENTITIES for record in part.records(run)], bearers(run))
