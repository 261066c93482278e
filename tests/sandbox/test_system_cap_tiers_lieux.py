"""Cap Tiers-lieux: a declarative panorama from which closed places vanish, and supports before any number."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from meets_contract import (
    COG,
    Landed,
    assert_each_row_is_as_expected,
    assert_no_person_lands,
    contract_of,
    deliver,
    land,
    world,
)
from sandbox.systems import cap_tiers_lieux
from sandbox.systems.tiers_lieux_places import Site, sites
from sandbox.systems.tiers_lieux_sheets import KINDS, ROLES, STAGES, STATES
from sress.landing.clean import CodeList

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(cap_tiers_lieux, seed, MONTH, dirt))


@pytest.mark.parametrize("dirt", [0, 2])
def test_no_person_lands(dirt: int) -> None:
    assert_no_person_lands(deliver(cap_tiers_lieux, 1, MONTH, dirt), 1)


def test_the_contract_knows_every_header_and_label() -> None:
    for landed in land(deliver(cap_tiers_lieux, 1, MONTH, 1)):
        assert (landed.checked.columns_unknown, landed.checked.columns_missing) == ([], []), landed.made.delivery.file
    for stream, name, labels in (
        ("panorama", "stade", STAGES),
        ("accompagnements", "stade", STAGES),
        ("accompagnements", "type_accompagnement", KINDS),
        ("accompagnements", "role", ROLES),
        ("accompagnements", "statut", STATES),
    ):
        (column,) = [c for c in contract_of("cap_tiers_lieux").streams[stream].columns if c.name == name]
        codes = CodeList(column)
        assert {code: {codes.find(word) for word in words} for code, words in labels.items()} == {
            code: {code} for code in labels
        }


def test_a_panorama_lands_alike_from_csv_and_from_json() -> None:
    landed = {item.made.delivery.year: item for item in _panoramas(MONTH)}
    assert landed[2023].made.delivery.file.endswith(".csv")
    assert landed[2024].made.delivery.file.endswith(".json")
    assert landed[2024].made.data.startswith(b"[")
    both = [{row["id_tl"]: row for row in landed[year].rows} for year in (2023, 2024)]
    assert len(both[0].keys() & both[1].keys()) > 10
    for row in [*both[0].values(), *both[1].values()]:
        assert row["stade"] in STAGES
        assert date.fromisoformat(row["date_reponse"] or "").month >= 9


def test_closed_places_mostly_vanish_instead_of_saying_so() -> None:
    told = {row["id_tl"] for item in _panoramas(MONTH) for row in item.rows if row["stade"] == "ferme"}
    (newest,) = [item for item in _panoramas(MONTH) if item.made.delivery.year == 2025]
    seen = {row["id_tl"] for row in newest.rows}
    closed = {site.number for site in _sites() if site.closed and date(2021, 1, 1) < site.closed < date(2025, 9, 1)}
    assert told
    assert len(closed - told) > len(closed & told)
    assert closed.isdisjoint(seen - told)


def test_an_open_place_that_did_not_answer_is_missing_too() -> None:
    (newest,) = [item for item in _panoramas(MONTH) if item.made.delivery.year == 2025]
    open_places = {site.number for site in _sites() if site.stage(date(2025, 9, 1)) == "ouvert" and not site.closed}
    assert open_places - {row["id_tl"] for row in newest.rows}


def test_a_structure_may_run_two_places_and_hand_one_on() -> None:
    held = Counter(site.project.identity for site in _sites())
    assert max(held.values()) == 2
    kept = [site for site in _sites() if len(site.operators) == 2]
    assert kept
    assert all(site.operator(site.operators[1][0]) is not site.project.organisation for site in kept)


def test_a_supported_project_has_no_number_until_it_is_in_a_panorama() -> None:
    older, newer = _supports("2025-01")
    assert (older.made.delivery.file[-11:-4], newer.made.delivery.file[-11:-4]) == ("2024-09", "2024-12")
    before = {row["id_accompagnement"]: row["id_tl"] for row in older.rows}
    after = {row["id_accompagnement"]: row["id_tl"] for row in newer.rows}
    assert before.keys() < after.keys()
    assert [number for number, place in before.items() if not place and after[number]]
    assert None in after.values()


def test_a_support_is_shown_as_it_is_known_on_extraction_day() -> None:
    older, newer = [{row["id_accompagnement"]: row for row in item.rows} for item in _supports("2024-03")]
    assert any(older[number]["statut"] == "en_cours" and newer[number]["statut"] == "termine" for number in older)
    for row in newer.values():
        assert (row["date_fin"] or "") <= "2024-04-05"
        assert (row["date_debut"] or "") <= "2024-04-05"


def _sites() -> list[Site]:
    return sites(world(1), COG)


def _panoramas(month: str) -> list[Landed]:
    return [item for item in land(deliver(cap_tiers_lieux, 1, month, 0)) if item.stream == "panorama"]


def _supports(month: str) -> list[Landed]:
    return [item for item in land(deliver(cap_tiers_lieux, 1, month, 0)) if item.stream == "accompagnements"]
