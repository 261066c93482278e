"""Invariant 2: the order in which the files arrive changes no figure, no fact and no project's identifier."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from orchestration.connections import airflow_connection
from orchestration.sandbox_partners import sandbox_partners
from sress.build.dbt import build
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.landing.run import land_files
from sress.platform.database import connect
from sress.platform.settings import Settings

pytestmark = pytest.mark.slow

# What tells of the arrival itself: which delivery, where in it, and when. (An interface pages in no fixed order.)
ARRIVAL = {"delivery_id", "row_number", "landed_at", "received_at", "last_received_at"}


def land(settings: Settings, *, last_first: bool) -> None:
    """Collect a whole world, then land its files, the first or the last collected first."""
    step = -1 if last_first else 1
    with sandbox_partners(settings):
        contracts = list(load_contracts(settings.contracts_dir).values())
        found = [collect_source(settings, contract, airflow_connection).as_json()["found"] for contract in contracts]
        for contract, files in list(zip(contracts, found, strict=True))[::step]:
            land_files(settings, contract, files[::step])


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


def test_the_order_of_arrival_changes_nothing(settings: Settings, fresh_settings: Settings) -> None:
    found: list[dict[str, Counter[Any]]] = []
    for here in (settings, fresh_settings):
        world = replace(here, sandbox_seed=6, sandbox_dirt=2, month="2026-10")
        if found:
            # The same keys, or pseudonyms would differ for another reason.
            shutil.copytree(settings.home / "secrets", world.home / "secrets", dirs_exist_ok=True)
        land(world, last_first=bool(found))
        build(world, world.month)
        found.append(marts(world))
    first, last = found
    assert first.keys() == last.keys()
    assert sum(sum(rows.values()) for rows in first.values()) > 30_000
    different = {mart: (list(first[mart] - last[mart])[:2], list(last[mart] - first[mart])[:2]) for mart in first}
    assert {mart: rows for mart, rows in different.items() if rows != ([], [])} == {}
