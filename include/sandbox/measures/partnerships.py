"""Measures of what the days « je suis, je cherche » bring: A06-I1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import Evidence, Known, Row, day_of, on_day
from sandbox.months import add_months

_MONTHS = 12


def a06_i1(known: Known) -> Iterator[Evidence]:
    """Projects of a day with a proof signed within twelve months of it, by two structures at least."""
    for row, signed in proved(known):
        yield on_day(row, known.project(row), signed)


def proved(known: Known) -> Iterator[tuple[Row, date]]:
    """The partnerships with such a proof, and the day of its signature.

    An intention is no proof, nor is what was signed before the day.
    """
    for row in known.rows("fct_partnership"):
        fair, signed = day_of(row, "fair_date"), day_of(row, "signature_date")
        meant = row["proof"] == "intention" or row["structures"] < 2
        if not meant and fair and signed and fair <= signed <= add_months(fair, _MONTHS):
            yield row, signed


def a06_i1_intentions(known: Known) -> Iterator[Evidence]:
    """Projects of a day that only mean to, on that day."""
    for row in known.rows("fct_partnership"):
        fair = day_of(row, "fair_date")
        if fair and row["proof"] == "intention":
            yield on_day(row, known.project(row), fair)
