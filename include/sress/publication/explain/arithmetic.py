"""From evidence to value: the one arithmetic of int_indicator__values.sql, said a second time to check and to compare.

Grouping comes first: rows of one cell by counted unit. What a unit gives to the cell is its share; shares
add up to the numerator, the denominator and the unknown of the cell; these make its value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sress.publication.explain.evidence import DENOMINATOR, NUMERATOR, SET_ASIDE, UNKNOWN, Measure, Row

ZERO = Decimal(0)
_ROUNDED = Decimal("0.000001")


class Share(NamedTuple):
    """What units give to a cell. `unknown` counts units of which nobody knows on which side they stand."""

    numerator: Decimal = ZERO
    denominator: int = 0
    unknown: int = 0


def counted_unit(measure: Measure, row: Row) -> str:
    """What counts once: the unit, or what stands before its bar where all windows must be met."""
    key = row.unit_key or ""
    return key.split("|", 1)[0] if measure.aggregation == "all_windows_met" else key


def share(measure: Measure, rows: Iterable[Row]) -> Share:
    """What one counted unit gives to a cell, from its rows there. Rows set aside give nothing."""
    units: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row.role != SET_ASIDE:
            units[row.unit_key].append(row)
    counting = [unit for unit in units.values() if not measure.has_denominator or _has(unit, DENOMINATOR)]
    in_numerator = bool(counting) and all(_has(unit, NUMERATOR) for unit in counting)
    in_denominator = any(_has(unit, DENOMINATOR) for unit in units.values())
    in_unknown = any(_has(unit, UNKNOWN) for unit in units.values())
    quantity = _quantity(measure, units.values())
    return Share(
        numerator=Decimal(in_numerator) if quantity is None else quantity,
        denominator=int(in_denominator),
        unknown=int(in_unknown and not in_numerator and not in_denominator),
    )


def add(shares: Iterable[Share]) -> Share:
    """The numerator, denominator and unknown of a cell."""
    numerator, denominator, unknown = ZERO, 0, 0
    for one in shares:
        numerator += one.numerator
        denominator += one.denominator
        unknown += one.unknown
    return Share(numerator, denominator, unknown)


def value(measure: Measure, numerator: Decimal, denominator: Decimal | int | None) -> Decimal | None:
    """The value of a cell, rounded as published; null for a share of nothing."""
    if not measure.is_share:
        return numerator
    return percentage(numerator, denominator)


def percentage(part: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    """100 × part / whole with six decimals, halves away from zero, as PostgreSQL rounds; null for a whole of 0."""
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(_ROUNDED, ROUND_HALF_UP)


def _has(rows: Iterable[Row], role: str) -> bool:
    return any(row.role == role for row in rows)


def _quantity(measure: Measure, units: Iterable[list[Row]]) -> Decimal | None:
    """The summed amounts; null where units are counted."""
    if measure.aggregation not in ("sum", "max_per_unit_sum"):
        return None
    total = ZERO
    for rows in units:
        amounts = [row.amount for row in rows if row.role == NUMERATOR and row.amount is not None]
        if amounts:
            total += sum(amounts, ZERO) if measure.aggregation == "sum" else max(amounts)
    return total
