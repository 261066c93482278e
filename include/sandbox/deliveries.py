"""Which files the partners deliver by a month, and what each system shows in them on extraction day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.months import extraction_day, parse_month
from sandbox.world import FIRST_YEAR, Attendance, Dossier, Entry, Version, World

REGION_SOURCE = "region_dispositifs"
CALENDAR_SOURCE = "gouvernance"
SCDL_SOURCE = "scdl_subventions"


@dataclass(frozen=True)
class Delivery:
    """A file of a source for a year and month; `in_force` when no newer one of the run replaces it."""

    source: str
    file: str
    year: int
    month: int
    in_force: bool

    @property
    def extracted_on(self) -> date:
        """The day on which the partner made the file."""
        return extraction_day(self.year, self.month)


def region_deliveries(month: str) -> list[Delivery]:
    """One file for each past exercice, and the last two months of the current one."""
    year, number = parse_month(month)
    past = [(exercice, 12, True) for exercice in range(FIRST_YEAR, year)]
    before = [(year, number - 1, False)] if number > 1 else []
    return [
        Delivery(REGION_SOURCE, f"dispositifs_{y}-{m:02d}.csv", y, m, in_force)
        for y, m, in_force in [*past, *before, (year, number, True)]
    ]


def calendar_delivery(month: str) -> Delivery:
    """The whole calendar, restated."""
    year, number = parse_month(month)
    return Delivery(CALENDAR_SOURCE, f"calendrier_gouvernance_{month}.xlsx", year, number, True)


def dossiers_shown(world: World, delivery: Delivery) -> list[tuple[Dossier, tuple[Version, ...]]]:
    """The dossiers of the file's exercice with the versions known on extraction day, oldest first."""
    return [
        (dossier, known)
        for dossier in world.dossiers
        if dossier.exercice == delivery.year and (known := dossier.known(delivery.extracted_on))
    ]


def entries_shown(world: World, delivery: Delivery) -> list[tuple[Entry, str]]:
    """The entries of the calendar with their statut on extraction day."""
    shown = [(entry, entry.statut(delivery.extracted_on)) for entry in world.entries]
    return [(entry, statut) for entry, statut in shown if statut is not None]


def attendances_shown(world: World, delivery: Delivery) -> list[Attendance]:
    """The lines of the participants' sheet typed by extraction day."""
    return [row for row in world.attendances if row.known_on <= delivery.extracted_on]


def papers_shown(entry: Entry, statut: str, delivery: Delivery) -> str:
    """The documents of a meeting that were delivered by extraction day."""
    if statut != "tenue":
        return ""
    if entry.delivered_on is not None and entry.delivered_on > delivery.extracted_on:
        return ""
    return entry.deliverables
