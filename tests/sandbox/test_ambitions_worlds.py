"""The ambitions of whole worlds: bounds that hold whatever is drawn, and something to count in each."""

from __future__ import annotations

from collections import defaultdict

import pytest
from meets_contract import COG
from mini_funders import produced
from sandbox.ambitions import values_of
from sandbox.ambitions.readings import READINGS
from sandbox.ambitions.values import Value
from sandbox.core import core_of
from sandbox.measures.aggregate import count
from sandbox.truth import known_of

pytestmark = pytest.mark.slow

# What happened in 2022-2025 is not undone by what happens later.
CUMULATED = (
    "AMB-02.departements",
    "AMB-03.conferences",
    "AMB-04.partnerships",
    "AMB-05.parts",
    "AMB-07.departements",
    "AMB-11.epci",
    "AMB-12.present",
)


@pytest.fixture(scope="module", params=[(1, 0), (6, 2)], ids=["clean", "dirty"])
def values(request: pytest.FixtureRequest) -> list[Value]:
    made = produced(*request.param)
    return values_of(known_of(made, COG, core_of(made.world, made.month, COG, made.lost)))


def test_no_value_is_twice_and_a_share_is_one(values: list[Value]) -> None:
    keys = [(one.reading, one.edition, one.territory, one.member) for one in values]
    assert len(keys) == len(set(keys))
    for one in values:
        if one.denominator is not None:
            assert one.numerator is not None
            assert one.numerator <= one.denominator
            assert (one.value is None) == (one.denominator == 0)


def test_the_region_holds_its_departements(values: list[Value]) -> None:
    counted = {reading.code for reading in READINGS if reading.aggregation is count and reading.grain == "departement"}
    parts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in values:
        if one.reading in counted and one.territory != "REG-52":
            parts[one.reading, one.edition].append(one.numerator or 0)
    whole = {(one.reading, one.edition): one.numerator or 0 for one in values if one.territory == "REG-52"}
    assert parts
    assert all(max(found) <= whole[key] <= sum(found) for key, found in parts.items())


def test_every_ambition_counts_something_and_what_was_reached_stays_so(values: list[Value]) -> None:
    told = {(one.reading, one.edition): one for one in values if one.territory == "REG-52" and one.member is None}
    assert {code for code, _ in told} - {code for (code, _), one in told.items() if one.numerator} == set()
    for code in CUMULATED:
        bilan, current = told[code, "bilan"].numerator, told[code, "current"].numerator
        assert bilan is not None
        assert current is not None
        assert bilan <= current
