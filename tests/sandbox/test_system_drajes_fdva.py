"""The FDVA's workbooks of Osiris: two header rows, actions of dossiers, decisions and corrections, no person."""

from __future__ import annotations

import pytest
from meets_contract import COG, assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import drajes_fdva
from sandbox.systems.fdva_world import dossiers

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(drajes_fdva, seed, MONTH, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(drajes_fdva, 1, MONTH, 1), 1)


@pytest.mark.parametrize("dirt", [0, 3])
def test_the_contract_knows_every_column_under_both_header_rows(dirt: int) -> None:
    for landed in land(deliver(drajes_fdva, 2, MONTH, dirt)):
        assert landed.checked.columns_unknown == [], landed.made.delivery.file
        assert landed.checked.columns_missing == [], landed.made.delivery.file


def test_the_name_of_the_association_is_never_that_of_its_representative() -> None:
    organisations = {project.organisation.name for project in world(1).projects}
    for landed in land(deliver(drajes_fdva, 1, MONTH, 2)):
        assert {row["nom_association"] for row in landed.rows} <= organisations


def test_the_number_of_an_action_is_that_of_its_dossier_and_a_rank_and_amounts_add_up() -> None:
    landed = {
        item.made.delivery.file: item.rows
        for item in land(deliver(drajes_fdva, 1, MONTH, 0))
        if item.made.delivery.file.endswith("2025-12.xlsx")
    }
    granted: dict[str | None, float] = {}
    for row in landed["SuiviActions_2025-12.xlsx"]:
        number = str(row["n_action"]).rpartition("-")[0]
        granted[number] = granted.get(number, 0) + float(row["montant_accorde"] or 0)
    assert granted == {
        row["n_dossier"]: float(row["montant_accorde"] or 0) for row in landed["SuiviDossiers_2025-12.xlsx"]
    }


def test_nothing_is_granted_before_the_commission_and_no_dossier_is_undecided_at_the_closing() -> None:
    def of(month: str, name: str) -> list[dict[str, str | None]]:
        (found,) = [i for i in land(deliver(drajes_fdva, 1, month, 0)) if i.made.delivery.file == name]
        return found.rows

    early, closed = of("2025-05", "SuiviDossiers_2025-04.xlsx"), of("2025-12", "SuiviDossiers_2025-12.xlsx")
    assert {row["etat"] for row in early} == {"en_instruction"}
    assert {row["montant_accorde"] for row in early} == {None}
    assert "en_instruction" not in {row["etat"] for row in closed}


def test_a_pluri_annual_dossier_stands_under_one_number_in_each_of_its_exercices() -> None:
    every = [item for item in dossiers(world(1), COG) if item.several_years and item.first == 2023]
    numbers = {item.number for item in every}
    assert numbers
    for number in numbers:
        assert [item.exercice for item in every if item.number == number] == [2023, 2024, 2025]


def test_an_association_is_known_to_the_fdva_and_to_the_region() -> None:
    asked = {item.project.identity for item in dossiers(world(1), COG)}
    assert asked & {dossier.project for dossier in world(1).dossiers}
