"""Invariant 2: the order in which the files arrive changes no figure, no fact and no project's identifier."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings

if TYPE_CHECKING:
    from whole_world import Collected, WholeWorld

pytestmark = pytest.mark.slow

# What tells of the arrival itself: which delivery, where in it, and when. (An interface pages in no fixed order.)
ARRIVAL = {"delivery_id", "row_number", "landed_at", "received_at", "last_received_at"}


def marts(settings: Settings) -> dict[str, Counter[str]]:
    """The rows of every candidate mart, without what tells of the arrival."""
    columns: dict[str, list[str]] = {}
    with connect(settings, "engineer") as connection:
        for mart, column in connection.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'audit' order by 1, 2"
        ):
            columns.setdefault(mart, []).append(column)
        return {
            mart: Counter(
                str(row)
                for row in connection.execute(
                    f"select {', '.join(name for name in names if name not in ARRIVAL)} from audit.{mart}"  # type: ignore[arg-type]
                )
            )
            for mart, names in columns.items()
        }


def test_the_order_of_arrival_changes_nothing(
    whole_world: WholeWorld, collected: Collected, fresh_settings: Settings
) -> None:
    """The same files landed the first and the last collected first."""
    backwards = type(whole_world).of(fresh_settings)
    backwards.land(collected, last_first=True)
    backwards.build()
    first, last = marts(whole_world.settings), marts(backwards.settings)
    assert first.keys() == last.keys()
    assert sum(sum(rows.values()) for rows in first.values()) > 30_000
    different: dict[str, tuple[list[Any], list[Any]]] = {
        mart: (list(first[mart] - last[mart])[:2], list(last[mart] - first[mart])[:2]) for mart in first
    }
    assert {mart: rows for mart, rows in different.items() if rows != ([], [])} == {}
