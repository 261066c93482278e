"""Porteurs, accompaniments, help from outside, tiers-lieux and referrals, with the traps they are known for."""

from __future__ import annotations

from typing import Any

import pytest
from mini_measures import cells, known, members, referral, support, value


def reception(project: str, person: str | None, operator: str = "iresa", on: str = "2025-03-01") -> dict[str, Any]:
    return support(project, on, support_kind="reception", operator_code=operator, _person=person)


def test_a01_a_porteur_received_twice_is_one_and_initials_are_nobody() -> None:
    world = known(
        fct_support=[
            reception("P1", "mail"),
            reception("P2", "mail", "cress"),
            reception("P3", "name:other"),
            reception("P4", None),
            reception("P4", None, "cress"),
            reception("P5", None),
            reception("P6", "third", "urscop"),
            reception("P7", "fourth", None),  # type: ignore[arg-type]
            support("P8", _person="fifth"),
        ]
    )
    assert value(world, "A01-I2") == 2
    assert members(world, "A01-I2") == {"iresa": 2, "cress": 1}
    assert value(world, "A01-I2+undeduplicated") == 2, "P4 is one reception told twice"
    assert value(world, "A01-I2", "2024") == 0


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("2025-12-31", None, 1),
        ("2026-01-01", None, 0),
        ("2023-05-01", "2025-01-01", 1),
        ("2023-05-01", "2024-12-31", 0),
        ("2023-05-01", None, 1),
        ("2024-06-01", "2026-06-01", 1),
        ("2025-06-01", "2025-05-01", 0),
        ("2025-06-01", "2025-06-01", 1),
    ],
)
def test_a08_an_accompaniment_counts_in_every_year_that_it_touches(start: str, end: str | None, counts: int) -> None:
    assert value(known(fct_support=[support("P1", start, end)]), "A08-I1") == counts


def test_a08_what_lasts_lasts_until_the_cut_off_and_not_longer() -> None:
    found = cells(known(fct_support=[support("P1", "2025-03-01")]), "A08-I1")
    active = {period for (period, territory, member), cell in found.items() if territory == "REG-52" and cell.value}
    assert active == {"2025", "2026", "2025-10", "2026-10", "r12-2025-10", "r12-2026-10", "cum-2025-10", "cum-2026-10"}


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"contacts": 1}, 0),
        ({"contacts": 0}, 0),
        ({"contacts": 2}, 1),
        ({"contacts": None}, 1),
        ({"operator_code": "urscop"}, 0),
        ({"operator_code": None}, 0),
        ({"operator_code": "cress"}, 1),
        ({"support_kind": "reception"}, 0),
        ({"support_kind": "intervention"}, 0),
        ({"is_ess": False}, 1),
    ],
)
def test_a08_wants_more_than_one_contact_with_an_actor_of_the_ess(changes: dict[str, Any], counts: int) -> None:
    assert value(known(fct_support=[support("P1", **changes)]), "A08-I1") == counts


def test_a08_shows_its_entries_and_the_longer_list_beside() -> None:
    world = known(
        fct_support=[
            support("P1", "2024-06-01"),
            support("P1", "2025-06-01", operator_code="apess", ess_family="cooperative"),
            support("P2", "2025-06-01", operator_code="urscop", is_ess=False, ess_family=None),
        ]
    )
    assert [value(world, "A08-I1", year) for year in ("2024", "2025")] == [1, 1]
    assert [value(world, "A08-I1+entries", year) for year in ("2024", "2025", "2026")] == [1, 1, 0]
    assert value(world, "A08-I1+extended") == 2
    assert members(world, "A08-I1") == {"iresa": 1, "apess": 1, "association": 1, "cooperative": 1}


def helped(operator: str | None, on: str, project: str = "P1") -> dict[str, Any]:
    return support(project, on, support_kind="intervention", operator_code=operator, role="appui", contacts=None)


