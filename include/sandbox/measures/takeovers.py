"""Measures of the takeovers that URSCOP accompanies: A02-I1, by the day on which they entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import Evidence, Known, Row, day_of, on_day

STATES = ("aboutie", "en_cours", "abandonnee")


def _entered(known: Known) -> Iterator[tuple[Row, date, str]]:
    """The operations with their day and unit: the enterprise's SIREN, else the operation itself."""
    for row in known.rows("fct_takeover"):
        day = day_of(row, "entry_date")
        if day:
            yield row, day, row["siren"] or row["takeover_key"]


def operations(known: Known) -> Iterator[Evidence]:
    """All operations, whatever became of them, healthy or not; an enterprise followed for two years counts once."""
    for row, day, unit in _entered(known):
        yield on_day(row, unit, day, kind=row["takeover_type"])


def operations_in(state: str, known: Known) -> Iterator[Evidence]:
    """Those of a state on the day of the last workbook."""
    for row, day, unit in _entered(known):
        if row["takeover_status"] == state:
            yield on_day(row, unit, day, kind=row["takeover_type"])


def jobs(known: Known) -> Iterator[Evidence]:
    """Workforce on entry; a bracket is no number, so that workforce is unknown, and not zero."""
    for row, day, unit in _entered(known):
        if row["employees"] is None:
            yield on_day(row, unit, day, role="unknown", kind=row["takeover_type"])
        else:
            yield on_day(row, unit, day, amount=row["employees"], kind=row["takeover_type"])
