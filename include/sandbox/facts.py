"""The clean calendar that its measures are computed from: the world as the delivery in force can show it.

Two things are taken away and nothing else: what happened or was known after the extraction, and the
rows and fields that the dirt destroyed (`Lost`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sandbox.cog import Cog
from sandbox.deliveries import calendar_delivery, entries_shown, papers_shown
from sandbox.months import month_end, parse_month
from sandbox.world import World

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


@dataclass
class Facts:
    """The calendar as known at the cut-off."""

    cut_off: date
    epci: tuple[str, ...] = ()
    events: list[Event] = field(default_factory=list)


def facts_of(world: World, month: str, cog: Cog, lost: Lost) -> Facts:
    """The facts at the end of `month`."""
    year, number = parse_month(month)
    calendar = calendar_delivery(month)
    facts = Facts(month_end(year, number), cog.of(year).epci)
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
    return facts


def normalised(text: str) -> str:
    """A title or a name without case, accents and needless spaces."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
