"""AMB-06 to AMB-10: referents, projects told of, reviews, the shared tool, the money of structuring projects."""

from __future__ import annotations

import pytest
from mini_ambitions import entry, event, figures, followed, known, review, told_of, value
from mini_measures import dossier, support


def test_a_project_that_several_follow_has_exactly_one_referent_or_not() -> None:
    world = known(
        fct_support=[
            support("one", operator_code="iresa"),
            support("one", operator_code="cress", role="appui"),
            support("two", operator_code="iresa"),
            support("two", operator_code="cress"),
            support("none", operator_code="iresa", role="appui", departement_code="85"),
            support("none", operator_code="cress", role=None, departement_code="85"),
            support("alone", operator_code="iresa"),
        ]
    )
    assert figures(world, "AMB-06.one_referent") == (1, 3, 0)
    assert figures(world, "AMB-06.one_referent", territory="DEP-85") == (0, 1, 0)
    assert value(world, "AMB-06.one_referent", territory="DEP-49").value is None, "nothing to look at there"
    assert figures(world, "AMB-06.no_referent", territory="DEP-85") == (1, None, 0)
    assert figures(world, "AMB-06.several_referents") == (1, None, 0)


def test_a_partner_is_one_whatever_it_writes_where() -> None:
    world = known(
        fct_support=[
            support("P1", operator_code="iresa", source_code="essor"),
            support("P1", operator_code="iresa", source_code="reseaux_departementaux", role="appui"),
            support("P2", operator_code="iresa", source_code="essor"),
            support("P2", operator_code="iresa", source_code="reseaux_departementaux"),
            support("P2", operator_code="cress", role="appui"),
        ]
    )
    assert figures(world, "AMB-06.one_referent") == (1, 1, 0)


def test_only_accompaniment_that_lasts_on_the_last_day_counts() -> None:
    def with_another(project: str, **changes: object) -> list[dict[str, object]]:
        start = str(changes.pop("start", "2024-01-01"))
        return [support(project, "2024-01-01"), support(project, start, operator_code="cress", **changes)]

    world = known(
        fct_support=[
            *with_another("lasts", end="2025-12-31", contacts=None),
            *with_another("ended", end="2025-12-30"),
            *with_another("later", start="2026-01-01"),
            *with_another("one contact", contacts=1),
            *with_another("reception", support_kind="reception"),
            *with_another("a day's help", support_kind="intervention"),
        ]
    )
    assert figures(world, "AMB-06.one_referent")[1] == 1
    assert figures(world, "AMB-06.one_referent", "current")[1] == 1, "the first has ended, the third has begun"


def test_the_jobs_of_a_project_are_counted_once_and_zero_is_a_number() -> None:
    world = known(
        projects_told_of=[
            told_of("A", "P1", 4),
            told_of("B", "P1", 4),
            told_of("B", "P2", 0, departement_code="85"),
            told_of("C", "P3", 9, on="2026-02-01", departement_code="49"),
            told_of("D", "gone", None, departement_code=None),
        ]
    )
    assert figures(world, "AMB-07.jobs") == (4, None, 1)
    assert figures(world, "AMB-07.jobs", "current") == (13, None, 1)
    assert figures(world, "AMB-07.jobs", territory="DEP-85") == (0, None, 0)
    assert figures(world, "AMB-07.jobs", territory="UND") == (None, None, 1), "unknown is not 0"
    assert figures(world, "AMB-07.jobs", territory="DEP-72") == (0, None, 0)
    assert figures(world, "AMB-07.departements") == (2, None, 0)
    assert figures(world, "AMB-07.departements", "current") == (3, None, 0)


@pytest.mark.parametrize(
    ("solved", "counts"),
    [
        (None, 0),
        ("2024-12-31", 0),
        ("2025-01-01", 1),
        ("2025-04-01", 1),
        ("2025-04-02", 0),
    ],
)
def test_a_solution_is_found_within_ninety_days(solved: str | None, counts: int) -> None:
    world = known(fct_review=[review("P1", "2025-01-01", solved)])
    assert figures(world, "AMB-08.solutions") == (counts, 1, 0)


