"""AMB-08: reviews that are regular, and that find something for the projects on their table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.ambitions.editions import Edition
from sandbox.facts import Event, Facts
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, day_of, on_day
from sandbox.periods import Period
from sandbox.rules import a12_i1_regularity
from sandbox.vocabulary import DEPARTEMENTS

_SOON = timedelta(days=90)


def regular(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The départements that A12-I1 finds regular in the last closed year."""
    year = edition.closed_year
    period = Period(str(year), "year", date(year, 1, 1), date(year, 12, 31))
    facts = Facts(known.cut_off, known.epci, [event for event in _reviews(known) if period.holds(event.day)])
    for code in DEPARTEMENTS:
        if a12_i1_regularity(facts, period, (code,)).numerator:
            yield Evidence(code, period.end, period.end, IN_THE_REGION)


def _reviews(known: Known) -> Iterator[Event]:
    for row in known.rows("fct_event"):
        day = day_of(row, "event_date")
        if row["event_type"] == "revue" and row["is_held"] and day:
            place = row["departement_code"] or "region"
            yield Event("revue", day, "tenue", "", place, (), (), bool(row["has_project_holders"]), "", 0)


def solutions(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Of the projects reviewed, those with a solution within ninety days of a review and within the edition."""
    for row in known.rows("fct_review"):
        day, solved = day_of(row, "review_date"), day_of(row, "solution_date")
        if not day or not edition.holds(day):
            continue
        yield on_day(row, known.project(row), day, role="denominator")
        if edition.holds(solved) and solved and day <= solved <= day + _SOON:
            yield on_day(row, known.project(row), day)
