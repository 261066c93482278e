"""Secondary suppression: the cells hidden so that no hidden cell can be worked out from what is left.

Line by line first: each equation that holds a hidden figure must leave it enough room, or the cheapest complement is
hidden too, until nothing changes. Then the audit's own answers: what it can still recover is moved to a safe value in
a program that changes as little as possible of what is published, and what had to change is hidden.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from sress.disclosure.audit import Asked, AuditFailed, floor_of, goals_asked, recoverable
from sress.disclosure.cells import NUMERATOR, REGION, TOTAL, CellKey, Row
from sress.disclosure.linked import System
from sress.disclosure.primary import Goal, both_sides, secondary_goals
from sress.disclosure.rules import Rules

ROUNDS = 40
MOVED = 1e-6


@dataclass
class Suppression:
    """The hidden cells of a family of measures, with what must be protected in each."""

    goals: dict[CellKey, tuple[Goal, ...]] = field(default_factory=dict)
    reasons: dict[CellKey, str] = field(default_factory=dict)

    def hide(self, key: CellKey, goals: tuple[Goal, ...], reason: str) -> None:
        """Hide one more cell."""
        self.goals[key] = goals
        self.reasons[key] = reason


@dataclass
class Context:
    """What the choice of complements looks at.

    `shown_before` are figures of earlier publications that are at most today's; `frozen` cells were shown with the
    same figures, so that hiding them hides nothing; `sticky` ones were hidden before and are taken first.
    """

    system: System
    rules: Rules
    shown_before: Mapping[CellKey, float] = field(default_factory=dict)
    frozen: Collection[CellKey] = frozenset()
    sticky: Collection[CellKey] = frozenset()

    def __post_init__(self) -> None:
        self.row_of = {row.key: row for row in self.system.rows if row is not None}
        self.equations: dict[int, list[int]] = defaultdict(list)
        for number, relation in enumerate(self.system.relations):
            if relation.is_equation:
                for figure, _ in relation.terms:
                    self.equations[figure].append(number)

    def can_hide(self, row: Row | None) -> bool:
        """Zeros are shown, and what was shown before is no use."""
        return row is not None and not row.is_empty and row.key not in self.frozen

    def cost(self, row: Row) -> float:
        """What is lost by hiding a cell: little for one of a breakdown or an EPCI, much for a total of the region."""
        size = math.log2(2 + (row.denominator or row.numerator or 0))
        if row.key in self.sticky:
            return size / 100
        return size * _rank(row.key)

    def owner(self, figure: int) -> str | None:
        """The unit that makes up a figure alone, and so knows it."""
        row = self.system.rows[figure]
        if row is None or len(row.contributions) != 1:
            return None
        return row.contributions[0].unit


def _rank(key: CellKey) -> float:
    weight = 1.0 if key.dimension != TOTAL else 4.0
    if key.territory == REGION:
        return weight * 50
    if key.territory.startswith("EPCI-"):
        return weight
    return weight * 8


def suppress(context: Context, start: Suppression) -> list[Asked]:
    """Hide complements in `start` until the audit finds nothing; what it still finds is given back."""
    _line_by_line(context, start, deque(sorted(start.goals)))
    for _ in range(ROUNDS):
        added: list[CellKey] = []
        for known, found in _found(context, start, decide=False):
            added += _make_room(context, start, found, known)
        if not added:
            break
        _line_by_line(context, start, deque(added))
    return [one for _, found in _found(context, start, decide=True) for one in found]


def _found(
    context: Context, state: Suppression, *, decide: bool
) -> Iterator[tuple[frozenset[CellKey], list[Asked]]]:
    """What a stranger recovers, then what each unit does that is alone in hidden cells of amounts, and knows them."""
    asked = goals_asked(context.system, state.goals)
    owned: dict[str, set[CellKey]] = defaultdict(set)
    for one in asked:
        owner = context.owner(one.figure)
        if owner is not None:
            owned[owner].add(one.cell)
    for unit in (None, *sorted(owned)):
        known = frozenset(owned[unit]) if unit is not None else frozenset()
        others = asked if unit is None else _asked_by(unit, context, asked)
        found = recoverable(context.system, state.goals, others, context.shown_before, known, decide=decide)
        if found:
            yield known, found


def _asked_by(unit: str, context: Context, asked: Sequence[Asked]) -> list[Asked]:
    """A unit knows what it brings itself: what it must not come near to is the rest of each cell.

    Cells that only hide another are none of its business.
    """
    others = []
    for one in asked:
        row = context.row_of[one.cell]
        own = sum(part.amount for part in row.contributions if part.unit == unit)
        rest = (row.numerator or 0.0) - own
        is_complement = one.goal.up is not None and one.goal.down is not None
        if is_complement or rest < MOVED or not row.is_amount or one.goal.letter != NUMERATOR:
            continue
        if own:
            up, down = both_sides(rest, context.rules)
            rises = one.goal.up is not None
            goal = Goal(NUMERATOR, up=own + (up.up or 0.0)) if rises else Goal(NUMERATOR, down=own + (down.down or 0.0))
            others.append(Asked(one.cell, one.figure, goal))
        else:
            others.append(one)
    return others


def _line_by_line(context: Context, state: Suppression, waiting: deque[CellKey]) -> None:
    """Give every goal room in each equation that its figure stands in."""
    system = context.system
    while waiting:
        key = waiting.popleft()
        for goal in state.goals[key]:
            figure = system.numbers.get((key, goal.letter))
            if figure is None:
                continue
            for number in context.equations[figure]:
                for row in _complements(context, state, number, figure, goal):
                    state.hide(row.key, secondary_goals(row, context.rules), "secondary")
                    waiting.append(row.key)


def _complements(context: Context, state: Suppression, number: int, figure: int, goal: Goal) -> list[Row]:
    """The cheapest cells of an equation that, hidden, let the figure reach its goal. Empty when it can."""
    system = context.system
    value = system.values[figure]
    terms = dict(system.relations[number].terms)
    sign = terms.pop(figure)
    options = []
    for target, direction in ((goal.up, 1.0), (goal.down, -1.0)):
        if target is None or (direction < 0 and target < floor_of(system, figure, context.shown_before) - MOVED):
            continue
        needed = max(0.0, direction * (target - value))
        room = {
            other: _room(context, other, -direction * sign * factor)
            for other, factor in terms.items()
            if other != system.zero
        }
        hidden = {other: size for other, size in room.items() if _is_hidden(system, state, other)}
        options.append(_fill(context, hidden, room, needed, context.owner(figure)))
    done = [option for option in options if option is not None]
    if not done:
        return []
    return min(done, key=lambda rows: (sum(context.cost(row) for row in rows), [row.key for row in rows]))


def _is_hidden(system: System, state: Suppression, figure: int) -> bool:
    row = system.rows[figure]
    return row is None or row.key in state.goals


def _room(context: Context, figure: int, direction: float) -> float:
    """How far a figure could go, up without limit, down to its floor."""
    if direction > 0 or context.system.rows[figure] is None:
        return math.inf
    return context.system.values[figure] - floor_of(context.system, figure, context.shown_before)


def _fill(
    context: Context, hidden: dict[int, float], room: dict[int, float], needed: float, owner: str | None
) -> list[Row] | None:
    chosen: list[Row] = []
    hidden = dict(hidden)
    while _least_room(context, hidden, owner) < needed - MOVED:
        missing = needed - _least_room(context, hidden, owner)
        candidates = [
            (size < missing - MOVED, context.cost(row) / min(1.0, size / missing), row.key, other, row)
            for other, size in room.items()
            if other not in hidden and size > MOVED
            for row in [context.system.rows[other]]
            if row is not None and context.can_hide(row) and row not in chosen
        ]
        if not candidates:
            return None
        _, _, _, other, row = min(candidates, key=lambda one: one[:3])
        hidden[other] = room[other]
        chosen.append(row)
    return chosen


def _least_room(context: Context, hidden: Mapping[int, float], owner: str | None) -> float:
    """The room left to the least of the attackers: a stranger, or a unit that knows its own cells."""
    by_unit: dict[str, float] = defaultdict(float)
    total = 0.0
    endless = 0
    for figure, size in hidden.items():
        unit = context.owner(figure)
        if math.isinf(size):
            endless += 1
            if unit is not None and unit != owner:
                by_unit[unit] += math.inf
            continue
        total += size
        if unit is not None and unit != owner:
            by_unit[unit] += size
    if not by_unit:
        return math.inf if endless else total
    return min(_without(hidden, context, unit) for unit in by_unit)


def _without(hidden: Mapping[int, float], context: Context, unit: str) -> float:
    return sum(size for figure, size in hidden.items() if context.owner(figure) != unit)


def _make_room(
    context: Context, state: Suppression, found: Sequence[Asked], known: Collection[CellKey]
) -> list[CellKey]:
    """Move what was found to a safe value, changing as little as possible of what is published."""
    rising = [one for one in found if one.goal.up is not None]
    falling = [one for one in found if one.goal.up is None]
    added = sorted({key for part in (rising, falling) if part for key in _moved_together(context, state, part, known)})
    for key in added:
        state.hide(key, secondary_goals(context.row_of[key], context.rules), "secondary")
    return added


def _moved_together(
    context: Context, state: Suppression, found: Sequence[Asked], known: Collection[CellKey]
) -> list[CellKey]:
    """One world for all of them; where there is none, one for each half."""
    moved = _moved(context, state, found, known)
    if moved is not None or len(found) == 1:
        return moved or []
    half = len(found) // 2
    parts = (found[:half], found[half:])
    return [key for part in parts for key in _moved_together(context, state, part, known)]


def _moved(
    context: Context, state: Suppression, found: Sequence[Asked], known: Collection[CellKey]
) -> list[CellKey] | None:
    """The shown cells that change in the cheapest world where each of `found` has a safe value; None without one."""
    system = context.system
    size = len(system.rows)
    values = np.array(system.values)
    low, high, cost = _leeway(context, state, known)
    for one in found:
        if one.goal.up is not None:
            low[one.figure] = max(low[one.figure], one.goal.up - values[one.figure])
        elif one.goal.down is not None:
            high[one.figure] = one.goal.down - values[one.figure]
    matrix, target, equation = _relations(system, values)
    if not len(target):
        return []
    bounds = [(max(0.0, low[f]), max(0.0, high[f])) for f in range(size)]
    bounds += [(max(0.0, -high[f]), max(0.0, -low[f])) for f in range(size)]
    answer = linprog(
        np.concatenate([cost, cost]),
        A_ub=-matrix[~equation],
        b_ub=-target[~equation],
        A_eq=matrix[equation],
        b_eq=target[equation],
        bounds=bounds,
        method="highs",
    )
    if answer.status == 2:
        return None
    if answer.x is None:
        raise AuditFailed(str(answer.message))
    change = answer.x[:size] - answer.x[size:]
    return sorted(
        {
            row.key
            for figure, row in enumerate(system.rows)
            if row is not None and abs(change[figure]) > MOVED and row.key not in state.goals
        }
    )


def _leeway(
    context: Context, state: Suppression, known: Collection[CellKey]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far each figure may go below and above its value, and what each unit of the way costs."""
    system = context.system
    low, high, cost = (np.zeros(len(system.rows)) for _ in range(3))
    for figure, row in enumerate(system.rows):
        if figure == system.zero or (row is not None and row.key in known):
            continue
        if row is None or row.key in state.goals or context.can_hide(row):
            low[figure] = floor_of(system, figure, context.shown_before) - system.values[figure]
            high[figure] = np.inf
        if row is not None and row.key not in state.goals:
            cost[figure] = context.cost(row) / (max(1.0, abs(system.values[figure])) if row.is_amount else 1.0)
    return low, high, cost


def _relations(system: System, values: np.ndarray) -> tuple[Any, np.ndarray, np.ndarray]:
    """The relations as they bind the changes: each figure's rise, then each figure's fall."""
    rows: list[int] = []
    columns: list[int] = []
    data: list[float] = []
    for number, relation in enumerate(system.relations):
        for figure, sign in relation.terms:
            rows += [number, number]
            columns += [figure, len(values) + figure]
            data += [sign, -sign]
    shape = (len(system.relations), 2 * len(values))
    matrix = coo_matrix((data, (rows, columns)), shape=shape).tocsr()
    held = matrix[:, : len(values)] @ values
    return matrix, -held, np.array([relation.is_equation for relation in system.relations], bool)
