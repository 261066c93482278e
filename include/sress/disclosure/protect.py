"""Protect a build: which cells of the candidate marts are withheld and why, the audit of it, and what it costs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from sress.disclosure.cells import CellKey, Cube, Row, cube_of
from sress.disclosure.differences import Earlier, look_back
from sress.disclosure.linked import link
from sress.disclosure.load import read_candidate, read_earlier, read_persons, read_registry
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
    nothing can take them back.
    """

    withheld: Mapping[CellKey, str]
    recovered: Sequence[Recovered]
    shown_before: Sequence[CellKey]
    utility: Utility
    audited: int
    seconds: float
    protected_codes: Sequence[str] = ()

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
    return protect_cube(cube, registry.rules, earlier, persons, codes)


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
        recovered += [Recovered(one.cell, one.goal.letter, one.goal.up, one.goal.down) for one in found]
        withheld |= state.reasons
        audited += sum(map(len, state.goals.values()))
    utility = utility_of(cube.rows.values(), withheld.keys(), alone)
    ordered = {key: withheld[key] for key in sorted(withheld)}
    return Protection(ordered, recovered, public, utility, audited, time.monotonic() - started, codes)


def _families(cube: Cube) -> list[Cube]:
    """Each measure with what stands beside it, in the order of their codes."""
    rows: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for key, row in cube.rows.items():
        head = cube.parents.get(key.measure, key.measure)
        rows[head, key.mart == "ambition_value"].append(row)
    return [cube_of(rows[name], cube.departements_of, cube.parents) for name in sorted(rows)]
