"""The agenda's export: the workbook's meetings as events, whose day is that of Paris."""

from __future__ import annotations

import pytest
from meets_contract import assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.calendar_ics import folded
from sandbox.deliveries import calendar_delivery, entries_shown
from sandbox.systems import agenda

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("month", [MONTH, "2023-03"])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(agenda, seed, month, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(agenda, 1, MONTH, 2), 1)


@pytest.mark.parametrize("dirt", [0, 1])
def test_it_holds_the_entries_of_the_workbook_on_their_days_in_paris(dirt: int) -> None:
    (landed,) = land(deliver(agenda, 1, MONTH, dirt))
    entries = {
        f"{entry.ref.lower()}@agenda.exemple.invalid": (entry.day.isoformat(), entry.kind)
        for entry, _ in entries_shown(world(1), calendar_delivery(MONTH))
    }
    found = {str(row["uid"]): (row["date_evenement"], row["type"]) for row in landed.rows}
    assert found.items() <= entries.items()
    assert len(found) >= 0.94 * len(entries)


def test_no_property_of_the_export_is_unknown() -> None:
    (landed,) = land(deliver(agenda, 1, MONTH, 2))
    assert landed.checked.columns_unknown == []


def test_a_held_meeting_is_confirmed_and_a_postponed_one_cancelled() -> None:
    (landed,) = land(deliver(agenda, 1, MONTH, 0))
    statuts = {str(row["uid"]): row["statut"] for row in landed.rows}
    shown = entries_shown(world(1), calendar_delivery(MONTH))
    wanted = {"tenue": "confirmee", "reportee": "annulee", "annulee": "annulee", "prevue": "prevue"}
    assert {statuts[f"{entry.ref.lower()}@agenda.exemple.invalid"] == wanted[statut] for entry, statut in shown} == {
        True
    }


def test_a_long_line_is_folded_without_cutting_a_character() -> None:
    text = folded("SUMMARY:" + "é" * 100)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n ", "") == "SUMMARY:" + "é" * 100
