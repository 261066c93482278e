"""The departmental networks as a run sees them: a project with what its lines say together, reviews, partnerships.

A network repeats its line of a project for each further orientation or intervention. The project
stands as long as one of its lines landed; a cell that was lost in one of them is read in the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.core.partners.moments import extracted_on, monthly
from sandbox.core.partners.told import ToldLine, merged, told_lines
from sandbox.core.row import Run
from sandbox.systems.reseaux_departementaux import project_rows
from sandbox.systems.reseaux_followups import SOURCE as SOURCE
from sandbox.systems.reseaux_followups import FollowUp, activity, follow_ups
from sandbox.systems.reseaux_sheets import LAYOUTS, projects_sheet
from sandbox.vocabulary import ORGANISATIONS

_CODES = {labels[0]: code for code, labels in ORGANISATIONS.items()}
_PERSON_FIELDS = ("porteur_courriel", "porteur_nom", "porteur_initiales")


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

    @property
    def shows_person(self) -> bool:
        """Whether the list names the porteur, by mail, name or initials."""
        return any(self.project.text(name) for name in _PERSON_FIELDS)


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


def titles(run: Run) -> dict[tuple[str, int], str]:
    """The title of each project in its network's words, by network and rank: the same in all its files."""
    return {
        (network, item.rank): str(values["projet"])
        for network, items in follow_ups(run.world).items()
        for _, values, item in project_rows(run.world.seed, items, monthly(run, SOURCE))
    }


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
