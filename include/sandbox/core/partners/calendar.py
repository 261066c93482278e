"""The governance calendar as a run sees it: the lines of its workbook that landed, and the lists of the conferences."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.core.row import Run
from sandbox.deliveries import CALENDAR_SOURCE, attendances_shown, calendar_delivery, entries_shown, papers_shown
from sandbox.world import Attendance, Entry


@dataclass(frozen=True)
class CalendarLine:
    """A line of the workbook: what was decided and who came is known of a meeting that was held."""

    entry: Entry
    statut: str
    papers: str

    @property
    def held(self) -> bool:
        """Whether the line says that the meeting took place."""
        return self.statut == "tenue"

    @property
    def says(self) -> tuple[object, ...]:
        """All that the line says, without needless spaces: two lines that say the same land as one."""
        entry = self.entry
        known = (entry.participants, entry.porteurs, entry.adjustments) if self.held else ()
        title = " ".join(entry.title.split())
        told = (entry.kind, entry.day, self.statut, title, entry.territoire, entry.organisers)
        return (*told, entry.themes, " ".join(self.papers.split()), known)


def calendar_lines(run: Run) -> list[CalendarLine]:
    """The lines typed by extraction day that landed, by day; exact repeats once."""
    delivery = calendar_delivery(run.month)
    shown = sorted(entries_shown(run.world, delivery), key=lambda pair: (pair[0].day, pair[0].ref))
    lines = [
        CalendarLine(entry, statut, papers_shown(entry, statut, delivery))
        for entry, statut in shown
        if not run.lost.row(CALENDAR_SOURCE, "evenements", entry.ref)
    ]
    first = {line.says: line for line in reversed(lines)}
    return [line for line in lines if first[line.says] is line]


def attendances(run: Run) -> list[tuple[Attendance, bool | None]]:
    """The participants typed by extraction day that landed, with the ESS status that is left of each."""
    return [
        (row, None if run.lost.cell(CALENDAR_SOURCE, "participations", row.ref, "ess") else row.ess)
        for row in attendances_shown(run.world, calendar_delivery(run.month))
        if not run.lost.row(CALENDAR_SOURCE, "participations", row.ref)
    ]
