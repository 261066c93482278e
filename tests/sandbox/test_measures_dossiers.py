"""What funders granted: each measure's rule on a few dossiers, with the trap that it is known for."""

from __future__ import annotations

import pytest
from mini_measures import cells, dossier, known, members, value


def test_a01_counts_projects_not_dossiers_and_parts_may_add_to_more() -> None:
    world = known(
        fct_dossier=[
            dossier("P1"),
            dossier("P1", "2025-09-01", "garantie"),
            dossier("P2", "2025-04-01", ess_family="cooperative"),
        ]
    )
    assert value(world, "A01-I1") == 2
    assert members(world, "A01-I1") == {"pret_honneur": 2, "garantie": 1, "association": 1, "cooperative": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"is_ess": False},
        {"is_ess": None},
        {"is_granted": False},
        {"dispositif_code": "pdl_conseil"},
        {"decision_date": None},
        {"decision_date": "2024-12-31"},
        {"decision_date": "2026-01-01"},
    ],
)
def test_a01_wants_one_dossier_that_meets_every_condition(changes: dict[str, object]) -> None:
    assert value(known(fct_dossier=[{**dossier("P1"), **changes}]), "A01-I1") == 0
    assert value(known(fct_dossier=[dossier("P1")]), "A01-I1") == 1


def test_a01_a_guarantee_of_france_active_counts_as_one() -> None:
    assert value(known(fct_dossier=[dossier("P1", dispositif="garantie", source_code="france_active")]), "A01-I1") == 1


def test_a01_all_counts_whoever_carries_the_project() -> None:
    world = known(fct_dossier=[dossier("P1", is_ess=False, ess_family=None), dossier("P2", is_ess=None), dossier("P3")])
    assert (value(world, "A01-I1"), value(world, "A01-I1+all")) == (1, 3)
    assert members(world, "A01-I1+all") == {"pret_honneur": 3, "association": 1, "indetermine": 2}


def test_a_project_in_two_departements_counts_in_both_and_once_in_the_region() -> None:
    world = known(
        fct_dossier=[
            dossier("P1", epci_code="200071678"),
            dossier("P1", "2025-04-01", departement_code="85"),
            dossier("P2", departement_code=None),
        ]
    )
    found = cells(world, "A01-I1")
    names = ("REG-52", "DEP-44", "DEP-85", "DEP-49", "EPCI-200071678", "UND")
    assert [found["2025", name, None].value for name in names] == [2, 1, 1, 0, 1, 1]


def test_a03_counts_the_five_schemes_of_advice() -> None:
    schemes = ("pdl_conseil", "dla", "conseil_rh", "entrepreneurs_engages", "investissement_numerique")
    world = known(
        fct_dossier=[
            *(dossier(f"P{rank}", dispositif=code) for rank, code in enumerate(schemes)),
            dossier("P6", dispositif="dla", is_granted=False),
            dossier("P7", dispositif="rebond"),
            dossier("P8", dispositif="dla", is_ess=False),
        ]
    )
    assert (value(world, "A03-I1"), value(world, "A03-I1+all")) == (5, 6)


def test_a05_counts_every_carrier_and_covers_only_known_departements() -> None:
    innovation = {"dispositif": "innovation_sociale"}
    world = known(
        fct_dossier=[
            dossier("P1", is_ess=False, **innovation),
            dossier("P2", **innovation),
            dossier("P3", departement_code="85", is_ess=None, **innovation),
            dossier("P4", departement_code=None, **innovation),
            dossier("P5", departement_code="53"),
            dossier("P6", departement_code="72", is_granted=False, **innovation),
        ]
    )
    assert value(world, "A05-I2.projects") == 4
    cell = cells(world, "A05-I2.coverage")["2025", "REG-52", None]
    assert (cell.value, cell.numerator, cell.denominator, cell.unknown) == (40.0, 2, 5, None)
    assert {found.denominator for found in cells(world, "A05-I2.coverage").values()} == {5}, "in every period"


def test_a10_a_call_counts_what_was_chosen_and_shows_what_was_filed() -> None:
    world = known(
        fct_dossier=[
            dossier("P1", "2025-04-15", "aap_support", _filed="2024-12-20"),
            dossier("P1", "2025-04-15", "aap_connexion", _filed="2025-01-10", is_granted=False),
            dossier("P2", None, "aap_mutualisation", _filed="2025-08-01", is_granted=False),
            dossier("P3", "2025-04-15", "aap_support", is_granted=False),
            dossier("P4", None, "aap_support", is_granted=False),
            dossier("P5", "2025-04-15", "plan_vie_associative"),
        ]
    )
    assert (value(world, "A10-I1"), value(world, "A10-I2")) == (1, 1)
    assert (value(world, "A10-I1+filed", "2025"), value(world, "A10-I1+filed", "2024")) == (3, 1)
    assert members(world, "A10-I1+filed") == {"aap_connexion": 1, "aap_mutualisation": 1, "aap_support": 1}


def action(exercice: int, number: str, **changes: object) -> dict[str, object]:
    key, on = f"drajes_fdva:{exercice}:{number}", f"{exercice}-06-24"
    return dossier(key, on, "fdva2", **{"dossier_key": key, "_kind": "fdva2_projets", **changes})


def test_a10_an_action_of_several_exercices_counts_in_each_and_once_in_all() -> None:
    world = known(
        fct_dossier=[
            action(2024, "DR44-24-0001-1", _kind="fdva2_fonctionnement"),
            action(2025, "DR44-24-0001-1", _kind="fdva2_fonctionnement"),
            action(2025, "DR44-25-0007-1"),
            action(2025, "DR44-25-0007-2"),
        ]
    )
    assert [value(world, "A10-I3", period) for period in ("2024", "2025", "cum-2026-10")] == [1, 3, 3]
    assert [value(world, "A10-I3+dossiers", period) for period in ("2024", "2025", "cum-2026-10")] == [1, 2, 3]
    assert members(world, "A10-I3") == {"fonctionnement": 1, "projets": 2}


def test_a10_no_money_no_state_or_another_part_is_no_action_of_the_fdva_2() -> None:
    world = known(
        fct_dossier=[
            action(2025, "A-1", granted_amount=0),
            action(2025, "A-2", granted_amount=None),
            action(2025, "A-3", is_granted=False),
            action(2025, "A-4", dispositif_code="fdva1", _kind="fdva1_formation"),
        ]
    )
    assert value(world, "A10-I3") == 0


def test_a10_associations_by_siren_behind_their_number() -> None:
    world = known(
        bearers={"W441234567": "123456782"},
        fct_dossier=[
            action(2025, "A-1"),
            action(2025, "B-1", siren=None, rna="W441234567"),
            action(2025, "C-1", siren=None, rna="W447654321"),
            action(2025, "D-1", siren=None),
        ],
    )
    assert value(world, "A10-I3+associations") == 2
