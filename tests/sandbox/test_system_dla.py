"""The DLA's export: collective engineering on several rows, renamed structures, late entries, later amounts."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import pytest
from meets_contract import (
    assert_each_row_is_as_expected,
    assert_no_person_lands,
    contract_of,
    deliver,
    land,
    world,
)
from sandbox.systems import dla
from sandbox.systems.dla import KINDS, STATES
from sandbox.systems.dla_world import engineerings, structures
from sress.landing.clean import CodeList

MONTH = "2026-10"
MONTHS = ("2022-02", "2022-06", "2022-10", "2023-06", "2023-10", "2025-06", MONTH)
Row = dict[str, str | None]


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, MONTH), (2, "2024-01")])
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    assert_each_row_is_as_expected(deliver(dla, seed, month, dirt))


@pytest.mark.parametrize("dirt", [0, 2])
def test_no_person_lands_and_no_consultant(dirt: int) -> None:
    made = deliver(dla, 1, MONTH, dirt)
    assert_no_person_lands(made, 1)
    providers = {item.provider for item in engineerings(world(1), structures(world(1)))}
    assert providers
    for landed in land(made):
        assert all(providers.isdisjoint(row.values()) for row in landed.rows)


@pytest.mark.parametrize("dirt", [0, 1, 3])
def test_the_contract_knows_every_header_and_label(dirt: int) -> None:
    for landed in land(deliver(dla, 1, MONTH, dirt)):
        assert (landed.checked.columns_unknown, landed.checked.columns_missing) == ([], []), landed.stream
    for name, labels in (("nature", KINDS), ("statut", STATES)):
        (column,) = [c for c in contract_of("dla").streams["ingenieries"].columns if c.name == name]
        codes = CodeList(column)
        assert {code: {codes.find(word) for word in words} for code, words in labels.items()} == {
            code: {code} for code in labels
        }


def test_the_files_are_those_that_the_contract_asks_for() -> None:
    for made in deliver(dla, 1, MONTH, 0):
        request = contract_of("dla").streams[made.parts[0].stream].request
        assert request is not None
        assert made.delivery.file == (request.file or "").format(month=MONTH)
        assert made.way == "drop"


def test_a_collective_engineering_repeats_its_whole_amount_on_each_structure() -> None:
    by_number: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows("ingenieries", MONTH):
        by_number[row["id_ingenierie"]].append(row)
    several = [found for found in by_number.values() if len(found) > 1]
    assert several
    for found in several:
        assert {row["nature"] for row in found} == {"collective"}
        assert len({row["montant"] for row in found}) == 1
        assert len({row["id_structure"] for row in found}) == len(found)


def test_a_renamed_structure_keeps_its_number() -> None:
    before, after = (by_key(rows("structures", month), "id_structure") for month in ("2025-06", MONTH))
    renamed = [key for key in before if before[key]["nom"] != after[key]["nom"]]
    assert renamed
    assert {before[key]["siret"] == after[key]["siret"] for key in renamed} == {True}


def test_an_engineering_is_shown_as_known_and_only_the_engaged_have_a_day() -> None:
    told = [by_key(rows("ingenieries", month), "id_ingenierie") for month in MONTHS]
    steps = [(before[key], after[key]) for before, after in pairwise(told) for key in before]
    assert [old for old, new in steps if old["montant"] != new["montant"]]
    turned = {(old["statut"], new["statut"]) for old, new in steps}
    assert ("engagee", "annulee") in turned
    assert not {("annulee", "engagee"), ("engagee", "preparation")} & turned
    assert {row["statut"] for row in told[-1].values() if row["date_engagement"] is None} == {"preparation"}
    assert all(str(row["date_engagement"]) <= "2026-11-05" for row in told[-1].values() if row["date_engagement"])


@pytest.mark.parametrize(
    ("stream", "key", "day"),
    [("structures", "id_structure", "date_accueil"), ("ingenieries", "id_ingenierie", "date_engagement")],
)
def test_rows_typed_late_add_to_months_that_were_told_already(stream: str, key: str, day: str) -> None:
    late = [
        row
        for before, after in pairwise(MONTHS)
        for number, row in by_key(rows(stream, after), key).items()
        if number not in by_key(rows(stream, before), key) and (row[day] or "9") <= f"{before}-28"
    ]
    assert late


def test_every_engineering_belongs_to_a_structure_of_the_list() -> None:
    known = {row["id_structure"] for row in rows("structures", MONTH)}
    assert {row["id_structure"] for row in rows("ingenieries", MONTH)} <= known


def by_key(found: list[Row], key: str) -> dict[str, Row]:
    return {str(row[key]): row for row in found}


@cache
def rows(stream: str, month: str) -> list[Row]:
    """The landed rows of a stream of a clean month."""
    (landed,) = [item for item in land(deliver(dla, 1, month, 0)) if item.stream == stream]
    return landed.rows
