"""Months and days: ends of months, extraction days, calendar arithmetic."""

from __future__ import annotations

import calendar
from datetime import date

EXTRACTION_DAY = 5


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def parse_month(month: str) -> tuple[int, int]:
    """('2026-10') → (2026, 10). Raises ValueError when it is not a month."""
    year, number = month.split("-")
    if len(year) != 4 or not 1 <= int(number) <= 12:
        raise ValueError(f"not a month: {month}")
    return int(year), int(number)


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def extraction_day(year: int, month: int) -> date:
    """The day on which a partner extracts the file of a month: the 5th of the next one."""
    return add_months(date(year, month, 1), 1).replace(day=EXTRACTION_DAY)
