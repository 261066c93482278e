"""Each measure's rule on a world of a few facts, with the trap that it is known for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mini_world import between, day, event, facts, grant
from sandbox import rules
from sandbox.facts import Presence
from sandbox.rules import Result
from sandbox.truth import compute_truth

YEAR = between("2025-01-01", "2025-12-31")
NO_RESULT = Result(None, None, None)


def test_a01_counts_projects_not_dossiers() -> None:
    world = facts(
        grant("P1", "2025-03-01"), grant("P1", "2025-09-01", dispositif="garantie"), grant("P2", "2025-04-01")
    )
    assert rules.a01_i1(world, YEAR) == Result(2, 2)
    parts = rules.a01_i1_by_dispositif(world, YEAR)
    assert (parts["pret_honneur"].value, parts["garantie"].value) == (2, 1), "parts may add to more than the total"


def test_a01_wants_one_dossier_that_meets_every_condition() -> None:
    world = facts(
        grant("P1", "2025-03-01", ess=False),
        grant("P1", "2025-04-01", statut="refuse"),
        grant("P1", "2025-05-01", dispositif="pdl_conseil"),
        grant("P1", "2024-05-01"),
        grant("P2", "2025-05-01", ess=None),
        grant("P3", "2025-05-01", statut="annule"),
    )
    assert rules.a01_i1(world, YEAR).value == 0


def test_a05_counts_every_carrier_and_covers_only_known_departements() -> None:
    world = facts(
        grant("P1", "2025-03-01", "DEP-44", dispositif="innovation_sociale", ess=False),
        grant("P2", "2025-03-01", "DEP-44", dispositif="innovation_sociale"),
        grant("P3", "2025-03-01", "DEP-85", dispositif="innovation_sociale", ess=None),
        grant("P4", "2025-03-01", "UND", dispositif="innovation_sociale"),
        grant("P5", "2025-03-01", "DEP-53"),
    )
    assert rules.a05_i2_projects(world, YEAR).value == 4
    assert rules.a05_i2_coverage(world, YEAR) == Result(40.0, 2, 5)


def test_a_project_in_two_departements_counts_in_both_and_once_in_the_region() -> None:
    cells = compute_truth(facts(grant("P1", "2025-03-01", "DEP-44"), grant("P1", "2025-04-01", "DEP-85")))
    values = {c.territory: c.value for c in cells if (c.measure, c.period, c.member) == ("A01-I1", "2025", None)}
    assert (values["DEP-44"], values["DEP-85"], values["REG-52"], values["UND"]) == (1, 1, 1, 0)


def test_a09_wants_two_networks_among_the_participants() -> None:
    both = ("iresa", "apess", "cress")
    world = facts(
        event("rencontre", "2025-02-01", title="Échange  Emploi", organisers=("cress",), participants=both),
        event("rencontre", "2025-02-01", title="echange emploi", organisers=("cress",), participants=both),
        event("rencontre", "2025-02-01", title="Autre", organisers=("cress",), participants=both),
        event("rencontre", "2025-03-01", organisers=("ecossolies",), participants=("iresa", "cress")),
        event("rencontre", "2025-04-01", participants=("iresa", "iresa")),
        event("rencontre", "2025-05-01", participants=both, statut="prevue"),
        event("journee", "2025-06-01", participants=both),
    )
    assert rules.a09_i1(world, YEAR) == Result(2, 2)


def reviews(*days: str, **changes: object) -> list[object]:
    return [event("revue", on, **{"territoire": "49", "organisers": ("iresa",), **changes}) for on in days]


@pytest.mark.parametrize(
    ("days", "regular"),
    [
        (["2025-03-01", "2025-10-01"], 1),
        (["2025-02-10", "2025-09-11"], 0),
        (["2025-03-01", "2025-05-01"], 0),
        (["2025-07-01", "2025-10-01"], 0),
        (["2025-01-15", "2025-06-10", "2025-12-20"], 1),
        ([], 0),
    ],
)
def test_a12_a_departement_is_regular_without_gaps_over_seven_months(days: list[str], regular: int) -> None:
    world = facts(*reviews(*days))
    assert rules.a12_i1_regularity(world, YEAR, ("49",)) == Result(regular, regular, 1)


def test_a12_only_reviews_with_project_holders_make_a_departement_regular() -> None:
    world = facts(*reviews("2025-03-01"), *reviews("2025-09-01", porteurs=False))
    assert rules.a12_i1_regularity(world, YEAR, ("49",)).value == 0
    assert rules.a12_i1_reviews(world, YEAR).value == 2


def test_a12_either_network_makes_vendee_regular() -> None:
    world = facts(
        event("revue", "2025-04-01", territoire="85", organisers=("pole_ess_vendee",)),
        event("revue", "2025-09-01", territoire="85", organisers=("ceas_vendee",)),
    )
    assert rules.a12_i1_regularity(world, YEAR, ("44", "49", "53", "72", "85")) == Result(1, 1, 5)


def test_a12_judges_elapsed_semesters_only() -> None:
    world = facts(*reviews("2025-02-01"))
    assert rules.a12_i1_regularity(world, between("2025-01-01", "2025-05-31"), ("49",)) == NO_RESULT
    assert rules.a12_i1_regularity(world, between("2025-01-01", "2025-09-30"), ("49",)).value == 1
    assert rules.a12_i1_regularity(world, YEAR, ("49",)).value == 0


def test_a12_a_late_review_of_the_running_semester_can_already_break_the_rule() -> None:
    world = facts(*reviews("2025-01-10", "2025-09-01"))
    assert rules.a12_i1_regularity(world, between("2025-01-01", "2025-09-30"), ("49",)).value == 0


def test_a12_two_networks_on_one_day_are_two_reviews_and_a_joint_one_is_one() -> None:
    world = facts(
        event("revue", "2025-04-01", territoire="85", organisers=("pole_ess_vendee",)),
        event("revue", "2025-04-01", territoire="85", organisers=("pole_ess_vendee",), title="typed again"),
        event("revue", "2025-04-01", territoire="85", organisers=("ceas_vendee",)),
        event("revue", "2025-05-01", territoire="85", organisers=("ceas_vendee", "pole_ess_vendee")),
    )
    assert rules.a12_i1_reviews(world, YEAR).value == 3
    parts = rules.a12_i1_reviews_by_operator(world, YEAR)
    assert (parts["ceas_vendee"].value, parts["pole_ess_vendee"].value, parts["apess"].value) == (2, 2, 0)


def test_a13_six_meetings_in_one_window_meet_one_window() -> None:
    world = facts(*[event("financeurs", f"2025-03-{number:02d}") for number in range(1, 7)])
    assert rules.a13_i1(world, YEAR) == Result(1, 1, 6)


def test_a13_counts_ended_windows_only() -> None:
    world = facts(event("financeurs", "2025-01-10"), event("financeurs", "2025-03-10"))
    assert rules.a13_i1(world, between("2025-01-01", "2025-03-31")) == Result(1, 1, 1)
    assert rules.a13_i1(world, between("2025-01-01", "2025-01-31")) == Result(0, 0, 0)
    assert rules.a13_i1(world, between("2022-01-01", "2025-04-30")) == Result(2, 2, 20)


def test_a14_a_copil_postponed_into_january_counts_for_the_new_year() -> None:
    world = facts(event("copil", "2024-12-10", statut="reportee"), event("copil", "2025-01-15"))
    assert rules.a14_i1_copil(world, between("2024-01-01", "2024-12-31")) == Result(0, 0, 1)
    assert rules.a14_i1_copil(world, YEAR) == Result(1, 1, 1)
    assert rules.a14_i1_copil(world, between("2022-01-01", "2025-12-31")) == Result(1, 1, 4)


@pytest.mark.parametrize(
    ("papers", "counts"),
    [
        ("Évaluation 2025 : https://exemple.invalid/e.pdf", 1),
        ("Rapport d'évaluation : http://exemple.invalid/r.pdf", 1),
        ("Évaluation à venir", 0),
        ("Compte rendu : https://exemple.invalid/cr.pdf", 0),
        ("", 0),
    ],
)
def test_a14_an_evaluation_needs_its_address(papers: str, counts: int) -> None:
    world = facts(event("copil", "2025-11-10", deliverables=papers))
    assert rules.a14_i1_evaluation(world, YEAR) == Result(counts, counts, 1)


def test_a15_a_cotech_typed_twice_counts_once_with_its_adjustments() -> None:
    world = facts(
        event("cotech", "2025-03-10", adjustments=3),
        event("cotech", "2025-03-10", adjustments=3, title="COTECH SRESS"),
        event("cotech", "2025-09-10", adjustments=2),
        event("cotech", "2025-10-10", adjustments=9, statut="annulee"),
    )
    assert rules.a15_i1_meetings(world, YEAR).value == 2
    assert rules.a15_i1_adjustments(world, YEAR).value == 5


def test_a16_a_conference_in_january_counts_for_the_due_year_at_its_own_date() -> None:
    world = facts(event("conference", "2024-01-20"), event("conference", "2024-06-01"))
    assert rules.a16_i1(world, between("2023-01-01", "2023-12-31")).value == 0
    assert rules.a16_i1(world, between("2024-01-01", "2024-12-31")).value == 1


def test_a16_a_due_year_is_met_once_at_its_earliest_conference() -> None:
    world = facts(
        event("conference", "2025-03-20"), event("conference", "2025-11-20"), event("conference", "2026-01-20")
    )
    assert rules.a16_i1(world, YEAR) == Result(1, 1)
    assert rules.a16_i1(world, between("2025-11-01", "2026-10-31")).value == 0
    assert rules.a16_i1(world, between("2022-01-01", "2026-10-31")).value == 1


def test_a16_share_of_organisations_outside_the_ess() -> None:
    held_on, fell_through = day("2025-10-10"), day("2025-05-05")
    world = facts(
        event("conference", "2025-10-10"),
        event("conference", "2025-05-05", statut="annulee"),
        Presence(held_on, "Garage Élan", False),
        Presence(held_on, "GARAGE  ELAN", False),
        Presence(held_on, "Association Une", True),
        Presence(held_on, "Association Deux", True),
        Presence(held_on, "Inconnue", None),
        Presence(held_on, "", False),
        Presence(fell_through, "SARL Absente", False),
    )
    assert rules.a16_i2(world, YEAR) == Result(33.333333, 1, 3)
    assert rules.a16_i2(world, between("2024-01-01", "2024-12-31")) == Result(None, 0, 0)


def test_nothing_after_the_cut_off_counts() -> None:
    late = day("2026-10-31") + timedelta(days=1)
    world = facts(
        grant("P1", late.isoformat()),
        event("cotech", late.isoformat()),
        event("conference", late.isoformat()),
        Presence(late, "Association", True),
    )
    cells = compute_truth(world)
    assert not any(cell.numerator for cell in cells)
