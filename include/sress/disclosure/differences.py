"""Two publications, one after the other: what their difference gives away, and what must stay hidden.

Cells of amounts and of persons: the units that entered, left or changed since a cell was last shown are a cell of
their own, under the rule of the class. Plain counts of projects: a difference of one project tells no amount of it and
names nobody, so it is shown. In every class, a cell that was hidden stays hidden while its figures stand still, and one
that was shown with the same figures hides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sress.disclosure.cells import NUMERATOR, CellKey, Contribution, Cube, Row
from sress.disclosure.primary import Goal, is_disclosive
from sress.disclosure.rules import PERSONS, Rules


@dataclass(frozen=True)
class Earlier:
    """One protected publication: its cells as computed, and which of them were hidden.

    `persons` names the units of its cells of class C2, by key.
    """

    publication_id: int
    cube: Cube
    hidden: frozenset[CellKey]
    persons: Mapping[CellKey, frozenset[str]] = field(default_factory=dict)


@dataclass
class History:
    """What earlier publications mean for today's cube."""

    goals: dict[CellKey, tuple[Goal, ...]] = field(default_factory=dict)
    standing: set[CellKey] = field(default_factory=set)
    sticky: set[CellKey] = field(default_factory=set)
    frozen: set[CellKey] = field(default_factory=set)
    shown_before: dict[CellKey, float] = field(default_factory=dict)


def look_back(
    cube: Cube, earlier: Sequence[Earlier], rules: Rules, persons: Mapping[CellKey, frozenset[str]] | None = None
) -> History:
    """Today's cube against each earlier publication, oldest first."""
    history = History()
    for publication in sorted(earlier, key=lambda one: one.publication_id):
        was = {row.series: row for row in publication.cube.rows.values()}
        for key, row in cube.rows.items():
            former = was.get(row.series)
            if former is not None:
                _against(history, row, former, publication, rules, (persons or {}).get(key, frozenset()))
    return history


def _against(
    history: History, row: Row, former: Row, publication: Earlier, rules: Rules, persons: frozenset[str]
) -> None:
    key = row.key
    unchanged = key == former.key and row.figures() == former.figures()
    if former.key in publication.hidden:
        history.sticky.add(key)
        if unchanged and not row.is_empty:
            history.standing.add(key)
        return
    history.standing.discard(key)
    if unchanged:
        history.frozen.add(key)
    if row.numerator is None or former.numerator is None:
        return
    if former.numerator <= row.numerator and not row.is_amount:
        history.shown_before[key] = max(history.shown_before.get(key, 0.0), former.numerator)
    goals = _of_the_difference(row, former, rules, publication.persons.get(former.key, frozenset()), persons)
    if goals:
        history.goals[key] = goals


def _of_the_difference(
    row: Row, former: Row, rules: Rules, then: frozenset[str], now: frozenset[str]
) -> tuple[Goal, ...]:
    if row.is_empty:
        return ()
    if row.is_amount:
        return _of_amounts(row, former, rules)
    if row.disclosure_class != PERSONS or not 0 < len(then ^ now) < rules.min_persons:
        return ()
    return (Goal(NUMERATOR, up=(former.numerator or 0) + rules.min_persons),)


def _of_amounts(row: Row, former: Row, rules: Rules) -> tuple[Goal, ...]:
    before = {one.unit: one.amount for one in former.contributions}
    after = {one.unit: one.amount for one in row.contributions}
    changed = [
        Contribution(unit, after.get(unit, 0.0) - before.get(unit, 0.0))
        for unit in sorted(before.keys() | after.keys())
        if abs(after.get(unit, 0.0) - before.get(unit, 0.0)) > 0
    ]
    if not is_disclosive(changed, rules.threshold(row.disclosure_class), rules.max_share_pct):
        return ()
    value = row.numerator or 0.0
    distance = sum(abs(one.amount) for one in changed) * rules.protection_pct / 100
    return (Goal(NUMERATOR, up=value + distance),)
