"""The bank's operations: restated each quarter, equity without amounts, tiers-lieux under its own words."""

from __future__ import annotations

import pytest
from meets_contract import assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import banque_des_territoires
from sandbox.systems.banque_des_territoires import operations

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(banque_des_territoires, seed, MONTH, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(banque_des_territoires, 1, MONTH, 1), 1)


@pytest.mark.parametrize(
    ("month", "files"),
    [("2026-10", ["2026-06", "2026-09"]), ("2026-12", ["2026-09", "2026-12"]), ("2024-01", ["2023-09", "2023-12"])],
)
def test_the_last_two_finished_quarters_are_delivered_and_the_newer_is_in_force(month: str, files: list[str]) -> None:
    made = [item.delivery for item in deliver(banque_des_territoires, 1, month, 0)]
    assert [delivery.file for delivery in made] == [f"bdt_operations_{period}.xlsx" for period in files]
    assert [delivery.in_force for delivery in made] == [False, True]


def test_only_equity_is_confidential_and_it_has_no_amount_rather_than_zero() -> None:
    *_, landed = land(deliver(banque_des_territoires, 1, MONTH, 0))
    secret = [row for row in landed.rows if row["confidentiel"] == "true"]
    assert {row["nature"] for row in secret} == {"fonds_propres", "quasi_fonds_propres"}
    assert {row["montant"] for row in secret} == {None}
    assert all(float(row["montant"] or 0) > 0 for row in landed.rows if row not in secret)


def test_a_revised_amount_replaces_the_former_one_under_the_same_number() -> None:
    (item, *_) = [item for item in operations(world(1)) if len(item.amounts) > 1]
    (first, before), (later, after) = item.amounts
    assert (item.amount(first), item.amount(later)) == (before, after)
    assert before != after


def test_the_financed_tiers_lieux_are_known_by_their_theme_under_shared_identities() -> None:
    financed = [item for item in operations(world(1)) if item.theme == "tiers_lieux"]
    assert len({item.project.identity for item in financed}) > 20
    assert {item.project.identity for item in financed} & {dossier.project for dossier in world(1).dossiers}
