"""fct_takeover as it truly is: one operation that URSCOP accompanies, in the year in which it entered.

Each year's last workbook is in force, so the end of an operation is known only if it came before that
workbook was made. An end dated after the cut-off is not there yet: the operation is in progress.
A bracket typed for the workforce is no number of employees.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.cog import Cog
from sandbox.core.row import Line, Run, by_key, iso, place_columns
from sandbox.facts import Lost
from sandbox.months import extraction_day
from sandbox.systems.urscop import Takeover, quarters, takeovers
from sandbox.systems.urscop_sheets import SOURCE
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The operations entered by the cut-off, by key."""
    run = Run(world, month, cog, lost)
    limits = {year: extraction_day(year, quarter) for year, quarter in quarters(month)}
    found = [
        _row(run, line, item, limit)
        for item in takeovers(world)
        if (limit := limits.get(item.entered.year)) and item.known_on <= limit and item.entered <= run.cut_off
        if not (line := run.line(SOURCE, "operations", item.number)).gone
    ]
    return by_key(found, "takeover_key")


def _row(run: Run, line: Line, item: Takeover, limit: date) -> dict[str, Any]:
    project = item.project
    day = limit if line.cell("date_fin", item.ended) is None else min(limit, run.cut_off)
    return {
        "takeover_key": f"{SOURCE}:{item.number}",
        "_project": project.identity,
        "siren": line.siren("siren", project.organisation.siren),
        "takeover_type": item.kind,
        "takeover_status": item.state(day),
        "entry_date": iso(item.entered),
        "end_date": iso(line.cell("date_fin", item.ended)) if item.ended <= day else None,
        "employees": line.cell("effectif", item.workforce),
        **place_columns(
            line.cell("commune", project.place), run.vintage, line.cell("departement", project.departement)
        ),
        "source_code": SOURCE,
    }
