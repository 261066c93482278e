"""An attacker of one's own: bounds of a hidden cell from what is published, with no line of the product's in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import product

import numpy as np
from scipy.optimize import linprog
from sress.disclosure.cells import CellKey, Cube

from tests.disclosure.worlds import DEPARTEMENTS, HOMES, YEARS

PERIODS = (*map(str, YEARS), *(f"cum-{year}-12" for year in YEARS))


class Attacker:
    """Knows the rules, the geography, that zeros are shown; `apart` says that no unit is shared.

    Of cells that are not `published` at all he knows nothing, not even whether they are empty.
    """

    def __init__(
        self,
        cube: Cube,
        hidden: Collection[CellKey],
        *,
        apart: bool,
        known: Collection[CellKey] = (),
        unpublished: Collection[CellKey] = (),
    ) -> None:
        self.unpublished = frozenset(unpublished)
        self.value = {key: float(row.numerator or 0) for key, row in cube.rows.items()}
        self.amounts = any(row.is_amount for row in cube.rows.values())
        self.columns: dict[object, int] = {}
        for key in (*hidden, *sorted(self.unpublished)):
            if key not in known:
                self.columns[key] = len(self.columns)
        self.equal: list[tuple[dict[int, float], float]] = []
        self.least: list[tuple[dict[int, float], float]] = []
        for period, (dimension, member) in product(PERIODS, self._members(cube)):
            self._territories(period, dimension, member, apart)
        for territory in ("REG-52", *DEPARTEMENTS, *HOMES):
            for period in PERIODS:
                self._union((period, territory, "", ""), self._families(cube, period, territory), apart)
            for dimension, member in self._members(cube):
                for last in YEARS:
                    parts = [(str(year), territory, dimension, member) for year in YEARS if year <= last]
                    self._union((f"cum-{last}-12", territory, dimension, member), parts, apart)

    def bounds(self, key: CellKey) -> tuple[float, float]:
        """The least and the most that the cell can be."""
        column = self.columns[key]
        found = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.columns))
            cost[column] = sign
            answer = linprog(
                cost, **self._matrices(), bounds=[self._floor(one) for one in self.columns], method="highs"
            )
            if answer.status in (3, 4):
                found.append(np.inf if sign < 0 else -np.inf)
                continue
            assert answer.x is not None, answer.message
            found.append(float(answer.x[column]))
        return found[0], found[1]

    def _floor(self, column: object) -> tuple[float, float | None]:
        is_count = isinstance(column, CellKey) and not self.amounts and column not in self.unpublished
        return (1.0 if is_count else 0.0), None

    def _matrices(self) -> Mapping[str, object]:
        size = len(self.columns)
        told: dict[str, object] = {}
        for name, right, lines, sign in (("A_eq", "b_eq", self.equal, 1.0), ("A_ub", "b_ub", self.least, -1.0)):
            if lines:
                matrix = np.zeros((len(lines), size))
                for number, (terms, _) in enumerate(lines):
                    for column, factor in terms.items():
                        matrix[number, column] += sign * factor
                told[name] = matrix
                told[right] = np.array([-sign * constant for _, constant in lines])
        return told

    @staticmethod
    def _members(cube: Cube) -> list[tuple[str, str]]:
        return sorted({(key.dimension, key.member) for key in cube.rows})

    def _families(self, cube: Cube, period: str, territory: str) -> list[tuple[str, str, str, str]]:
        """The members that have a line there, and those of which nobody knows."""
        keys = sorted({*cube.rows, *self.unpublished})
        return [tuple(key[2:]) for key in keys if key.dimension and key[2:4] == (period, territory)]  # type: ignore[misc]

    def _term(self, place: tuple[str, str, str, str] | str, factor: float, line: dict[int, float]) -> float:
        """Adds a cell to a line; returns what is known of it."""
        key: object = CellKey("indicator_value", "X", *place) if isinstance(place, tuple) else place
        if isinstance(place, str):
            self.columns.setdefault(key, len(self.columns))
        if key in self.columns:
            line[self.columns[key]] = line.get(self.columns[key], 0.0) + factor
            return 0.0
        return factor * self.value.get(key, 0.0)  # type: ignore[call-overload]

    def _line(self, terms: Collection[tuple[object, float]], *, equal: bool) -> None:
        line: dict[int, float] = {}
        constant = sum(self._term(place, factor, line) for place, factor in terms)  # type: ignore[arg-type]
        if line:
            (self.equal if equal else self.least).append((line, constant))

    def _union(self, whole: tuple[str, ...], parts: Collection[tuple[str, ...]], apart: bool) -> None:
        if apart:
            self._line([(whole, 1.0), *((part, -1.0) for part in parts)], equal=True)
            return
        self._line([(whole, -1.0), *((part, 1.0) for part in parts)], equal=False)
        for part in parts:
            self._line([(whole, 1.0), (part, -1.0)], equal=False)

    def _territories(self, period: str, dimension: str, member: str, apart: bool) -> None:
        self._union(
            (period, "REG-52", dimension, member), [(period, one, dimension, member) for one in DEPARTEMENTS], apart
        )
        self._union((period, "REG-52", dimension, member), [(period, one, dimension, member) for one in HOMES], apart)
        inside: dict[str, list[object]] = defaultdict(list)
        for epci, homes in HOMES.items():
            pieces = [f"{epci} {home} {period} {member}" for home in sorted(homes)]
            for home, piece in zip(sorted(homes), pieces, strict=True):
                inside[home].append(piece)
            if apart:
                place = (period, epci, dimension, member)
                self._line([(place, 1.0), *((piece, -1.0) for piece in pieces)], equal=True)
            elif len(homes) == 1:
                home_place = (period, *homes, dimension, member)
                self._line([(home_place, 1.0), ((period, epci, dimension, member), -1.0)], equal=False)
        if apart:
            for home, parts in inside.items():
                self._line([((period, home, dimension, member), 1.0), *((part, -1.0) for part in parts)], equal=True)