def test_a07_help_from_outside_counts_while_a_network_leads() -> None:
    leads = support("P1", "2024-06-01", "2025-03-31")
    years = ("2024", "2025")
    inside = known(fct_support=[leads, helped("cress", "2025-03-31")])
    assert [value(inside, "A07-I2", year) for year in years] == [0, 1]
    assert members(inside, "A07-I2") == {"iresa": 1}
    for other in (
        helped("cress", "2025-04-01"),
        helped("apess", "2025-03-01"),
        helped("cress", "2025-03-01", "P2"),
        support("P1", "2025-01-01", role="referent", operator_code="cress"),
    ):
        assert value(known(fct_support=[leads, other]), "A07-I2") == 0
    assert value(known(fct_support=[leads, helped(None, "2025-03-01")]), "A07-I2") == 1, "a consultant has no code"


def test_a07_the_days_are_those_when_both_are_there() -> None:
    world = known(
        fct_support=[
            support("P1", "2023-02-01", "2024-03-31"),
            support("P1", "2025-02-01", operator_code="apess"),
            support("P1", "2022-05-01", "2025-06-30", operator_code="urscop", role="appui", contacts=1),
        ]
    )
    years = ("2022", "2023", "2024", "2025", "2026")
    assert [value(world, "A07-I2", year) for year in years] == [0, 1, 1, 1, 0]
    assert members(world, "A07-I2", "2024") == {"iresa": 1}
    assert members(world, "A07-I2", "2025") == {"apess": 1}


def test_a07_a_network_that_only_helps_leads_nothing() -> None:
    world = known(fct_support=[support("P1", role="appui"), helped("cress", "2025-06-01")])
    assert value(world, "A07-I2") == 0


def test_a07_there_and_back_again_is_one_project() -> None:
    world = known(
        fct_referral=[
            referral("P1", sender_code="iresa", receiver_code="apess"),
            referral("P1", "2025-06-01", sender_code="apess", receiver_code="iresa"),
            referral("P2", receiver_code=None),
            referral("P3", receiver_code="iresa"),
            referral("P4", sender_code="cress", receiver_code="iresa"),
            referral("P5", sender_code=None),
        ]
    )
    assert value(world, "A07-I1") == 2
    assert members(world, "A07-I1") == {"iresa": 2, "apess": 1}


def test_a07_a_referral_completed_in_another_year_completes_nothing_in_this_one() -> None:
    world = known(
        fct_referral=[
            referral("P1"),
            referral("P1", "2026-01-10", referral_status="aboutie"),
            referral("P2", referral_status="aboutie"),
            referral("P3", referral_status="aboutie", receiver_code="iresa"),
            referral("P4", referral_status=None),
        ]
    )
    found = cells(world, "A07-I1+completed_share")
    year, both = found["2025", "REG-52", None], found["cum-2026-10", "REG-52", None]
    assert (year.value, year.numerator, year.denominator) == (33.333333, 1, 3)
    assert (both.value, both.numerator, both.denominator) == (66.666667, 2, 3)
    empty = found["2022", "REG-52", None]
    assert (empty.value, empty.numerator, empty.denominator) == (None, 0, 0)


def visit(place: str | None, kind: str, start: str, end: str | None = None, **changes: Any) -> dict[str, Any]:
    there = {"source_code": "cap_tiers_lieux", "operator_code": "cap_tiers_lieux", "contacts": None}
    return support("P1", start, end, support_type=kind, _place_key=place, **{**there, **changes})


def test_a19_counts_places_accompanied_not_visits_nor_enterprises() -> None:
    world = known(
        fct_support=[
            visit("tl:1", "emergence", "2024-03-01", "2025-01-01"),
            visit("tl:1", "developpement", "2025-06-01"),
            visit("tl:2", "collectif", "2025-06-01"),
            visit("tl:3", "visite", "2025-06-01", support_kind="information"),
            visit(None, "emergence", "2025-06-01"),
            visit("tl:4", "emergence", "2025-06-01", source_code="essor"),
        ]
    )
    assert [value(world, "A19-I1", year) for year in ("2024", "2025", "2026")] == [1, 2, 2]
    assert members(world, "A19-I1") == {"emergence": 1, "developpement": 1, "collectif": 1}
