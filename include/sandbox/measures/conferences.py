"""Measures of the conferences: what they spoke of (A05-I1), and who came (A16-I2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, day_of
from sandbox.world import CALENDAR_START

THEME = "innovation sociale"
BESIDE = {"research": "recherche et developpement", "funding": "financement", "examples": "exemples"}


def a05_i1(known: Known) -> Iterator[Evidence]:
    """Whether a conference that was held bore the theme; one announced, or on another theme, does not make it so."""
    return _on_themes(known, THEME)


def a05_i1_with(beside: str, known: Known) -> Iterator[Evidence]:
    """Whether such a conference bore a second theme too."""
    return _on_themes(known, THEME, BESIDE[beside])


def _on_themes(known: Known, *themes: str) -> Iterator[Evidence]:
    for row in known.rows("fct_event"):
        day = day_of(row, "event_date")
        if row["event_type"] == "conference" and row["is_held"] and day and set(themes) <= set(row["_themes"]):
            yield Evidence("conference", day, day, IN_THE_REGION)
    for year in range(CALENDAR_START.year, known.cut_off.year + 1):
        first = date(year, 1, 1)
        yield Evidence("conference", first, first, IN_THE_REGION, "denominator")


def a16_i2(known: Known) -> Iterator[Evidence]:
    """Of the organisations at a conference, those outside the perimeter on that day.

    The perimeter decides, not what the organisation says of itself. Of whom nobody knows is on neither
    side; persons who came for no organisation are no organisations.
    """
    for row in known.rows("fct_participation"):
        day = day_of(row, "conference_date")
        if not day:
            continue
        unit = f"{day.isoformat()}|{row['_organisation']}"
        if row["is_ess"] is None:
            yield Evidence(unit, day, day, IN_THE_REGION, "unknown")
            continue
        yield Evidence(unit, day, day, IN_THE_REGION, "denominator")
        if row["is_ess"] is False:
            yield Evidence(unit, day, day, IN_THE_REGION)
