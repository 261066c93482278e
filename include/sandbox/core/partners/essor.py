"""ESSOR as a run sees it: its projects, supports, orientations, publications and events that landed."""

from __future__ import annotations

from datetime import date

from sandbox.core.partners.moments import extracted_on
from sandbox.core.partners.told import ToldLine, told_lines
from sandbox.core.row import Run
from sandbox.systems import essor_fields
from sandbox.systems.essor_notices import notices
from sandbox.systems.essor_rows import (
    event_row,
    orientation_values,
    partnership_rows,
    project_row,
    publication_row,
    support_rows,
)
from sandbox.systems.essor_world import Followed, followed_projects

SOURCE = essor_fields.SOURCE


def shown_projects(run: Run) -> list[Followed]:
    """The projects in the tool on extraction day: received by then, and not removed by then."""
    day = extracted_on(run)
    return [
        item
        for item in followed_projects(run.world)
        if item.received_on <= day and (item.deleted is None or item.deleted > day)
    ]


def projects(run: Run, shown: list[Followed]) -> dict[str, ToldLine]:
    """The projects that landed, by number; a project whose line was lost is missing, its supports are not."""
    rows = [project_row(item, extracted_on(run)) for item in shown]
    return {line.item.project.essor: line for line in told_lines(run.lost, essor_fields.PROJECTS, rows)}


def supports(run: Run, shown: list[Followed]) -> list[ToldLine]:
    """The supports of the projects shown that were typed by extraction day and landed."""
    return told_lines(run.lost, essor_fields.SUPPORT, support_rows(shown, extracted_on(run)))


def orientations(run: Run, shown: list[Followed]) -> list[ToldLine]:
    """The orientations inside the projects shown; they land even where their project's own line was lost."""
    day = extracted_on(run)
    rows = [
        (f"{item.project.essor}/{rank}", orientation_values(item, rank, day), item)
        for item in shown
        for rank, sent in enumerate(item.orientations)
        if sent.day <= day
    ]
    return told_lines(run.lost, essor_fields.ORIENTATIONS, rows)


def partnerships(run: Run, shown: list[Followed]) -> list[ToldLine]:
    """The partnerships of the projects shown that were signed by extraction day and landed."""
    return told_lines(run.lost, essor_fields.PARTNERSHIPS, partnership_rows(shown, extracted_on(run)))


def publications(run: Run) -> list[ToldLine]:
    """The publications typed by extraction day that landed."""
    every, _ = notices(run.world, followed_projects(run.world), run.cog)
    rows = [publication_row(item) for item in every if item.known_on <= extracted_on(run)]
    return told_lines(run.lost, essor_fields.PUBLICATIONS, rows)


def events(run: Run) -> list[ToldLine]:
    """The events typed by extraction day that landed."""
    _, every = notices(run.world, followed_projects(run.world), run.cog)
    rows = [event_row(item) for item in every if item.known_on <= extracted_on(run)]
    return told_lines(run.lost, essor_fields.EVENTS, rows)


def written_on(line: ToldLine) -> date | None:
    """The day on which somebody last wrote a record, as the tool stamps it; None without a stamp."""
    stamp = line.text("updated_at")
    return date.fromisoformat(stamp[:10]) if stamp else None
