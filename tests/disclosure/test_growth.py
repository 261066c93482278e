"""The cost of protection grows with the cells, not with their square."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sress.disclosure.cells import Cube, cube_of
from sress.disclosure.protect import protect_cube
from sress.disclosure.rules import Rules

from tests.disclosure.worlds import HOMES, cube_from, random_units


def _many(copies: int) -> Cube:
    """`copies` measures, each of a world of its own."""
    rows = [
        replace(row, key=row.key._replace(measure=f"X{number}"))
        for number in range(copies)
        for row in cube_from(random_units(number, shared=number % 2 == 1, size=40)).rows.values()
    ]
    return cube_of(rows, HOMES)


def _seconds(cube: Cube) -> float:
    """Seconds of processor, the better of two: others work on the machine too."""
    found = []
    for _ in range(2):
        started = time.process_time()
        assert not protect_cube(cube, Rules()).recovered
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.slow
def test_four_times_the_cells_take_no_more_than_six_times_as_long() -> None:
    small, large = _many(6), _many(24)
    assert len(large.rows) > 3.5 * len(small.rows)
    assert _seconds(large) < 6 * _seconds(small)
