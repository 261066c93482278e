"""A line of truth.json, the territories it may be of, and the status that the deliveries give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.facts import REGION_CODE, UNDETERMINED
from sandbox.periods import Period
from sandbox.vocabulary import DEPARTEMENTS

ALL_KINDS = ("year", "ytd", "r12", "cum")


@dataclass(frozen=True)
class Cell:
    """One line of truth.json; `unknown` is null for a measure of which everything is known."""

    measure: str
    period: str
    territory: str
    dimension: str | None
    member: str | None
    value: float | None
    numerator: float | None
    denominator: int | None
    status: str
    unknown: int | None = None


def territories(grain: str, epci: tuple[str, ...]) -> list[str]:
    """The territories of a grain, in the order of truth.json."""
    names = [REGION_CODE]
    if grain != "region":
        names += [f"DEP-{code}" for code in DEPARTEMENTS]
    if grain == "epci":
        names += [f"EPCI-{code}" for code in epci]
    return names + ([UNDETERMINED] if grain in ("epci", "departement") else [])


def status_of(period: Period, cut_off: date, *, some: bool, whole: bool) -> str:
    """Whether any day of the period was told, and every one of them; the year of the cut-off may still change."""
    if not some:
        return "not_received"
    if not whole:
        return "late_source"
    return "final" if period.end.year < cut_off.year else "provisional"


def as_records(cells: list[Cell]) -> list[dict[str, Any]]:
    """The cells as they stand in truth.json."""
    return [dict(vars(cell)) for cell in cells]
