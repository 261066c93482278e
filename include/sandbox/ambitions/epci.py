"""AMB-11 and AMB-12: the EPCI that were told of the strategy, and those that came to its conferences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.ambitions.editions import Edition
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, Row, day_of

# sources.md 2.1: Redon and Alençon hold communes of the region, and their seat is outside.
SEATED_OUTSIDE = ("243500741", "246100663")


def of_the_region(known: Known) -> tuple[str, ...]:
    """The EPCI whose seat is in the region."""
    return tuple(code for code in known.epci if code not in SEATED_OUTSIDE)


def reached(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Of all EPCI, those where the strategy was spread: what is planned or called off reached nobody."""
    every = of_the_region(known)
    for code in every:
        yield Evidence(code, edition.last, edition.last, IN_THE_REGION, "denominator")
    for row in known.rows("fct_event"):
        day = day_of(row, "event_date")
        spread = row["event_type"] == "diffusion" and row["is_held"] and row["epci_code"] in every
        if spread and day and edition.holds(day):
            yield Evidence(row["epci_code"], day, day, IN_THE_REGION)


def present(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The EPCI that came to a conference, once whatever they signed as."""
    every = of_the_region(known)
    for row, day in _participations(known, edition):
        if row["_epci"] in every:
            yield Evidence(row["_epci"], day, day, IN_THE_REGION)


def share(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The same of all EPCI, conference by conference; of one without a list nothing is told."""
    every = of_the_region(known)
    for day in sorted({day for _, day in _participations(known, edition)}):
        for code in every:
            yield _at(day, code, denominator=True)
    for row, day in _participations(known, edition):
        if row["_epci"] in every:
            yield _at(day, row["_epci"], denominator=False)


def _participations(known: Known, edition: Edition) -> Iterator[tuple[Row, date]]:
    for row in known.rows("fct_participation"):
        day = day_of(row, "conference_date")
        if day and edition.holds(day):
            yield row, day


def _at(day: date, code: str, *, denominator: bool) -> Evidence:
    role = "denominator" if denominator else "numerator"
    return Evidence(code, day, day, IN_THE_REGION, role, members={"conference": day.isoformat()})
