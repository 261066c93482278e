"""Protect a build: which cells of the candidate marts are withheld and why, the audit of it, and what it costs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from sress.disclosure.cells import CellKey, Cube, Row, cube_of
from sress.disclosure.differences import Earlier, look_back
from sress.disclosure.linked import AMBITIONS, LATEST, ambition_of, link
from sress.disclosure.load import read_candidate, read_earlier, read_persons, read_registry, scoped_marts
from sress.disclosure.primary import primary_goals, secondary_goals
from sress.disclosure.rules import Rules
from sress.disclosure.secondary import Context, Suppression, suppress
from sress.disclosure.utility import Utility, utility_of

PRIMARY, SECONDARY, DIFFERENCE = "primary", "secondary", "difference"


@dataclass(frozen=True)
class Recovered:
    """A hidden figure that the audit could work out: which cell, and what bound was too tight."""

    cell: CellKey
    letter: str
    up: float | None
    down: float | None


@dataclass(frozen=True)
class Protection:
    """The withheld cells with their reason, what the audit recovered (nothing, or nothing is published), the cost.

    `shown_before` are cells that today's rules hide and that an earlier publication showed with the same figures:
    nothing can take them back, and who kept it may work out others from them.
    """

    withheld: Mapping[CellKey, str]
    recovered: Sequence[Recovered]
    shown_before: Sequence[CellKey]
    utility: Utility
    audited: int
    seconds: float
    protected_codes: Sequence[str] = ()
    scoped_marts: Sequence[str] = ()

    def count(self, reason: str) -> int:
        """How many cells are withheld for this reason."""
        return sum(one == reason for one in self.withheld.values())


def protect(connection: psycopg.Connection[Any], before: int | None = None) -> Protection | None:
    """What to withhold of the candidate marts, given the publications served earlier (ids below `before`).

    The connection's role is the engineer's or the publisher's. None where no registry was loaded.
    """
    registry = read_registry(connection)
    if registry is None:
        return None
    cube = read_candidate(connection, registry)
    earlier = read_earlier(connection, registry, before)
    persons = read_persons(connection, registry, cube) if earlier else {}
    codes = sorted(code for code, one in registry.classes.items() if one != "C0")
    protection = protect_cube(cube, registry.rules, earlier, persons, codes)
    return replace(protection, scoped_marts=scoped_marts(connection, registry))


def protect_cube(
    cube: Cube,
    rules: Rules,
    earlier: Sequence[Earlier] = (),
    persons: Mapping[CellKey, frozenset[str]] | None = None,
    codes: Sequence[str] = (),
) -> Protection:
    """The same for a cube in memory. Families of measures know nothing of each other and are protected one by one."""
    started = time.monotonic()
    history = look_back(cube, earlier, rules, persons)
    withheld: dict[CellKey, str] = {}
    recovered: list[Recovered] = []
    public: list[CellKey] = []
    alone: set[CellKey] = set()
    audited = 0
    for family in _families(cube):
        state = Suppression()
        for key, row in family.rows.items():
            goals = primary_goals(row, rules)
            if goals:
                alone.add(key)
            if goals and key in history.frozen:
                public.append(key)
                state.hide(key, (), PRIMARY)
            elif goals:
                state.hide(key, goals, PRIMARY)
            elif key in history.goals:
                state.hide(key, history.goals[key], DIFFERENCE)
            elif key in history.standing:
                state.hide(key, secondary_goals(row, rules), DIFFERENCE)
        if not state.goals:
            continue
        context = Context(link(family), rules, history.shown_before, history.frozen, history.sticky)
        found = suppress(context, state)
        if found and history.frozen:
            # What only earlier publications give away cannot be taken back: this one hides it on its own account.
            found = suppress(replace(context, frozen=frozenset()), state)
            public += sorted(key for key in state.goals if key in history.frozen and key not in public)
        recovered += [Recovered(one.cell, one.goal.letter, one.goal.up, one.goal.down) for one in found]
        withheld |= state.reasons
        audited += sum(map(len, state.goals.values()))
    utility = utility_of(cube.rows.values(), withheld.keys(), alone)
    ordered = {key: withheld[key] for key in sorted(withheld)}
    return Protection(ordered, recovered, public, utility, audited, time.monotonic() - started, codes)


def _families(cube: Cube) -> list[Cube]:
    """Each measure with what stands beside it, each ambition with the measure that it tells; by their codes."""
    heads = {key.measure: cube.parents.get(key.measure, key.measure) for key in cube.rows}
    readings = {key.measure for key in cube.rows if key.mart == AMBITIONS}
    heads |= {reading: ambition_of(reading) for reading in readings}
    told = _told_measures(cube)
    rows: dict[str, list[Row]] = defaultdict(list)
    for key, row in cube.rows.items():
        rows[told.get(heads[key.measure], heads[key.measure])].append(row)
    return [cube_of(rows[name], cube.departements_of, cube.parents) for name in sorted(rows)]


def _told_measures(cube: Cube) -> dict[str, str]:
    """Ambitions of which a reading is, place by place, the latest cumul of a measure: one would tell the other."""
    last = max((row.year for row in cube.rows.values() if row.kind == "cum"), default=0)
    cumuls: dict[str, dict[str, float | None]] = defaultdict(dict)
    readings: dict[str, dict[str, float | None]] = defaultdict(dict)
    for key, row in cube.rows.items():
        if key.dimension:
            continue
        if key.mart == AMBITIONS and key.period == LATEST:
            readings[key.measure][key.territory] = row.numerator
        elif row.kind == "cum" and row.year == last:
            cumuls[key.measure][key.territory] = row.numerator
    return {
        ambition_of(reading): cube.parents.get(measure, measure)
        for reading, own in sorted(readings.items())
        for measure, places in sorted(cumuls.items())
        if sum(bool(count) for count in own.values()) > 1
        and all(places.get(place, 0.0) == count for place, count in own.items())
    }
