"""The cube that is to be published: one row a cell, with the figures that stand in it and who makes them up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

REGION = "REG-52"
UNDETERMINED = "UND"
TOTAL = ""

# The figures of a row, by one letter: numerator (a count or an amount), denominator, what lies between them,
# units nobody knows, records behind the figure, records of units that several partners told of.
NUMERATOR, DENOMINATOR, REST, UNKNOWN, RECORDS, MATCHED = "n", "d", "c", "u", "r", "m"


class CellKey(NamedTuple):
    """Which cell: `dimension` and `member` are empty for a total."""

    mart: str
    measure: str
    period: str
    territory: str
    dimension: str = TOTAL
    member: str = TOTAL


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit brings to a cell of amounts."""

    unit: str
    amount: float


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of class C1 or C2 as computed. Figures that the cell does not have are None.

    `series` is the place of the period in time: kind ('year', 'ytd', 'r12', 'cum', or that of an ambition) and
    year. `contributions` are the units of a cell of amounts, by which few or dominant ones are seen. `since` is the
    year in which the period begins; None where nobody knows.
    """

    key: CellKey
    kind: str
    year: int
    disclosure_class: str
    is_amount: bool = False
    numerator: float | None = None
    denominator: float | None = None
    unknown: float | None = None
    records: float | None = None
    matched: float | None = None
    contributions: tuple[Contribution, ...] = ()
    since: int | None = None

    @property
    def is_share(self) -> bool:
        """Whether the cell is a percentage of two counts."""
        return self.denominator is not None

    @property
    def is_empty(self) -> bool:
        """Nothing is in the cell: a true zero, or nothing received."""
        return not (self.numerator or self.denominator or self.unknown)

    def figures(self) -> dict[str, float]:
        """The figures that a reader of the row would have, by letter."""
        told = {
            NUMERATOR: self.numerator,
            DENOMINATOR: self.denominator,
            UNKNOWN: self.unknown,
            RECORDS: self.records,
            MATCHED: self.matched,
        }
        known = {letter: float(figure) for letter, figure in told.items() if figure is not None}
        if self.numerator is not None and self.denominator is not None:
            known[REST] = float(self.denominator) - float(self.numerator)
        return known

    @property
    def series(self) -> tuple[str, str, str, int, str, str, str]:
        """The same cell in another month: its kind of period and year in place of the period."""
        key = self.key
        return (key.mart, key.measure, self.kind, self.year, key.territory, key.dimension, key.member)


@dataclass(frozen=True)
class Cube:
    """All cells of the classes that need protection.

    `departements_of` says in which départements (territory codes) each EPCI lies; `parents` which measure a
    supporting one stands beside.
    """

    rows: Mapping[CellKey, Row]
    departements_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)


def cube_of(
    rows: Iterable[Row],
    departements_of: Mapping[str, frozenset[str]] | None = None,
    parents: Mapping[str, str] | None = None,
) -> Cube:
    """A cube in the order of its keys, so that nothing depends on the order in which rows came."""
    ordered = sorted(rows, key=lambda row: row.key)
    return Cube({row.key: row for row in ordered}, dict(departements_of or {}), dict(parents or {}))
