"""Measures of what the days « je suis, je cherche » bring: A06-I1."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.measures.evidence import Evidence, Known, day_of, on_day
from sandbox.months import add_months

_MONTHS = 12


def a06_i1(known: Known) -> Iterator[Evidence]:
    """Projects of a day with a proof signed within twelve months of it, by two structures at least.

    An intention is no proof, nor is what was signed before the day.
    """
    for row in known.rows("fct_partnership"):
        fair, signed = day_of(row, "fair_date"), day_of(row, "signature_date")
        proved = row["proof"] != "intention" and row["structures"] >= 2
        if proved and fair and signed and fair <= signed <= add_months(fair, _MONTHS):
            yield on_day(row, known.project(row), signed)


def a06_i1_intentions(known: Known) -> Iterator[Evidence]:
    """Projects of a day that only mean to, on that day."""
    for row in known.rows("fct_partnership"):
        fair = day_of(row, "fair_date")
        if fair and row["proof"] == "intention":
            yield on_day(row, known.project(row), fair)
