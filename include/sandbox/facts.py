"""The clean facts that the truth is computed from: the world as the in-force deliveries can show it.

Two things are taken away and nothing else: what happened or was known after the extraction, and the
rows and fields that the dirt destroyed (`Lost`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sandbox.cog import Cog, Vintage
from sandbox.deliveries import (
    CALENDAR_SOURCE,
    REGION_SOURCE,
    attendances_shown,
    calendar_delivery,
    dossiers_shown,
    entries_shown,
    papers_shown,
    region_deliveries,
)
from sandbox.months import month_end, parse_month
from sandbox.vocabulary import DEPARTEMENTS
from sandbox.world import Place, World

REGION_CODE = "REG-52"
UNDETERMINED = "UND"


@dataclass
class Lost:
    """References of the rows that the in-force files no longer hold, and of (row, column) cells.

    `streams` holds the same by source and stream, where references of two systems might be alike.
    """

    rows: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    streams: dict[tuple[str, str], set[tuple[str, str | None]]] = field(default_factory=dict)

    def add(self, source: str, stream: str, ref: str, column: str | None) -> None:
        """Note that a cell is lost, or with no column the whole row."""
        self.streams.setdefault((source, stream), set()).add((ref, column))
        if column is None:
            self.rows.add(ref)
        else:
            self.fields.add((ref, column))

    def row(self, source: str, stream: str, ref: str) -> bool:
        """Whether the row of that stream is lost."""
        return (ref, None) in self.streams.get((source, stream), ())

    def cell(self, source: str, stream: str, ref: str, column: str) -> bool:
        """Whether the cell of that stream's row is lost."""
        return (ref, column) in self.streams.get((source, stream), ())


@dataclass(frozen=True)
class Grant:
    """A dossier as a measure sees it; `territories` are REG-52 and its DEP-, EPCI- or UND."""

    project: str
    dispositif: str
    ess: bool | None
    statut: str
    day: date
    territories: frozenset[str]


@dataclass(frozen=True)
class Event:
    """A line of the calendar as a measure sees it."""

    kind: str
    day: date
    statut: str
    title: str
    territoire: str
    organisers: tuple[str, ...]
    participants: tuple[str, ...]
    porteurs: bool
    deliverables: str
    adjustments: int


@dataclass(frozen=True)
class Presence:
    """An organisation at a conference."""

    day: date
    organisation: str
    ess: bool | None


@dataclass
class Facts:
    """Everything known at the cut-off, and what the deliveries cover."""

    cut_off: date
    epci: tuple[str, ...] = ()
    grants: list[Grant] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    coverage: dict[str, list[tuple[date, date]]] = field(default_factory=dict)


def facts_of(world: World, month: str, cog: Cog, lost: Lost) -> Facts:
    """The facts at the end of `month`."""
    year, number = parse_month(month)
    vintage = cog.of(year)
    regional, calendar = [d for d in region_deliveries(month) if d.in_force], calendar_delivery(month)
    facts = Facts(month_end(year, number), vintage.epci)
    facts.coverage = {REGION_SOURCE: [d.covers for d in regional], CALENDAR_SOURCE: [calendar.covers]}
    for delivery in regional:
        for dossier, known in dossiers_shown(world, delivery):
            if dossier.number in lost.rows:
                continue
            version = known[-1]
            ess = None if (dossier.number, "statut_ess") in lost.fields else dossier.ess
            place = None if (dossier.number, "commune") in lost.fields else dossier.place
            territories = territories_of(place, vintage)
            project = dossier.project if dossier.project_number else dossier.number
            facts.grants.append(
                Grant(project, dossier.dispositif, ess, version.statut, version.decided_on, territories)
            )
    for entry, statut in entries_shown(world, calendar):
        if entry.ref not in lost.rows:
            facts.events.append(
                Event(
                    entry.kind,
                    entry.day,
                    statut,
                    entry.title,
                    entry.territoire,
                    entry.organisers,
                    entry.participants,
                    bool(entry.porteurs),
                    papers_shown(entry, statut, calendar),
                    entry.adjustments or 0,
                )
            )
    for row in attendances_shown(world, calendar):
        if row.ref not in lost.rows:
            ess = None if (row.ref, "ess") in lost.fields else row.ess
            facts.presences.append(Presence(row.day, row.organisation, ess))
    return facts


def territories_of(place: Place | None, vintage: Vintage) -> frozenset[str]:
    """The region, and the département and EPCI of the commune in this vintage, else UND."""
    commune = vintage.in_force(place.code) if place else None
    if commune is None or commune.departement not in DEPARTEMENTS:
        return frozenset({REGION_CODE, UNDETERMINED})
    epci = vintage.members.get(commune.code)
    return frozenset({REGION_CODE, f"DEP-{commune.departement}"} | ({f"EPCI-{epci}"} if epci else set()))


def normalised(text: str) -> str:
    """A title or a name without case, accents and needless spaces."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
