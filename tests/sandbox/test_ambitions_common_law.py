"""AMB-01: two years of the schemes open to every enterprise, the baskets, and what becomes of « +15 % »."""

from __future__ import annotations

from typing import Any

import pytest
from mini_ambitions import figures, known, standing, value
from mini_measures import dossier
from sandbox.ambitions.common_law import SCHEMES, base_year

Row = dict[str, Any]


def year(number: int, social: int, others: int, dispositif: str = "pret_honneur") -> list[Row]:
    """Projects granted in a year, of the social economy and others."""
    every = [True] * social + [False] * others
    return [
        dossier(f"{dispositif}-{number}-{rank}", f"{number}-05-04", dispositif, is_ess=ess)
        for rank, ess in enumerate(every)
    ]


def test_the_schemes_are_those_open_to_every_enterprise() -> None:
    assert set(SCHEMES) == {
        "parcours_entrepreneur",
        "pret_honneur",
        "prime_creation",
        "garantie",
        "pdl_conseil",
        "investissement_numerique",
        "conseil_rh",
    }


def test_the_share_of_the_base_year_is_held_against_that_of_the_horizon() -> None:
    world = known(fct_dossier=[*year(2021, 2, 3), *year(2024, 5, 0), *year(2025, 3, 2), *year(2026, 1, 9)])
    assert value(world, "AMB-01.base_ratio").value == 40
    for edition in ("bilan", "current"):
        assert value(world, "AMB-01.ratio", edition).value == 60, "2026 is not over"
    rise = standing(world, "AMB-01.rise_ratio")
    assert (rise.value, rise.numerator, rise.denominator) == (50, 60, 40)
    assert (rise.verdict, rise.is_headline) == ("atteinte", True)
    points = standing(world, "AMB-01.rise_points")
    assert (points.value, points.verdict, points.is_headline) == (20, "atteinte", False)
    count = standing(world, "AMB-01.rise_count")
    assert (count.value, count.numerator, count.denominator) == (50, 3, 2)


def test_a_base_year_of_which_nothing_is_known_gives_way_to_the_first_of_the_strategy() -> None:
    world = known(fct_dossier=[*year(2022, 1, 1), *year(2025, 3, 1)])
    assert base_year(world) == 2022
    assert figures(world, "AMB-01.base_ratio") == (1, 2, 0)
    assert standing(world, "AMB-01.rise_ratio").value == 50
    both = known(fct_dossier=[*year(2021, 1, 0), *year(2022, 1, 1), *year(2025, 1, 1)])
    assert base_year(both) == 2021
    assert figures(both, "AMB-01.base_ratio") == (1, 1, 0), "one of 2022 adds nothing to it"


def test_without_either_year_nothing_has_risen_and_nobody_can_tell() -> None:
    world = known(fct_dossier=year(2025, 3, 1))
    assert base_year(world) is None
    assert value(world, "AMB-01.base_ratio").value is None
    rise = standing(world, "AMB-01.rise_ratio")
    assert (rise.value, rise.verdict) == (None, "indeterminee")
    assert standing(world, "AMB-01.rise_count").value is None, "there is no rise from nothing"


def test_a_project_of_unknown_status_is_on_neither_side() -> None:
    world = known(
        fct_dossier=[
            *year(2021, 1, 1),
            *year(2025, 1, 1),
            dossier("unknown", "2025-02-01", is_ess=None),
            dossier("once", "2025-02-01", is_ess=None),
            dossier("once", "2025-03-01", is_ess=True),
        ]
    )
    assert figures(world, "AMB-01.ratio") == (2, 3, 1), "what is known of the second on another day counts"
    assert figures(world, "AMB-01.count") == (2, None, 1)


def test_the_constant_basket_keeps_the_schemes_of_both_years() -> None:
    world = known(
        fct_dossier=[
            *year(2021, 1, 1),
            *year(2021, 4, 0, "garantie"),
            *year(2025, 1, 3),
            *year(2025, 6, 0, "conseil_rh"),
            *year(2025, 5, 0, "innovation_sociale"),
        ]
    )
    assert (figures(world, "AMB-01.base_ratio"), figures(world, "AMB-01.ratio")) == ((1, 2, 0), (1, 4, 0))
    assert (figures(world, "AMB-01.base_full_ratio"), figures(world, "AMB-01.full_ratio")) == ((5, 6, 0), (7, 10, 0))
    assert standing(world, "AMB-01.rise_ratio").verdict == "non_atteinte"


def test_a_project_in_two_schemes_counts_once_and_a_refusal_never() -> None:
    world = known(
        fct_dossier=[
            dossier("P1", "2025-01-01"),
            dossier("P1", "2025-02-01", "pdl_conseil"),
            dossier("P2", "2025-01-01", is_granted=False),
            dossier("P3", None),
        ]
    )
    assert figures(world, "AMB-01.count") == (1, None, 0)


@pytest.mark.parametrize(("social", "verdict"), [(22, "non_atteinte"), (23, "atteinte")])
def test_fifteen_per_cent_exactly_is_met(social: int, verdict: str) -> None:
    world = known(fct_dossier=[*year(2021, 20, 80), *year(2025, social, 100 - social)])
    assert standing(world, "AMB-01.rise_ratio").verdict == verdict


def test_before_the_horizon_the_last_closed_year_is_looked_at_and_nothing_is_missed_yet() -> None:
    world = known("2024-06-30", fct_dossier=[*year(2021, 1, 1), *year(2023, 1, 1), *year(2024, 1, 0)])
    assert value(world, "AMB-01.ratio").value == 50
    assert (standing(world, "AMB-01.rise_ratio").value, standing(world, "AMB-01.rise_ratio").verdict) == (0, "en_cours")


def test_before_the_first_year_is_over_both_years_are_one() -> None:
    world = known("2022-06-30", fct_dossier=year(2021, 1, 3))
    assert figures(world, "AMB-01.ratio") == figures(world, "AMB-01.base_ratio") == (1, 4, 0)
    assert standing(world, "AMB-01.rise_count").value == 0
