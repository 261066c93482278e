"""AMB-02 to AMB-05: what was to be brought about once: départements, conferences, partnerships, the map."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.ambitions.editions import Edition
from sandbox.ambitions.epci import of_the_region
from sandbox.measures.dossiers import granted
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, Row, day_of, on_day
from sandbox.measures.partnerships import proved

PARTS = ("competences_socle", "competences_specialites")


def innovation(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The départements with a project granted in Innovation Sociale; one that nobody can place covers none."""
    for row, day in granted(known, "innovation_sociale"):
        if row["departement_code"] and edition.holds(day):
            yield Evidence(row["departement_code"], day, day, IN_THE_REGION)


def innovation_projects(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The projects granted in Innovation Sociale, where they are."""
    for row, day in granted(known, "innovation_sociale"):
        if edition.holds(day):
            yield on_day(row, known.project(row), day)


def innovation_epci(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Of the EPCI seated in the region, those where such a project is."""
    every = of_the_region(known)
    for code in every:
        yield Evidence(code, edition.last, edition.last, IN_THE_REGION, "denominator")
    for row, day in granted(known, "innovation_sociale"):
        if row["epci_code"] in every and edition.holds(day):
            yield Evidence(row["epci_code"], day, day, IN_THE_REGION)


def conferences(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Conferences that were held, one a day."""
    for row in _held(known, edition):
        if row["event_type"] == "conference":
            yield _on_its_day(row, row["event_date"])


def partnerships(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Partnerships proved within twelve months of a day: two of one project are two."""
    for row, signed in proved(known):
        if edition.holds(signed):
            yield on_day(row, row["partnership_key"] or row["_record"], signed)


def partnership_departements(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The départements with such a partnership."""
    for row, signed in proved(known):
        if row["departement_code"] and edition.holds(signed):
            yield Evidence(row["departement_code"], signed, signed, IN_THE_REGION)


def map_parts(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The parts of the map of competences that meetings delivered, each with an address."""
    for row in _held(known, edition):
        for part in (row["deliverables"] or "").split():
            if part in PARTS:
                yield _on_its_day(row, part)


def _held(known: Known, edition: Edition) -> Iterator[Row]:
    return (row for row in known.rows("fct_event") if row["is_held"] and edition.holds(day_of(row, "event_date")))


def _on_its_day(row: Row, unit: str) -> Evidence:
    day = day_of(row, "event_date")
    assert day is not None
    return Evidence(unit, day, day, IN_THE_REGION)
