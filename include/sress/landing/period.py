"""What period a delivery declares and covers, and what a newer one of it would replace."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from sress.contracts.model import Stream

STRATEGY_START = date(2022, 1, 1)
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_ ]?(0[1-9]|1[0-2])(?!\d)")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


@dataclass(frozen=True)
class Declared:
    """`period` is 'YYYY-MM' or 'YYYY'; `scope` names what a newer delivery replaces."""

    period: str | None
    start: date | None
    end: date | None
    scope: str


def month_end(month: str) -> date:
    """Last day of 'YYYY-MM'."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, calendar.monthrange(year, number)[1])


def declared_period(stream: Stream, file_name: str, newest_date: str | None, default_month: str) -> Declared:
    """Read the period from the file's name; failing that from its newest date, else the default month."""
    period = named_period(stream, file_name) or _fallback(stream, newest_date, default_month)
    start, end = _covered(stream, period)
    return Declared(period, start, end, _scope(stream, period, file_groups(stream, file_name).get("part")))


def file_groups(stream: Stream, file_name: str) -> dict[str, str]:
    """What the file's name says: the groups of the stream's `file` pattern that matched, by name."""
    match = re.fullmatch(stream.file, file_name)
    return {name: text for name, text in match.groupdict().items() if text} if match else {}


def named_period(stream: Stream, file_name: str) -> str | None:
    """The period that the file's name declares: 'YYYY-MM' or 'YYYY', None when it names none."""
    period = file_groups(stream, file_name).get("period")
    if period:
        return period
    yearly = stream.covers == "year" or stream.revision.replaces == "vintage"
    found = _YEAR_IN_NAME.search(file_name) if yearly else _MONTH_IN_NAME.search(file_name)
    if not found:
        return None
    return found[1] if yearly else f"{found[1]}-{found[2]}"


def _fallback(stream: Stream, newest_date: str | None, default_month: str) -> str | None:
    if stream.covers == "exercice_to_month":
        return newest_date[:7] if newest_date else default_month
    if stream.covers == "strategy_to_month":
        return default_month
    return None


def _covered(stream: Stream, period: str | None) -> tuple[date | None, date | None]:
    if period is None or stream.covers == "nothing":
        return None, None
    if stream.covers == "strategy_to_month":
        return STRATEGY_START, month_end(period)
    year = int(period[:4])
    if stream.covers == "exercice_to_month":
        return date(year, 1, 1), month_end(period)
    return date(year, 1, 1), date(year, 12, 31)


def _scope(stream: Stream, period: str | None, part: str | None) -> str:
    times = {"exercice": (period or "")[:4], "vintage": period or ""}
    return "/".join(filter(None, (part, times.get(stream.revision.replaces))))
