"""How long each class of data is kept."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Retention:
    """The terms. The first two are privacy.md §5 (a proposal that the COTECH may change).

    Files that wait to be landed and half-finished pulls are working copies: seven days are enough to
    notice that a source stands still. The same term keeps a vault file that no delivery names: it is
    then the leftover of a landing that failed, and the partner's file is still where it came from.
    """

    raw_files_months: int = 13
    rejects_days: int = 90
    waiting_days: int = 7

    def raw_files_before(self, now: datetime) -> datetime:
        """Files with personal data received before this moment go."""
        return months_before(now, self.raw_files_months)

    def rejects_before(self, now: datetime) -> datetime:
        """Reject files and quarantined values from before this moment go."""
        return now - timedelta(days=self.rejects_days)

    def waiting_before(self, now: datetime) -> datetime:
        """Working copies from before this moment go."""
        return now - timedelta(days=self.waiting_days)


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month where there is no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
