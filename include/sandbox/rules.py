"""The rule of each measure of the governance calendar over clean facts: one readable function each, traps in it.

Every rule takes the facts already restricted to a territory and not later than the cut-off, and a
period; it returns a `Result`, or results by member for a breakdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.facts import Event, Facts, normalised
from sandbox.months import add_months, month_end
from sandbox.periods import Period
from sandbox.vocabulary import NETWORKS

CONFERENCE_YEARS = (2023, 2025, 2027)
LONGEST_GAP = 7


@dataclass(frozen=True)
class Result:
    """A value with its numerator and denominator."""

    value: float | None
    numerator: int | None
    denominator: int | None = None


def count(things: Iterable[object]) -> Result:
    """A count of distinct things."""
    number = len(set(things))
    return Result(number, number)


def held(facts: Facts, kind: str, period: Period) -> list[Event]:
    """The events of a kind that took place in the period: not planned, cancelled or postponed ones."""
    return [e for e in facts.events if e.kind == kind and e.statut == "tenue" and period.holds(e.day)]


def a09_i1(facts: Facts, period: Period) -> Result:
    """Meetings where two different networks take part; the organiser alone does not make it so."""
    meetings = [e for e in held(facts, "rencontre", period) if len(set(e.participants) & set(NETWORKS)) >= 2]
    return count((e.day, frozenset(e.organisers), normalised(e.title)) for e in meetings)


def a12_i1_regularity(facts: Facts, period: Period, departements: tuple[str, ...]) -> Result:
    """How many of the départements hold their reviews regularly; unknown before the first semester ends."""
    semesters = _elapsed_semesters(period)
    if not semesters:
        return Result(None, None, None)
    reviews = [e for e in held(facts, "revue", period) if e.porteurs]
    number = sum(_regular(sorted({e.day for e in reviews if e.territoire == d}), semesters) for d in departements)
    return Result(number, number, len(departements))


def _elapsed_semesters(period: Period) -> list[tuple[date, date]]:
    year = period.end.year
    halves = [(date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))]
    return [half for half in halves if half[1] <= period.end]


def _regular(days: list[date], semesters: list[tuple[date, date]]) -> bool:
    every_semester = all(any(start <= day <= end for day in days) for start, end in semesters)
    close_enough = all(later <= add_months(day, LONGEST_GAP) for day, later in zip(days, days[1:], strict=False))
    return every_semester and close_enough


def a12_i1_reviews(facts: Facts, period: Period) -> Result:
    """Reviews held, with or without project holders; two networks on one day are two reviews."""
    return count(_review_key(event) for event in held(facts, "revue", period))


def a12_i1_reviews_by_operator(facts: Facts, period: Period) -> dict[str, Result]:
    """The same by network: a joint review counts for each of its networks."""
    events = held(facts, "revue", period)
    return {code: count(_review_key(e) for e in events if code in e.organisers) for code in NETWORKS}


def _review_key(event: Event) -> tuple[date, str, frozenset[str]]:
    return event.day, event.territoire, frozenset(event.organisers)


def a13_i1(facts: Facts, period: Period) -> Result:
    """Two-month windows with a meeting of the funders, among those that have ended."""
    days = [event.day for event in held(facts, "financeurs", period)]
    windows = _elapsed_windows(period)
    number = sum(any(start <= day <= end for day in days) for start, end in windows)
    return Result(number, number, len(windows))


def _elapsed_windows(period: Period) -> list[tuple[date, date]]:
    windows = [
        (date(year, month, 1), month_end(year, month + 1))
        for year in range(period.start.year, period.end.year + 1)
        for month in range(1, 12, 2)
    ]
    return [window for window in windows if window[0] >= period.start and window[1] <= period.end]


def a14_i1_copil(facts: Facts, period: Period) -> Result:
    """Civil years with a COPIL held in them: one postponed into January counts for the new year."""
    return _years_with([event.day for event in held(facts, "copil", period)], period)


def a14_i1_evaluation(facts: Facts, period: Period) -> Result:
    """Civil years with a COPIL held whose documents name an evaluation and give its address."""
    return _years_with([e.day for e in held(facts, "copil", period) if _is_evaluation(e.deliverables)], period)


def _is_evaluation(deliverables: str) -> bool:
    return "évaluation" in deliverables.lower() and "http" in deliverables.lower()


def _years_with(days: list[date], period: Period) -> Result:
    number = len({day.year for day in days})
    return Result(number, number, period.end.year - period.start.year + 1)


def a15_i1_meetings(facts: Facts, period: Period) -> Result:
    """COTECH held; two lines of one day are one meeting."""
    return count(event.day for event in held(facts, "cotech", period))


def a15_i1_adjustments(facts: Facts, period: Period) -> Result:
    """Adjustments decided by the COTECH, once for each day."""
    by_day = {event.day: event.adjustments for event in held(facts, "cotech", period)}
    total = sum(by_day.values())
    return Result(total, total)


def a16_i1(facts: Facts, period: Period) -> Result:
    """Due years with a conference in the year or in the next January, placed at the earliest one."""
    whole = Period("", "", date.min, facts.cut_off)
    days = sorted(event.day for event in held(facts, "conference", whole))
    earliest = [next((day for day in days if _satisfies(day, due)), None) for due in CONFERENCE_YEARS]
    number = sum(day is not None and period.holds(day) for day in earliest)
    return Result(number, number)


def _satisfies(day: date, due: int) -> bool:
    return day.year == due or (day.year, day.month) == (due + 1, 1)


def without_future(facts: Facts) -> Facts:
    """The facts without anything dated after the cut-off."""
    limit = facts.cut_off + timedelta(days=1)
    return replace(facts, events=[event for event in facts.events if event.day < limit])
