"""The departmental networks as a run sees them: a project with what its lines say together, reviews, partnerships.

A network repeats its line of a project for each further orientation or intervention. The project
stands as long as one of its lines landed; a cell that was lost in one of them is read in the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.core.partners.moments import extracted_on, monthly
from sandbox.core.partners.told import ToldLine, merged, told_lines
from sandbox.core.row import Run, communes_named
from sandbox.core.titles import words_of
from sandbox.systems.reseaux_departementaux import project_as_seen, project_rows
from sandbox.systems.reseaux_followups import SOURCE as SOURCE
from sandbox.systems.reseaux_followups import FollowUp, activity, follow_ups
from sandbox.systems.reseaux_sheets import LAYOUTS, projects_sheet
from sandbox.vocabulary import ORGANISATIONS
from sandbox.world import Place

_CODES = {labels[0]: code for code, labels in ORGANISATIONS.items()}


@dataclass(frozen=True)
class Step:
    """An organisation named on a day for a project: sent there, or helped by it."""

    organisation: str
    day: date
    outcome: str | None = None

    @property
    def code(self) -> str | None:
        """The code of a known organisation; None for any other, whose name is free text."""
        return self.organisation if self.organisation in ORGANISATIONS else None


@dataclass(frozen=True)
class Known:
    """A project as one network's list tells of it."""

    follow_up: FollowUp
    project: ToldLine
    sent: tuple[Step, ...]
    helped: tuple[Step, ...]

    @property
    def network(self) -> str:
        """The network's code."""
        return self.follow_up.network

    @property
    def number(self) -> str | None:
        """Its number in the network's list; two of the layouts have none."""
        return self.project.text("numero")

    def place(self, run: Run) -> Place | None:
        """The place that the list tells of: a name that two communes bear tells nothing without a postal code."""
        written, place = self.project.text("commune"), self.follow_up.project.place
        if written is None or self.project.text("code_postal"):
            return place if written else None
        return place if len(communes_named(run, written)) == 1 else None

    @property
    def reference(self) -> str:
        """Its name among the records of the lists: its number, else its title and the day of its reception."""
        named = f"{self.project.text('projet')}:{self.project.day('date_accueil')}"
        return f"{self.network}:{self.number or named}"


def known_projects(run: Run) -> list[Known]:
    """Every project of every network's list, in the order of the lists."""
    found = []
    for network, items in follow_ups(run.world).items():
        rows = project_rows(run.world.seed, items, monthly(run, SOURCE))
        lines: dict[int, list[ToldLine]] = {}
        for line in told_lines(run.lost, projects_sheet(LAYOUTS[network]), rows):
            lines.setdefault(line.item.rank, []).append(line)
        found += [_known(several) for several in lines.values()]
    return found


def _known(lines: list[ToldLine]) -> Known:
    project = merged(lines)
    sent = _steps(lines, "orientation_vers", "date_orientation", "orientation_statut")
    helped = _steps(lines, "appui_externe", "date_appui", "")
    return Known(project.item, project, sent, helped)


def _steps(lines: list[ToldLine], organisation: str, day: str, outcome: str) -> tuple[Step, ...]:
    """One step for each organisation and day; without its day it is none."""
    found: dict[tuple[str, date], Step] = {}
    for line in lines:
        label, when = line.text(organisation), line.day(day)
        if label is None or when is None:
            continue
        code = _CODES.get(label, label)
        before = found.get((code, when))
        found[code, when] = Step(code, when, line.text(outcome) or (before.outcome if before else None))
    return tuple(found.values())


def named_in_lists(network: str, title: str, structure: str | None, commune: str | None) -> str | None:
    """How a network names a project in all its lists: by title and structure, else by title and commune.

    None with neither, since a title alone may be another project's too.
    """
    beside = structure or commune
    return ":".join((network, " ".join(words_of(title)), " ".join(words_of(beside)))) if beside else None


def as_seen(run: Run, item: FollowUp) -> tuple[str, str | None, str | None]:
    """Title, structure and commune of a project in its network's words: the same in all its files."""
    seen = project_as_seen(run.world.seed, item)
    return str(seen["projet"]), str(seen["structure"]) or None, str(seen["commune"]) or None


def reviewed(run: Run) -> list[tuple[FollowUp, date]]:
    """The projects of the reviews written down by extraction day, with the day of the review."""
    return [
        (item.follow_up, item.review.day)
        for item in activity(run.world).reviews
        if item.review.history[-1][0] <= extracted_on(run)
        and not run.lost.row(SOURCE, "revues", f"{item.follow_up.network}/{item.review.ref}/{item.follow_up.rank}")
    ]


def brought(run: Run) -> list[tuple[FollowUp, date]]:
    """The projects of the partnerships written down by extraction day, with the day of the meetings."""
    return [
        (item.follow_up, item.meeting.day)
        for item in activity(run.world).partnerships
        if item.meeting.history[-1][0] <= extracted_on(run)
        and not run.lost.row(
            SOURCE, "partenariats", f"{item.follow_up.network}/{item.meeting.ref}/{item.follow_up.rank}"
        )
    ]
