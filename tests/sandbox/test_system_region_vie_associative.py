"""The Région's calls and its Plan for associations: one sheet a call, projects that ask twice, states that change."""

from __future__ import annotations

from collections import Counter, defaultdict
from io import BytesIO

import pytest
import python_calamine
from meets_contract import assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import region_vie_associative
from sandbox.systems.vie_associative_sheets import AAP_NAMES
from sandbox.systems.vie_associative_world import AAPS, applications, plan_dossiers

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, "2026-10"), (2, "2024-01")])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int, month: str) -> None:
    assert_each_row_is_as_expected(deliver(region_vie_associative, seed, month, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(region_vie_associative, 1, MONTH, 3), 1)


def test_every_column_of_both_workbooks_is_in_the_contract() -> None:
    for landed in land(deliver(region_vie_associative, 1, MONTH, 1)):
        assert landed.checked.columns_unknown == [], landed.made.delivery.file
        assert landed.checked.columns_missing == [], landed.made.delivery.file


@pytest.mark.parametrize("dirt", [0, 3])
def test_each_dossier_lands_under_the_call_that_names_its_sheet(dirt: int) -> None:
    calls = {item.number: item.kind for item in applications(world(1))}
    rows = [
        row
        for item in land(deliver(region_vie_associative, 1, MONTH, dirt))
        if item.stream == "aap"
        for row in item.rows
    ]
    assert {row["aap"] for row in rows} == set(AAPS)
    assert all(calls[str(row["n_dossier"])] == row["aap"] for row in rows)


def test_the_hidden_draft_of_a_call_never_lands() -> None:
    landed = [item for item in land(deliver(region_vie_associative, 1, MONTH, 2)) if item.stream == "aap"]
    for item in landed:
        visible = {
            sheet.name: sheet.visible
            for sheet in python_calamine.CalamineWorkbook.from_filelike(BytesIO(item.made.data)).sheets_metadata
        }
        assert python_calamine.SheetVisibleEnum.Hidden in [visible.get(name) for name in AAP_NAMES["support"]]
    assert not [row for item in landed for row in item.rows if str(row["n_dossier"]).endswith("9999")]


def test_some_projects_ask_in_two_calls_and_are_still_one_project() -> None:
    calls = defaultdict(set)
    for item in applications(world(1)):
        calls[item.project.identity, item.decided_on].add(item.kind)
    assert any(len(kinds) == 2 for kinds in calls.values())
    asked = {item.project.identity for item in applications(world(1))}
    assert asked & {item.project.identity for item in plan_dossiers(world(1))}


def test_the_newer_workbook_shows_a_withdrawal_and_keeps_its_amount() -> None:
    changes = set()
    for year in range(2022, 2028):
        older, newer = [
            {row["n_dossier"]: row for row in item.rows}
            for item in land(deliver(region_vie_associative, 1, f"{year}-12", 0))
            if item.stream == "aap" and item.made.delivery.year == year
        ]
        assert set(older) <= set(newer)
        for number, before in older.items():
            if before["statut"] == "accorde" and newer[number]["statut"] == "annule":
                changes.add(number)
                assert newer[number]["montant_vote"] == before["montant_vote"]
    assert changes


def test_about_35_projects_a_year_have_the_plan_s_support() -> None:
    granted = Counter(item.decided_on.year for item in plan_dossiers(world(1)) if item.outcome == "accorde")
    assert 20 <= granted[2021] <= 50
