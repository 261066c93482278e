"""Measures of what is published of the projects: A11-I1, over twelve months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import EVERYWHERE, Evidence, Known, Row, day_of, on_day
from sandbox.months import add_months
from sandbox.world import CALENDAR_START

TESTIMONY = "temoignage"


def _cross_views(known: Known) -> Iterator[tuple[Row, date]]:
    """Publications about a project by two organisations or more; one organisation on its own work is advertising."""
    for row in known.rows("fct_publicity"):
        day = day_of(row, "publication_date")
        if day and row["projects"] >= 1 and row["operators"] >= 2:
            yield row, day


def types(known: Known) -> Iterator[Evidence]:
    """The kinds of media, each once."""
    for row, day in _cross_views(known):
        yield on_day(row, row["publication_type"], day, kind=row["publication_type"])


def months(known: Known) -> Iterator[Evidence]:
    """The months with a publication, of the months that there are, wherever the publication belongs."""
    for row, day in _cross_views(known):
        yield on_day(row, _month(day), day)
    first = CALENDAR_START
    while first <= known.cut_off:
        yield Evidence(_month(first), first, first, EVERYWHERE, "denominator")
        first = add_months(first, 1)


def testimonies(known: Known) -> Iterator[Evidence]:
    """Testimonies: one content told through several channels counts once."""
    for row, day in _cross_views(known):
        if row["publication_type"] == TESTIMONY:
            yield on_day(row, row["content_number"], day)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
