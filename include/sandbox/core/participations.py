"""Truth of fct_participation: each organisation once at each conference that was held by the cut-off.

A conference is held on a day when a line of the calendar that landed says so. An organisation listed
twice under two writings is one; a known ESS status wins over a blank one, and so does a SIREN.
Persons without an organisation are in no row. The organisation has no key of its own where it showed
no SIREN; `_organisation` is its name without case, accents and needless spaces. An EPCI is known by its
SIREN and by any name that people use of it; `_epci` is its code, in the region or not.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners.calendar import attendances, calendar_lines
from sandbox.core.row import Run
from sandbox.deliveries import CALENDAR_SOURCE
from sandbox.facts import Lost, normalised
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The organisations present, by day and name."""
    run = Run(world, month, cog, lost)
    held = {
        line.entry.day
        for line in calendar_lines(run)
        if line.entry.kind == "conference" and line.held and line.entry.day <= run.cut_off
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for attendance, ess in attendances(run):
        if attendance.day not in held or not attendance.organisation.strip():
            continue
        day, name = attendance.day.isoformat(), normalised(attendance.organisation)
        row = found.setdefault(
            (day, name),
            {
                "conference_date": day,
                "siren": None,
                "declared_ess": None,
                "source_code": CALENDAR_SOURCE,
                "_organisation": name,
                "_epci": attendance.epci or None,
            },
        )
        row["siren"] = attendance.siren or row["siren"]
        row["declared_ess"] = row["declared_ess"] if ess is None else ess
    return [found[key] for key in sorted(found)]
