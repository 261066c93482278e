"""The audit: how near an attacker comes to each hidden figure, by linear programming over all that is published.

A figure is safe when a possible world, one that fits everything published and every relation, holds the value that
its goal asks for. A program is asked for worlds that serve as many goals as they can; what none of them served is
asked for one by one. So the answer is exact, and few programs are solved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, vstack
from scipy.sparse.csgraph import connected_components

from sress.disclosure.cells import DENOMINATOR, NUMERATOR, CellKey
from sress.disclosure.linked import Relation, System
from sress.disclosure.primary import Goal

Lines = tuple[Any, np.ndarray]
SLACK = 1e-5
SEED = 20221001
AMOUNT_STEP = 1000.0


class AuditFailed(Exception):
    """The solver found no world at all: the relations are not true of the data, which is a fault of ours."""


class Wish(NamedTuple):
    """Move a figure up (+1) or down (−1), until `limit`, and how much that is worth."""

    figure: int
    sign: float
    limit: float
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A goal for one figure of the system; `cell` is whose figure it is."""

    cell: CellKey
    figure: int
    goal: Goal

    def served_by(self, value: float) -> bool:
        """Whether a world that holds `value` serves the goal."""
        up, down = self.goal.up, self.goal.down
        slack = SLACK * max(1.0, abs(up or down or 0.0) / AMOUNT_STEP)
        return (up is not None and value >= up - slack) or (down is not None and value <= down + slack)


def goals_asked(system: System, goals: Mapping[CellKey, Sequence[Goal]]) -> list[Asked]:
    """The goals of every hidden cell, in the order of the keys."""
    return [
        Asked(key, system.numbers[key, goal.letter], goal)
        for key in sorted(goals)
        for goal in goals[key]
        if (key, goal.letter) in system.numbers
    ]


def hidden_figures(system: System, hidden: Collection[CellKey], known: Collection[CellKey] = ()) -> np.ndarray:
    """Which figures an attacker does not have: those of hidden cells, and those that nobody publishes."""
    mask = np.fromiter(
        (row is None or (row.key in hidden and row.key not in known) for row in system.rows), bool, len(system.rows)
    )
    mask[system.zero] = False
    return mask


def floor_of(system: System, figure: int, shown_before: Mapping[CellKey, float]) -> float:
    """The least that a hidden figure can be: zeros are shown, and a count holds what was shown of it before."""
    row = system.rows[figure]
    if row is None:
        return 0.0
    least = 0.0
    if system.letters[figure] == NUMERATOR:
        least = max(0.0 if row.is_amount or row.is_share else 1.0, shown_before.get(row.key, 0.0))
    elif system.letters[figure] == DENOMINATOR:
        least = 1.0
    return min(least, system.values[figure])


class Program:
    """The worlds that fit what is published, as a linear program over the hidden figures."""

    def __init__(self, system: System, mask: np.ndarray, shown_before: Mapping[CellKey, float]) -> None:
        self.figures = np.flatnonzero(mask)
        self.column = {int(figure): place for place, figure in enumerate(self.figures)}
        self.scale = np.array([_scale(system, int(figure)) for figure in self.figures])
        floors = [floor_of(system, int(figure), shown_before) for figure in self.figures]
        self.floor = np.array(floors) / self.scale if floors else np.zeros(0)
        self._lines(system, [one for one in system.relations if any(mask[figure] for figure, _ in one.terms)], mask)
        self.part = self._parts()

    def _lines(self, system: System, relations: Sequence[Relation], mask: np.ndarray) -> None:
        """Σ over hidden = (or ≥) − Σ over shown, each line in the unit of its figures."""
        lines: list[tuple[dict[int, float], float, bool]] = []
        for one in relations:
            terms: dict[int, float] = defaultdict(float)
            constant = 0.0
            for figure, sign in one.terms:
                if mask[figure]:
                    terms[self.column[figure]] += sign
                else:
                    constant += sign * system.values[figure]
            unit = max(self.scale[column] for column in terms)
            scaled = {column: sign * self.scale[column] / unit for column, sign in terms.items()}
            lines.append((scaled, -constant / unit, one.is_equation))
        self.equations = _matrix([line for line in lines if line[2]], 1.0, len(self.figures))
        self.inequalities = _matrix([line for line in lines if not line[2]], -1.0, len(self.figures))

    def _parts(self) -> np.ndarray:
        """Which independent part of the cube each hidden figure belongs to."""
        size = len(self.figures)
        first: list[int] = []
        second: list[int] = []
        for matrix, _ in (self.equations, self.inequalities):
            for line in range(matrix.shape[0]):
                columns = matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]]
                first += [int(columns[0])] * (len(columns) - 1)
                second += [int(one) for one in columns[1:]]
        graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(size, size))
        return connected_components(graph, directed=False)[1] if size else np.zeros(0, int)

    def world(self, wishes: Sequence[Wish]) -> np.ndarray:
        """A possible world that serves `wishes` best.

        Only the parts that hold a wished figure are solved; the rest is NaN.
        """
        columns = [self.column[wish.figure] for wish in wishes]
        inside = np.isin(self.part, np.unique(self.part[columns]))
        place = np.full(len(self.figures), -1)
        place[inside] = np.arange(inside.sum())
        size = int(inside.sum())
        cost = np.concatenate([np.zeros(size), [-wish.weight for wish in wishes]])
        bounds: list[tuple[float | None, float | None]] = [(low, None) for low in self.floor[inside]]
        caps: list[tuple[int, int, float]] = []
        for number, wish in enumerate(wishes):
            column = columns[number]
            caps.append((size + number, int(place[column]), wish.sign))
            bounds.append((None, wish.sign * wish.limit / self.scale[column]))
        equations, right = self._inside(self.equations, inside, len(wishes))
        lines, limits = self._inside(self.inequalities, inside, len(wishes))
        lines, limits = _with_caps((lines, limits), caps)
        answer = linprog(
            cost, A_ub=lines, b_ub=limits, A_eq=equations, b_eq=right, bounds=bounds, method="highs"
        )
        if answer.x is None:
            raise AuditFailed(f"{answer.message} ({len(wishes)} wishes)")
        world = np.full(len(self.figures), np.nan)
        world[inside] = answer.x[:size] * self.scale[inside]
        return world

    def _inside(self, matrix: Lines, inside: np.ndarray, more: int) -> Lines:
        """The lines over the figures of `inside`, with room for `more` columns."""
        lines, right = matrix
        used = lines[:, inside]
        kept = np.diff(used.indptr) > 0
        used = used[kept]
        used.resize(used.shape[0], used.shape[1] + more)
        return used, right[kept]


