"""The two editions of every ambition: the balance of its horizon, and today's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.periods import Period
from sandbox.world import CALENDAR_START

HORIZON = date(2025, 12, 31)


@dataclass(frozen=True)
class Edition:
    """The days that an edition looks at, both ends in it."""

    name: str
    first: date
    last: date

    @property
    def period(self) -> Period:
        """The same days as a period."""
        return Period(self.name, "cum", self.first, self.last)

    @property
    def closed_year(self) -> int:
        """The last year that is over: the horizon's own at the horizon."""
        return (self.last + timedelta(days=1)).year - 1

    def holds(self, day: date | None) -> bool:
        """Whether something happened in it; what nobody dates did not."""
        return day is not None and self.first <= day <= self.last


def editions_of(cut_off: date) -> list[Edition]:
    """The balance and today's; before the horizon both are the same days."""
    return [
        Edition("bilan", CALENDAR_START, min(HORIZON, cut_off)),
        Edition("current", CALENDAR_START, cut_off),
    ]
