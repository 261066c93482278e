"""Hand-built rows for the tests of the ambitions: what the facts of the measures leave out, and readers of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mini_measures import known as known_by_measures
from mini_world import days
from sandbox.ambitions import values_of
from sandbox.ambitions.readings import READINGS
from sandbox.ambitions.values import Value
from sandbox.ambitions.verdicts import Standing, standings_of
from sandbox.measures.evidence import Known

Row = dict[str, Any]
EVERY_STREAM = {stream for reading in READINGS for stream in reading.streams}
EPCI = ("200071678", "243500741", "244400404", "246100663")


def known(cut_off: str = "2026-10-31", **facts: Iterable[Row]) -> Known:
    """All that is known: these rows, told of by every stream since 2021; four EPCI, two of them seated outside."""
    told = dict.fromkeys(EVERY_STREAM, days("2021-01-01", cut_off))
    return replace(known_by_measures(cut_off, **facts), epci=EPCI, told=told)


def value(
    world: Known, code: str, edition: str = "bilan", territory: str = "REG-52", member: str | None = None
) -> Value:
    """The value of a reading."""
    (reading,) = [reading for reading in READINGS if reading.code == code]
    found = {(one.edition, one.territory, one.member): one for one in values_of(world, [reading])}
    return found[edition, territory, member]


def figures(world: Known, code: str, edition: str = "bilan", territory: str = "REG-52") -> tuple[Any, ...]:
    """(numerator, denominator, unknown) of a reading."""
    found = value(world, code, edition, territory)
    return found.numerator, found.denominator, found.unknown


def standing(world: Known, reading: str, edition: str = "bilan") -> Standing:
    """Where a reading stands."""
    every = standings_of(world.cut_off, values_of(world))
    (found,) = [one for one in every if (one.reading, one.edition) == (reading, edition)]
    return found


def review(project: str, on: str = "2025-03-01", solved: str | None = None, **changes: Any) -> Row:
    base = {"_record": project, "review_date": on, "solution_date": solved, "departement_code": "44"}
    return {**base, **changes}


def followed(project: str, need: int | None = 1000, on: str = "2025-03-01", **changes: Any) -> Row:
    base = {
        "_record": project,
        "is_structuring": True,
        "funding_need": need,
        "received_on": on,
        "departement_code": "44",
    }
    return {**base, **changes}


def told_of(publication: str, project: str, jobs: int | None, on: str = "2025-03-01", **changes: Any) -> Row:
    base = {"publicity_key": publication, "_record": project, "jobs": jobs, "publication_date": on}
    return {**base, "departement_code": "44", **changes}


def entry(operator: str | None, on: str) -> Row:
    return {"record_key": f"{operator} {on}", "operator_code": operator, "written_on": on}


def event(kind: str, on: str = "2025-03-01", **changes: Any) -> Row:
    base = {"event_type": kind, "event_date": on, "is_held": True, "departement_code": None, "epci_code": None}
    return {**base, "has_project_holders": None, "deliverables": None, "_themes": [], **changes}


def present(organisation: str, epci: str | None = None, on: str = "2025-10-10") -> Row:
    return {"conference_date": on, "_organisation": organisation, "_epci": epci, "is_ess": None}


def partnership(project: str, fair: str | None, signed: str | None, **changes: Any) -> Row:
    base = {"partnership_key": f"essor:{project}", "_record": project, "proof": "convention", "structures": 2}
    return {**base, "fair_date": fair, "signature_date": signed, "departement_code": "44", **changes}
