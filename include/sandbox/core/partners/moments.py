"""When the partners make their files in a run, and which days are already past at its cut-off."""

from __future__ import annotations

from datetime import date

from sandbox.core.row import Run
from sandbox.deliveries import Delivery
from sandbox.months import add_months, extraction_day, parse_month


def extracted_on(run: Run) -> date:
    """The day on which the monthly files are made: what is typed later is not known."""
    return extraction_day(*parse_month(run.month))


def newest_quarter(run: Run) -> tuple[int, int]:
    """Year and last month of the newest quarter that ended by the run's month."""
    year, number = parse_month(run.month)
    last = add_months(date(year, number, 1), -(number % 3))
    return last.year, last.month


def monthly(run: Run, source: str) -> Delivery:
    """The month's file of a source; it is in force."""
    return Delivery(source, "", *parse_month(run.month), True)


def quarterly(run: Run, source: str) -> Delivery:
    """The newest quarter's file of a source; it is in force."""
    return Delivery(source, "", *newest_quarter(run), True)


def past(run: Run, day: date | None) -> str | None:
    """The day as ISO text; None when nobody knows it or it is after the cut-off."""
    return day.isoformat() if day is not None and day <= run.cut_off else None
