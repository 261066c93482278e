"""Each measure's rule on a world of a few facts, with the trap that it is known for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mini_world import between, day, days, event, facts
from sandbox import rules
from sandbox.facts import Event
from sandbox.rules import Result
from sandbox.truth import calendar_cells

YEAR = between("2025-01-01", "2025-12-31")
NO_RESULT = Result(None, None, None)


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


def reviews(*on: str, **changes: object) -> list[Event]:
    return [event("revue", one, **{"territoire": "49", "organisers": ("iresa",), **changes}) for one in on]


@pytest.mark.parametrize(
    ("on", "regular"),
    [
        (["2025-03-01", "2025-10-01"], 1),
        (["2025-02-10", "2025-09-11"], 0),
        (["2025-03-01", "2025-05-01"], 0),
        (["2025-07-01", "2025-10-01"], 0),
        (["2025-01-15", "2025-06-10", "2025-12-20"], 1),
        ([], 0),
    ],
)
def test_a12_a_departement_is_regular_without_gaps_over_seven_months(on: list[str], regular: int) -> None:
    world = facts(*reviews(*on))
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


def test_nothing_after_the_cut_off_counts() -> None:
    late = (day("2026-10-31") + timedelta(days=1)).isoformat()
    world = facts(event("cotech", late), event("conference", late), event("revue", late, territoire="49"))
    cells = calendar_cells(world, {"gouvernance.evenements": days("2022-01-01", "2026-10-31")})
    assert len(cells) > 300
    assert not any(cell.numerator for cell in cells)
