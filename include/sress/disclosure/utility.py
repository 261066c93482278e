"""What protection costs: the share of cells and of value that nobody reads, beside the plain rule cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sress.disclosure.cells import CellKey, Row


@dataclass(frozen=True)
class Utility:
    """Percentages of the cells that hold something, and of their value, in the classes that need protection.

    `plain_*` is INSEE's rule applied to each cell alone, which protects nothing that can be subtracted.
    """

    cells: int
    hidden_cells_pct: float
    hidden_value_pct: float
    plain_cells_pct: float
    plain_value_pct: float


def utility_of(rows: Iterable[Row], hidden: Collection[CellKey], primary: Collection[CellKey]) -> Utility:
    """Value is each measure's own: a measure's cells weigh what they hold of it, and measures weigh alike."""
    filled = [row for row in rows if not row.is_empty]
    totals: dict[str, float] = {}
    for row in filled:
        totals[row.key.measure] = totals.get(row.key.measure, 0.0) + _weight(row)
    measures = [measure for measure, total in totals.items() if total]

    def share(chosen: Collection[CellKey]) -> tuple[float, float]:
        count = sum(row.key in chosen for row in filled)
        value = sum(_weight(row) / totals[row.key.measure] for row in filled if row.key in chosen and _weight(row))
        return _pct(count, len(filled)), _pct(value, len(measures))

    hidden_cells, hidden_value = share(hidden)
    plain_cells, plain_value = share(primary)
    return Utility(len(filled), hidden_cells, hidden_value, plain_cells, plain_value)


def _weight(row: Row) -> float:
    return float(row.denominator if row.denominator is not None else row.numerator or 0)


def _pct(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
