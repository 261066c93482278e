"""The first pass: checks on single rows share one scan, and only what holds is taken for held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.first_pass import holding, row_condition
from sress.quality.warehouse import get_warehouse, open_context

ALL = "with cell as (select * from {batch}) "
QUERIES = {
    0: ALL + "select * from cell where cell.amount < 0",
    1: ALL + "select cell.name from cell where cell.amount > 2 and cell.name in (select 'c')",
    2: ALL + "select * from cell where cell.name !~ '^[a-z]{{1}}$'",
    3: ALL + "select name, count(*) from cell group by name having count(*) > 1",
    4: ALL + "select * from cell where cell.absent is null",
    5: "select * from {batch} where amount is null",
}


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Any]:
    with connect(settings, "transformer") as connection:
        connection.execute(
            "create table audit.thing as select * from (values ('a', 1), ('b', 2), ('c', 3)) as t (name, amount)"
        )
    with open_context(settings, "audit", ["thing"]) as context:
        yield get_warehouse(context)


def scans(settings: Settings) -> int:
    with connect(settings, "engineer") as connection:
        row = connection.execute(
            "select pg_stat_force_next_flush(), seq_scan from pg_stat_user_tables where relname = 'thing'"
        ).fetchone()
    assert row is not None
    return int(row[1])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (QUERIES[0], ("cell", "cell.amount < 0")),
        (ALL + "select * from cell where (select count(*) from cell as o group by o.name limit 1) > 1", True),
        (ALL + "select * from cell where cell.note = 'group by'", True),
        (QUERIES[3], None),
        (QUERIES[5], None),
        (ALL + "select cell.* from cell inner join audit.other on true where cell.a = 1", None),
        (ALL + "select count(*) from cell where cell.a = 1 limit 1", None),
        (ALL + "select * from cell where exists (select from {batch})", None),
    ],
)
def test_a_check_on_single_rows_is_told_from_others(query: str, found: Any) -> None:
    told = row_condition(query)
    assert (told is not None) == bool(found)
    if isinstance(found, tuple):
        assert told == found


def test_only_what_holds_is_held(warehouse: Any) -> None:
    assert holding(warehouse, '"thing"', {number: QUERIES[number] for number in (0, 1, 2, 3, 5)}) == {0, 2, 3, 5}


def test_what_cannot_be_evaluated_does_not_hold_and_costs_no_verdict_of_the_others(warehouse: Any) -> None:
    assert holding(warehouse, '"thing"', {3: QUERIES[3], 4: QUERIES[4]}) == {3}


def test_checks_on_single_rows_share_one_scan(warehouse: Any, settings: Settings) -> None:
    before = scans(settings)
    holding(warehouse, '"thing"', {number: QUERIES[number] for number in (0, 1, 2)})
    warehouse.get_engine().dispose()  # a backend that ends tells what it scanned
    assert scans(settings) - before == 1
