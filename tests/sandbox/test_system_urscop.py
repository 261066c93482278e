"""URSCOP: takeovers restated from the start of the year, brackets that are no numbers, the directory, no person."""

from __future__ import annotations

import pytest
from meets_contract import Landed, assert_each_row_is_as_expected, assert_no_person_lands, deliver, land, world
from sandbox.systems import urscop
from sandbox.systems.urscop import takeovers
from sandbox.vocabulary import EXTRA_COLUMNS

MONTH = "2026-10"


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, MONTH), (2, "2024-01")])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(urscop, seed, month, dirt))


def test_no_person_lands() -> None:
    assert_no_person_lands(deliver(urscop, 1, MONTH, 1), 1)


@pytest.mark.parametrize("dirt", [0, 3])
def test_the_contract_knows_every_column(dirt: int) -> None:
    for landed in land(deliver(urscop, 2, MONTH, dirt)):
        assert landed.checked.columns_missing == [], landed.made.delivery.file
        assert set(landed.checked.columns_unknown) <= set(EXTRA_COLUMNS), landed.made.delivery.file


def test_an_operation_stands_in_the_year_of_its_entry_only_and_its_outcome_comes_later() -> None:
    rows = [
        (landed.made.delivery.file[18:22], row)
        for landed in _landed("operations")
        if landed.made.delivery.in_force
        for row in landed.rows
    ]
    numbers = [row["n_operation"] for _, row in rows]
    assert len(numbers) == len(set(numbers))
    assert all(str(row["date_entree"]).startswith(year) for year, row in rows)
    running = [row for _, row in rows if row["statut"] == "en_cours"]
    assert running
    assert {row["date_fin"] for row in running} == {None}


def test_the_newer_file_of_a_year_restates_the_older_and_adds_to_it() -> None:
    older, newer = [
        {row["n_operation"] for row in landed.rows}
        for landed in _landed("operations")
        if "_2026-" in landed.made.delivery.file
    ]
    assert older < newer


def test_a_bracket_of_workforce_lands_as_unknown_and_never_as_a_number() -> None:
    brackets = [
        problem
        for landed in land(deliver(urscop, 1, MONTH, 3))
        for problem in landed.checked.problems
        if problem.column == "effectif"
    ]
    assert brackets
    assert all(" à " in str(problem.value) and not problem.blocking for problem in brackets)


def test_what_was_taken_over_becomes_a_member_on_that_day_and_what_was_given_up_does_not() -> None:
    (directory,) = _landed("annuaire")
    members = {row["siren"]: row["date_entree"] for row in directory.rows if row["siren"]}
    ended = {item.project.organisation.siren: item for item in takeovers(world(1)) if item.ended.year < 2026}
    joined = {siren: item for siren, item in ended.items() if siren in members}
    assert joined
    assert {siren: members[siren] for siren in joined} == {s: item.ended.isoformat() for s, item in joined.items()}
    assert {item.outcome for item in joined.values()} == {"aboutie"}
    assert "abandonnee" in {item.outcome for item in ended.values()}


def test_some_members_are_known_by_their_name_only() -> None:
    (directory,) = _landed("annuaire")
    nameless = [row for row in directory.rows if row["siren"] is None]
    assert 0 < len(nameless) < len(directory.rows) / 2
    assert all(row["raison_sociale"] for row in directory.rows)


def _landed(stream: str) -> list[Landed]:
    return [landed for landed in land(deliver(urscop, 1, MONTH, 0)) if landed.stream == stream]
