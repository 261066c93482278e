"""An attacker who has the published marts and nothing else: what he works out of the cells that are withheld.

He knows the rules, that zeros are shown, and how cells ought to add up. Whether they do he sees from the lines that are
shown whole: where all of those hold, he takes every other for an equation, else for inequalities. No line of the
product is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog

REGION, NOWHERE, FIRST_YEAR = "REG-52", "UND", 2022
NEAR = 1e-6


class Cell(NamedTuple):
    """A place in the table of one measure."""

    kind: str
    year: int
    territory: str
    dimension: str
    member: str


@dataclass(frozen=True)
class Line:
    """Σ wholes = Σ parts; with one whole, each part is no more than it."""

    wholes: tuple[Cell, ...]
    parts: tuple[Cell, ...]


@dataclass
class Table:
    """One measure as it is published: figures, None where one is withheld."""

    figures: dict[Cell, float | None]
    is_amount: bool
    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        # Where a kind of period is published with a breakdown, a member without a line is 0.
        self.slots = {(*cell[:2], cell.territory.partition("-")[0], cell.dimension) for cell in self.figures}
        last = max(cell.year for cell in self.figures)
        for cell in self.figures:
            if cell.territory == REGION:
                self._places(cell)
            if not cell.dimension:
                self._members(cell)
            before = cell._replace(year=cell.year - 1)
            to_date = cell._replace(kind="ytd")
            if cell.kind == "year" and cell.year == last:
                self._line("to date", (cell,), (to_date,))
            if cell.kind == "r12":
                parts = (to_date, before._replace(kind="year"))
                self._line("twelve months", (cell, before._replace(kind="ytd")), parts)
            if cell.kind == "cum":
                now = cell._replace(kind="year") if cell.year == last else to_date
                years = (cell._replace(kind="year", year=year) for year in range(FIRST_YEAR, cell.year))
                self._line("years", (cell,), (*years, now))
                self._line("cumul", (cell,), (before, cell._replace(kind="r12")))

    def _places(self, region: Cell) -> None:
        """The region is its départements, or its EPCI, and what lies nowhere."""
        for prefix in ("DEP", "EPCI"):
            if (*region[:2], prefix, region.dimension) in self.slots:
                self.lines[prefix].append(
                    Line(
                        (region,),
                        tuple(
                            cell
                            for cell in self.figures
                            if cell._replace(territory=REGION) == region
                            and cell.territory.partition("-")[0] in (prefix, NOWHERE)
                        ),
                    )
                )

    def _members(self, total: Cell) -> None:
        by_dimension: dict[str, list[Cell]] = defaultdict(list)
        for cell in self.figures:
            if cell.dimension and cell[:3] == total[:3]:
                by_dimension[cell.dimension].append(cell)
        for dimension, parts in by_dimension.items():
            self.lines[dimension].append(Line((total,), tuple(parts)))

    def _line(self, name: str, wholes: Sequence[Cell], parts: Sequence[Cell]) -> None:
        """Only where every figure has a place in what is published: what has none may be anything."""
        slots = {(*cell[:2], cell.territory.partition("-")[0], cell.dimension) for cell in (*wholes, *parts)}
        if slots <= self.slots:
            line = Line(*(tuple(cell for cell in side if cell in self.figures) for side in (wholes, parts)))
            self.lines[name].append(line)

    def adds_up(self, name: str) -> bool:
        """What he sees of the lines that are shown whole."""
        sums = [
            [[self.figures[cell] for cell in side] for side in (line.wholes, line.parts)] for line in self.lines[name]
        ]
        shown = [sides for sides in sums if not any(told is None for side in sides for told in side)]
        filled = [(sum(filter(None, wholes)), sum(filter(None, parts))) for wholes, parts in shown if any(wholes)]
        return bool(filled) and all(abs(whole - parts) < NEAR for whole, parts in filled)


def tables_of(rows: Iterable[Mapping[str, Any]], amounts: Iterable[str]) -> dict[str, Table]:
    """The published rows (measure, kind, year, territory, dimension, member, numerator, status), by measure."""
    known, found = frozenset(amounts), defaultdict(dict)
    for row in rows:
        cell = Cell(row["kind"], row["year"], row["territory"], row["dimension"] or "", row["member"] or "")
        hidden = row["status"] == "suppressed"
        if hidden or row["numerator"] is not None:
            found[row["measure"]][cell] = None if hidden else float(row["numerator"])
    return {measure: Table(figures, measure in known) for measure, figures in found.items()}


class Attack:
    """The worlds that fit a table; without `trust` in sums, by inequalities alone."""

    def __init__(self, table: Table, *, trust: bool = True) -> None:
        self.table = table
        self.column = {cell: place for place, cell in enumerate(c for c, told in table.figures.items() if told is None)}
        self.equal: list[tuple[dict[int, float], float]] = []
        self.least: list[tuple[dict[int, float], float]] = []
        for name, lines in table.lines.items():
            adds_up = trust and table.adds_up(name)
            for line in lines:
                self._believe(line, adds_up=adds_up)

    def _believe(self, line: Line, *, adds_up: bool) -> None:
        if adds_up:
            terms = [(cell, 1.0) for cell in line.wholes] + [(cell, -1.0) for cell in line.parts]
            self._add(self.equal, terms)
        elif len(line.wholes) == 1:
            for part in line.parts:
                self._add(self.least, [(line.wholes[0], 1.0), (part, -1.0)])

    def _add(self, lines: list[tuple[dict[int, float], float]], terms: Sequence[tuple[Cell, float]]) -> None:
        line: dict[int, float] = defaultdict(float)
        constant = 0.0
        for cell, factor in terms:
            if cell in self.column:
                line[self.column[cell]] += factor
            else:
                constant += factor * (self.table.figures[cell] or 0.0)
        if line:
            lines.append((line, constant))

    def bounds(self, cell: Cell) -> tuple[float, float] | None:
        """The least and the most that a withheld cell can be; None when no world fits what he believes."""
        cost = np.zeros(len(self.column))
        found = []
        for sign in (1.0, -1.0):
            cost[self.column[cell]] = sign
            answer = linprog(cost, **self._program(), method="highs")
            if answer.status == 2:
                return None
            found.append(float(answer.x[self.column[cell]]) if answer.status == 0 else -sign * np.inf)
        return found[0], found[1]

    def _program(self) -> dict[str, Any]:
        told: dict[str, Any] = {"bounds": [(0.0 if self.table.is_amount else 1.0, None)] * len(self.column)}
        for name, right, lines, sign in (("A_eq", "b_eq", self.equal, 1.0), ("A_ub", "b_ub", self.least, -1.0)):
            if lines:
                matrix = np.zeros((len(lines), len(self.column)))
                for number, (terms, _) in enumerate(lines):
                    for column, factor in terms.items():
                        matrix[number, column] += sign * factor
                told[name], told[right] = matrix, np.array([-sign * constant for _, constant in lines])
        return told
