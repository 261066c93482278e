"""Invariant 11: whatever is published, changed, withheld or rolled back later, what was published stays as it was."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from first_differences import assert_same_items
from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.publication import publish, rollback, withhold

# The candidate marts by hand of the tests of publication.
_SPEC = importlib.util.spec_from_file_location(
    "publication_by_hand", Path(__file__).parents[1] / "publication" / "conftest.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
_by_hand = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _by_hand
_SPEC.loader.exec_module(_by_hand)
ROLES: tuple[Role, ...] = ("publisher", "engineer", "transformer", "loader", "bi")


@pytest.fixture
def candidates(fresh_settings: Settings) -> Any:
    """Candidate marts on a database of its own."""
    return _by_hand.Candidates(fresh_settings)


def stored(settings: Settings, publication_id: int, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    """The stored rows of a publication, mart by mart, in the columns that it had."""
    with connect(settings, "engineer") as connection:
        return {
            mart: sorted(
                connection.execute(
                    f"select {', '.join(f'{name}::text' for name in names)} from publication.{mart} "
                    "where publication_id = %s".encode(),
                    [publication_id],
                ).fetchall()
            )
            for mart, names in columns.items()
        }


def columns_of(settings: Settings) -> dict[str, list[str]]:
    """The columns of the stored marts as they are now."""
    with connect(settings, "engineer") as connection:
        rows = connection.execute(
            "select table_name, array_agg(column_name::text) from information_schema.columns "
            "where table_schema = 'publication' and table_name = any(%s) group by 1",
            [list(_by_hand.MARTS)],
        ).fetchall()
    return dict(rows)


def change(candidates: Any, tag: str, statement: str, month: str = "2026-10") -> int:
    """A judged build whose marts were altered."""
    build_id = candidates.build(tag, month=month)
    with connect(candidates.settings, "transformer") as connection:
        connection.execute(statement.encode())
    candidates.judge(build_id)
    return int(build_id)


def test_nothing_that_happens_later_changes_a_row(candidates: Any, fresh_settings: Settings) -> None:
    first = candidates.published("one", rows=30)
    columns = columns_of(fresh_settings)
    assert set(columns) == set(_by_hand.MARTS)
    before = stored(fresh_settings, first.publication_id, columns)
    assert {mart: len(rows) for mart, rows in before.items()} == dict.fromkeys(_by_hand.MARTS, 30)
    second = publish(fresh_settings, change(candidates, "two", "update audit.fct_thing set amount = amount + 1"))
    publish(fresh_settings, change(candidates, "three", "alter table audit.fct_thing add column note text default 'n'"))
    publish(fresh_settings, change(candidates, "four", "alter table audit.fct_thing alter column amount type numeric"))
    publish(fresh_settings, change(candidates, "five", "delete from audit.indicator_value", "2026-11"))
    spoiled = candidates.build("six")
    candidates.judge(spoiled, failed=["fct_thing"])
    withhold(fresh_settings, spoiled, "fct_thing est vide")
    rollback(fresh_settings, second.publication_id, why="une correction")
    rollback(fresh_settings, first.publication_id, why="une autre")
    candidates.published("seven", month="2026-12")
    assert_same_items(stored(fresh_settings, first.publication_id, columns), before, "mart")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_may_change_a_row_of_what_was_published(candidates: Any, fresh_settings: Settings, role: Role) -> None:
    first = candidates.published("one")
    columns = columns_of(fresh_settings)
    before = stored(fresh_settings, first.publication_id, columns)
    # The publisher's role makes the store's tables, and may therefore drop a whole one; a row it may not touch.
    shapes = ["delete from publication.{}", "update publication.{} set tag = 'changed'", "truncate publication.{}"]
    if role != "publisher":
        shapes += ["drop table publication.{} cascade", "alter table publication.{} rename to other"]
    statements = [shape.format(mart) for mart in _by_hand.MARTS for shape in shapes]
    for statement in statements:
        with connect(fresh_settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
    assert_same_items(stored(fresh_settings, first.publication_id, columns), before, "mart")
