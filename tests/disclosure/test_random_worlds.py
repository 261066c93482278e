"""Random tables are attacked: no hidden cell is recovered, whatever is added or subtracted."""

from __future__ import annotations

import os
import random
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sress.disclosure.cells import CellKey, Cube, cube_of
from sress.disclosure.protect import Protection, protect_cube
from sress.disclosure.rules import Rules

from tests.disclosure.attack import Attacker
from tests.disclosure.worlds import Part, cube_from, published_part, random_units

RULES = Rules()
TINY = 1e-4


def _recovered(
    cube: Cube, protection: Protection, *, apart: bool, sample: int = 12, unpublished: Collection[CellKey] = ()
) -> list[str]:
    """What the attacker finds out of some of the hidden cells, the small ones first."""
    attacker = Attacker(cube, protection.withheld, apart=apart, unpublished=unpublished)
    order = random.Random(7)
    keys = sorted(protection.withheld, key=lambda key: (protection.withheld[key] != "primary", order.random()))
    found = []
    for key in keys[:sample]:
        low, high = attacker.bounds(key)
        row = cube.rows[key]
        value = float(row.numerator or 0)
        if row.is_amount:
            near = value * RULES.protection_pct / 100
            safe = low <= value - near + 1 and high >= value + near - 1
            if protection.withheld[key] != "primary":
                safe = low <= value - near + 1 or high >= value + near - 1
        elif protection.withheld[key] == "primary":
            safe = high >= RULES.min_units - TINY
        else:
            safe = high - low >= 1 - TINY
        if not safe:
            found.append(f"{key}: {value} in [{low}, {high}], {protection.withheld[key]}")
    return found


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), shared=st.booleans(), amounts=st.booleans())
def test_no_hidden_cell_of_a_random_world_is_recovered(seed: int, shared: bool, amounts: bool) -> None:
    cube = cube_from(random_units(seed, shared=shared, size=4 + seed % 16), amounts=amounts)
    protection = protect_cube(cube, RULES)
    assert not protection.recovered
    assert not _recovered(cube, protection, apart=not shared)


def test_the_attacker_finds_what_primary_suppression_alone_leaves_open() -> None:
    """The attack is worth something: cells hidden one by one are recovered by it."""
    found = []
    for seed in range(5):
        cube = cube_from(random_units(seed, shared=False))
        protection = protect_cube(cube, RULES)
        alone = {key: why for key, why in protection.withheld.items() if why == "primary"}
        found += _recovered(cube, Protection(alone, [], [], protection.utility, 0, 0.0), apart=True)
    assert found


def test_the_order_of_the_rows_changes_nothing() -> None:
    cube = cube_from(random_units(3, shared=False))
    rows = list(cube.rows.values())
    random.Random(1).shuffle(rows)
    shuffled = cube_of(rows, cube.departements_of)
    assert protect_cube(cube, RULES).withheld == protect_cube(shuffled, RULES).withheld


@pytest.mark.slow
def test_many_random_worlds_hold() -> None:
    """Seconds of worlds; `WORLDS=1000 pytest -m slow tests/disclosure` attacks a thousand, in minutes."""
    for seed in range(int(os.environ.get("WORLDS", "30"))):
        assert attack_world(seed) == [], seed


def attack_world(seed: int, sample: int = 4) -> list[str]:
    """What is recovered of one world: counts and amounts, shared units or none, the whole cube or a part of it."""
    shared, amounts, scoped = seed % 2 == 1, seed % 4 >= 2, seed % 8 >= 4
    whole = cube_from(random_units(seed, shared=shared, size=5 + seed % 20), amounts=amounts)
    part = published_part(whole, seed) if scoped else Part(whole, frozenset())
    protection = protect_cube(part.cube, RULES)
    found = [f"{seed}: the audit finds {one}" for one in protection.recovered]
    return found + _recovered(whole, protection, apart=not shared, sample=sample, unpublished=part.unpublished)
