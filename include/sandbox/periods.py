"""The periods for which a measure has a value, as labels with their first and last day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sandbox.months import add_months, month_end
from sandbox.world import CALENDAR_START

KINDS = ("year", "ytd", "r12", "cum")


@dataclass(frozen=True)
class Period:
    """A labelled interval of days, both ends in it."""

    label: str
    kind: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day is in the period."""
        return self.start <= day <= self.end


def periods_of(cut_off: date, first_year: int, kinds: Iterable[str]) -> list[Period]:
    """All periods of these kinds from `first_year` to the cut-off's year."""
    return [
        _period(kind, year, cut_off) for kind in kinds for year in range(_first(kind, first_year), cut_off.year + 1)
    ]


def _first(kind: str, first_year: int) -> int:
    if kind == "r12":
        return first_year + 1
    return max(first_year, CALENDAR_START.year) if kind == "cum" else first_year


def _period(kind: str, year: int, cut_off: date) -> Period:
    end = month_end(year, cut_off.month)
    label = f"{year}-{cut_off.month:02d}"
    if kind == "year":
        return Period(str(year), kind, date(year, 1, 1), min(date(year, 12, 31), cut_off))
    if kind == "ytd":
        return Period(label, kind, date(year, 1, 1), end)
    if kind == "r12":
        return Period(f"r12-{label}", kind, add_months(date(year, cut_off.month, 1), -11), end)
    return Period(f"cum-{label}", kind, CALENDAR_START, end)