def test_a_solution_of_one_of_its_reviews_is_enough_and_one_after_the_horizon_is_not_there_yet() -> None:
    world = known(
        fct_review=[
            review("P1", "2025-01-01"),
            review("P1", "2025-06-01", "2025-06-01"),
            review("P2", "2025-12-20", "2026-01-10"),
            review("P3", "2026-01-05", "2026-01-10"),
        ]
    )
    assert figures(world, "AMB-08.solutions") == (1, 2, 0)
    assert figures(world, "AMB-08.solutions", "current") == (3, 3, 0)


def test_a_departement_is_regular_by_the_last_closed_year() -> None:
    def reviews(departement: str | None, *days: str, porteurs: bool | None = True) -> list[dict[str, object]]:
        return [event("revue", on, departement_code=departement, has_project_holders=porteurs) for on in days]

    world = known(
        fct_event=[
            *reviews("44", "2025-03-01", "2025-10-01"),
            *reviews("49", "2025-03-01"),
            *reviews("53", "2025-01-02", "2025-12-01"),
            *reviews("72", "2025-03-01", "2025-10-01", porteurs=None),
            *reviews(None, "2025-03-01", "2025-10-01"),
            *reviews("85", "2024-03-01", "2024-10-01", "2026-03-01", "2026-09-01"),
        ]
    )
    for edition in ("bilan", "current"):
        assert figures(world, "AMB-08.regular", edition) == (1, None, 0)
    before = known("2025-12-30", fct_event=reviews("85", "2024-03-01", "2024-10-01"))
    assert figures(before, "AMB-08.regular") == (1, None, 0), "2025 is not over"


def test_the_partners_of_the_tool_fed_it_in_the_last_ninety_days() -> None:
    world = known(
        tool_entries=[
            entry("iresa", "2025-10-03"),
            entry("apess", "2025-10-02"),
            entry("urscop", "2025-12-01"),
            entry(None, "2025-12-01"),
            entry("cress", "2026-01-01"),
            entry("cress", "2026-10-01"),
        ]
    )
    assert figures(world, "AMB-09.partners") == (1, 7, 0)
    assert figures(world, "AMB-09.partners", "current") == (1, 7, 0)
    assert figures(world, "AMB-09.in_production") == (1, None, 0)
    assert figures(known(tool_entries=[entry("iresa", "2026-01-01")]), "AMB-09.in_production") == (0, None, 0)


def test_grants_of_all_funders_reach_the_need_by_the_last_day() -> None:
    world = known(
        essor_projects=[
            followed("P1"),
            followed("P2", departement_code=None),
            followed("P3"),
            followed("P4", is_structuring=False),
            followed("P5", is_structuring=None),
            followed("P6", on="2026-01-02"),
        ],
        fct_dossier=[
            dossier("P1", "2021-05-01", granted_amount=400),
            dossier("P1", "2025-12-31", "fdva2", granted_amount=600),
            dossier("P2", "2025-05-01", granted_amount=999),
            dossier("P2", "2026-05-01", "banque_des_territoires", granted_amount=1),
            dossier("P3", "2025-05-01", granted_amount=5000, is_granted=False),
            dossier("P3", "2025-05-01", granted_amount=None),
            dossier("P4", "2025-05-01", granted_amount=5000),
        ],
    )
    assert figures(world, "AMB-10.funded") == (1, 3, 0)
    assert figures(world, "AMB-10.funded", "current") == (2, 4, 0)
    assert figures(world, "AMB-10.funded", "current", "UND") == (1, 1, 0)


@pytest.mark.parametrize("need", [None, 0])
def test_a_project_that_declares_no_need_is_unknown(need: int | None) -> None:
    world = known(essor_projects=[followed("P1", need)], fct_dossier=[dossier("P1", granted_amount=5000)])
    assert figures(world, "AMB-10.funded") == (0, 0, 1)
    assert value(world, "AMB-10.funded").value is None