def _with_caps(matrix: Lines, caps: Sequence[tuple[int, int, float]]) -> Lines:
    """Each wish is worth no more than its limit: a column of its own, at most sign × figure."""
    lines, right = matrix
    rows = [line for line in range(len(caps)) for _ in range(2)]
    columns = [column for extra, own, _ in caps for column in (extra, own)]
    data = [factor for _, _, sign in caps for factor in (1.0, -sign)]
    more = coo_matrix((data, (rows, columns)), shape=(len(caps), lines.shape[1])).tocsr()
    return vstack([lines, more]).tocsr(), np.concatenate([right, np.zeros(len(caps))])


def _matrix(lines: Sequence[tuple[dict[int, float], float, bool]], sign: float, width: int) -> Lines:
    rows: list[int] = []
    columns: list[int] = []
    data: list[float] = []
    for number, (terms, _, _) in enumerate(lines):
        for column, factor in terms.items():
            rows.append(number)
            columns.append(column)
            data.append(sign * factor)
    right = np.array([sign * constant for _, constant, _ in lines])
    return coo_matrix((data, (rows, columns)), shape=(len(lines), width)).tocsr(), right


def _scale(system: System, figure: int) -> float:
    row = system.rows[figure]
    return AMOUNT_STEP if row is not None and row.is_amount and system.values[figure] > AMOUNT_STEP else 1.0


def recoverable(
    system: System,
    hidden: Collection[CellKey],
    asked: Sequence[Asked],
    shown_before: Mapping[CellKey, float] | None = None,
    known: Collection[CellKey] = (),
    *,
    decide: bool = True,
) -> list[Asked]:
    """The goals that no possible world serves: what an attacker who also knows the cells of `known` finds out.

    Without `decide`, those that a few worlds did not serve: all of the former, and maybe more.
    """
    mask = hidden_figures(system, hidden, known)
    open_goals = [one for one in asked if mask[one.figure]]
    if not open_goals:
        return []
    program = Program(system, mask, shown_before or {})
    return _serve_all(program, open_goals, decide)


def _serve_all(program: Program, open_goals: list[Asked], decide: bool) -> list[Asked]:
    """Worlds for many goals at once; what gets no further is halved, down to one goal, which is then decided.

    The wishes weigh differently in each world, drawn from a fixed seed: a world that gives in to the strong ones
    altogether serves more goals than one that gives each a little.
    """
    drawn = np.random.default_rng(SEED)
    failed: list[Asked] = []
    waiting = [open_goals]
    left = set(open_goals)
    while waiting:
        batch = [one for one in waiting.pop() if one in left]
        before = len(batch)
        for upward in (True, False) if before == 1 else (None,):
            wishes = _wishes(batch, upward, drawn)
            if wishes:
                left -= _served(program, left, program.world(wishes))
                batch = [one for one in batch if one in left]
        if before - len(batch) > before / 20 and batch:
            waiting.append(batch)
        elif not decide:
            failed += batch
        elif before == 1:
            failed += batch
            left -= set(batch)
        elif batch:
            waiting += [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    return sorted(failed, key=lambda one: (one.cell, one.goal.letter, one.goal.up is None))


def _wishes(batch: Sequence[Asked], upward: bool | None, drawn: np.random.Generator) -> list[Wish]:
    """What to ask for: each figure once, in one direction; either one when `upward` is None."""
    wishes: dict[int, Wish] = {}
    for one in batch:
        up, down = one.goal.up, one.goal.down
        rises = drawn.random() < 0.5 if upward is None else upward
        weight = float(np.exp(4 * drawn.random()))
        if up is not None and (rises or (down is None and upward is None)):
            wishes.setdefault(one.figure, Wish(one.figure, 1.0, up, weight))
        elif down is not None and (not rises or upward is None):
            wishes.setdefault(one.figure, Wish(one.figure, -1.0, down, weight))
    return [wishes[figure] for figure in sorted(wishes)]


def _served(program: Program, asked: Collection[Asked], world: np.ndarray) -> set[Asked]:
    return {
        one
        for one in asked
        for value in [world[program.column[one.figure]]]
        if not np.isnan(value) and one.served_by(value)
    }
