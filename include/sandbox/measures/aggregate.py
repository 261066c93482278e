"""From evidence to figures: how units in a cell become a value, and what nobody knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.measures.evidence import Evidence


@dataclass(frozen=True)
class Figure:
    """A value with its numerator and denominator."""

    value: float | None
    numerator: float | None
    denominator: int | None = None


Aggregation = Callable[[list[Evidence]], Figure]


def count(rows: list[Evidence]) -> Figure:
    """Distinct units: one that several rows tell of counts once."""
    number = len(units(rows, "numerator"))
    return Figure(number, number)


def total(rows: list[Evidence]) -> Figure:
    """The sum of what is known; where every amount is unknown there is none, which is not zero."""
    amounts = [row.amount for row in rows if row.role == "numerator"]
    return _summed(amounts, rows)


def greatest(rows: list[Evidence]) -> Figure:
    """The sum of the greatest amount of each unit: what is told twice of a unit does not add up."""
    largest: dict[str, float] = {}
    for row in rows:
        if row.role == "numerator":
            largest[row.unit] = max(row.amount, largest.get(row.unit, row.amount))
    return _summed(largest.values(), rows)


def _summed(amounts: Iterable[float], rows: list[Evidence]) -> Figure:
    known = list(amounts)
    if not known and rows:
        return Figure(None, None)
    return Figure(sum(known), sum(known))


def reached(rows: list[Evidence]) -> Figure:
    """How many of the units that there are to reach were reached: months, milestones."""
    number, of = len(units(rows, "numerator")), len(units(rows, "denominator"))
    return Figure(number, number, of)


def share(rows: list[Evidence]) -> Figure:
    """Per cent of the units of the denominator that are in the numerator; none without a denominator."""
    of = units(rows, "denominator")
    number = len(units(rows, "numerator") & of)
    return Figure(round(100 * number / len(of), 6) if of else None, number, len(of))


def survived(rows: list[Evidence]) -> Figure:
    """The share of a cohort; one of which nobody is observed yet has no figure at all."""
    return share(rows) if rows else Figure(None, None)


def units(rows: Iterable[Evidence], role: str) -> set[str]:
    """The distinct units in a role."""
    return {row.unit for row in rows if row.role == role}


def unknown_units(rows: list[Evidence]) -> int:
    """Units that only unknown rows tell of."""
    return len(units(rows, "unknown") - units(rows, "numerator") - units(rows, "denominator"))
