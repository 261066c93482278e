"""The EPCI: a layout each, money and other means told apart, whole lists that restate each other."""

from __future__ import annotations

import pytest
from meets_contract import COG, assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import epci
from sandbox.systems.epci_sheets import FUNDING
from sandbox.systems.epci_world import EPCI, MONEY, epci_of, supports
from sress.landing.clean import valid_siren

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(epci, seed, MONTH, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(epci, 1, MONTH, 1), 1)


def test_all_three_layouts_are_met_and_none_has_an_unknown_header() -> None:
    assert {epci.layout_of(siren) for siren in EPCI} == set(FUNDING)
    assert all(item.checked.columns_unknown == [] for item in land(deliver(epci, 1, MONTH, 1)))


def test_the_epci_is_told_by_the_file_and_is_a_real_one() -> None:
    for item in land(deliver(epci, 1, MONTH, 0)):
        assert {row["epci"] for row in item.rows} == {item.made.delivery.file.split("_")[1]}
    assert all(valid_siren(siren) and siren in COG.of(2026).epci for siren in EPCI)


def test_only_money_has_an_amount() -> None:
    rows = [row for item in land(deliver(epci, 1, MONTH, 0)) if item.stream == "cofinancements" for row in item.rows]
    assert {row["nature"] for row in rows} > set(MONEY)
    assert all((row["montant"] is not None) == (row["nature"] in MONEY) for row in rows)


def test_a_support_goes_to_a_project_of_the_epci_and_may_change_later() -> None:
    every = [item for items in supports(world(1), COG).values() for item in items]
    assert all(epci_of(item.project, COG) == item.epci for item in every)
    changed = [item for item in every if item.changed_on.year < 9999 and item.later != item.amount]
    assert changed
    assert all(item.granted(item.decided_on) != item.granted(item.changed_on) for item in changed)


def test_files_come_by_quarter() -> None:
    periods = {(item.delivery.year, item.delivery.month) for item in deliver(epci, 1, "2026-02", 0)}
    assert periods == {(2025, 9), (2025, 12)}
