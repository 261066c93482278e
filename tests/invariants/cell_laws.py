"""The laws that every cell of the value marts obeys, each as a function from cells to what breaks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

REGION = "REG-52"
# What is counted, summed or summed of the greatest: more rows never make it smaller. Shares and windows may fall.
COUNTED = frozenset({"count_distinct", "sum", "max_per_unit_sum"})
SHARES = frozenset({"ratio", "coverage", "cohort_share"})
FIRST_YEAR = "2022"
_ROUNDED = Decimal("0.000001")
_PARTS = ("DEP-", "UND")


@dataclass(frozen=True)
class Cell:
    """A cell of the value marts. `series` names what may be compared: measure, territory, dimension, member."""

    measure: str
    aggregation: str
    period: str
    kind: str
    territory: str
    dimension: str
    member: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unknown: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    status: str

    @property
    def name(self) -> str:
        """How a sentence calls it."""
        told = f"{self.measure} {self.period} {self.territory}"
        return f"{told} {self.dimension}={self.member}" if self.dimension else told

    @property
    def counts(self) -> dict[str, Decimal]:
        """What of it only grows when units are added: a count; of a share what is met and all that might be.

        The denominator alone does not: the same project may be of known financing by one of its dossiers only.
        """
        if self.aggregation in COUNTED:
            return {} if self.value is None else {"value": self.value}
        if self.aggregation != "ratio" or self.numerator is None:
            return {}
        if self.denominator is None or self.unknown is None:
            return {"numerator": self.numerator}
        return {"numerator": self.numerator, "known or not": self.denominator + self.unknown}


def read_cells(rows: Iterable[Mapping[str, Any]], aggregations: Mapping[str, str]) -> list[Cell]:
    """Cells from the rows of `indicator_value` or `supporting_value`."""
    return [
        Cell(
            row["measure_code"], aggregations[row["measure_code"]], row["period"], row["period_kind"],
            row["territory"], row["dimension"] or "", row["member"] or "", row["value"], row["numerator"],
            row["denominator"], row["unknown"], row["lower_bound"], row["upper_bound"], row["status"],
        )
        for row in rows
    ]  # fmt: skip


def total_exceeds_members(cells: Iterable[Cell]) -> Iterator[str]:
    """Deduplicated ≤ Σ by partner, and by every other breakdown: what has no code is in a member of its own."""
    whole = {(c.measure, c.period, c.territory): c for c in cells if not c.dimension}
    parts = _sums((c, (c.measure, c.period, c.territory, c.dimension)) for c in cells if c.dimension)
    for key, sums in parts.items():
        cell = whole[key[0], key[1], key[2]]
        for side in cell.counts.keys() & sums.keys():
            total = cell.counts[side]
            if total > sums[side]:
                yield f"{cell.name}: {side} {total}, its parts by {key[3]} make {sums[side]}"


def cumul_exceeds_years(cells: Iterable[Cell], month: str) -> Iterator[str]:
    """Max of the years ≤ cumul ≤ Σ years, where the cumul ends with a year or with the month of the run."""
    years: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.kind == "year" or (cell.kind == "ytd" and cell.period == month):
            years[_series(cell)].append(cell)
    for cell in cells:
        if cell.kind != "cum" or not (cell.period.endswith("-12") or cell.period == f"cum-{month}"):
            continue
        last = cell.period.removeprefix("cum-")
        within = [one for one in years[_series(cell)] if one.period[:4] >= FIRST_YEAR and one.period <= last]
        for side, total in cell.counts.items():
            of_years = [one.counts[side] for one in within if side in one.counts]
            if len(of_years) == len(within) and total > sum(of_years):
                yield f"{cell.name}: {side} {total}, its years make {sum(of_years)}"
            if of_years and total < max(of_years):
                yield f"{cell.name}: {side} {total}, one of its years has {max(of_years)}"


def cumul_decreases(cells: Iterable[Cell]) -> Iterator[str]:
    """A cumul of a later month is no smaller: inside one publication nothing is revised."""
    series: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.kind == "cum":
            series[_series(cell)].append(cell)
    for listed in series.values():
        listed.sort(key=lambda cell: cell.period)
        for before, after in zip(listed, listed[1:], strict=False):
            for side in before.counts.keys() & after.counts.keys():
                if after.counts[side] < before.counts[side]:
                    yield f"{after.name}: {side} {after.counts[side]} after {before.counts[side]} in {before.period}"


def region_and_departements_disagree(cells: Iterable[Cell]) -> Iterator[str]:
    """Région ≥ every département and EPCI; Σ départements and undetermined ≥ Région; a plain sum is their sum."""
    by_place: dict[tuple[str, ...], dict[str, Cell]] = defaultdict(dict)
    for cell in cells:
        by_place[cell.measure, cell.period, cell.dimension, cell.member][cell.territory] = cell
    for places in by_place.values():
        region = places.get(REGION)
        if region is None or len(places) == 1:
            continue
        for side, total in region.counts.items():
            for place in places.values():
                if place.counts.get(side, 0) > total:
                    yield f"{place.name}: {side} {place.counts[side]}, the region has {total}"
            parts = sum(one.counts.get(side, Decimal(0)) for name, one in places.items() if name.startswith(_PARTS))
            if parts < total or (region.aggregation == "sum" and parts != total):
                yield f"{region.name}: {side} {total}, its départements make {parts}"


def share_is_no_share(cells: Iterable[Cell]) -> Iterator[str]:
    """0 ≤ n ≤ d, 0 ≤ % ≤ 100 and = n/d, and the bounds bracket the value; no value is less than nothing."""
    for cell in cells:
        if cell.value is not None and cell.value < 0:
            yield f"{cell.name}: {cell.value} is less than nothing"
        if cell.denominator is not None and (cell.numerator is None or not 0 <= cell.numerator <= cell.denominator):
            yield f"{cell.name}: {cell.numerator} of {cell.denominator}"
        elif cell.aggregation in SHARES and cell.denominator is not None:
            yield from _share(cell, cell.numerator or Decimal(0), cell.denominator)


def _share(cell: Cell, n: Decimal, d: Decimal) -> Iterator[str]:
    if d == 0:
        if cell.value is not None:
            yield f"{cell.name}: {cell.value} % of nothing"
        return
    if cell.value is None or abs(cell.value - 100 * n / d) > _ROUNDED:
        yield f"{cell.name}: {cell.value} %, but {n} of {d}"
        return
    if cell.lower is None or cell.upper is None or not 0 <= cell.lower <= cell.value <= cell.upper <= 100:
        yield f"{cell.name}: {cell.value} % is not between {cell.lower} and {cell.upper}"
    elif not cell.unknown and not cell.lower == cell.value == cell.upper:
        yield f"{cell.name}: nothing is unknown, yet {cell.lower} to {cell.upper}"


def missing_told_as_number(cells: Iterable[Cell]) -> Iterator[str]:
    """Not received is no number, and no number without a reason."""
    for cell in cells:
        if cell.status == "not_received" and (cell.value, cell.numerator, cell.denominator) != (None, None, None):
            yield f"{cell.name}: not received, yet {cell.value}"


def _series(cell: Cell) -> tuple[str, ...]:
    return cell.measure, cell.territory, cell.dimension, cell.member


def _sums(placed: Iterable[tuple[Cell, tuple[str, ...]]]) -> dict[tuple[str, ...], dict[str, Decimal]]:
    sums: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cell, key in placed:
        for side, amount in cell.counts.items():
            sums[key][side] += amount
    return sums
