"""From files to values: every cell of the simulated world's truth, at every level of dirt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from orchestration.connections import airflow_connection
from orchestration.sandbox_partners import sandbox_partners
from psycopg.rows import dict_row
from sress.build.dbt import build
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.landing.run import land_files
from sress.landing.store import forget_synthetic
from sress.platform.database import connect
from sress.platform.settings import Settings

pytestmark = pytest.mark.slow

_VALUES = """
select measure_code as measure, period, territory, dimension, member, value, numerator, denominator, status
from audit.indicator_value
"""
Cell = tuple[str, str, str, str | None, str | None]


def cells(rows: Iterable[dict[str, Any]]) -> dict[Cell, tuple[Any, ...]]:
    """Cells by their key; numbers as floats so that 3 and 3.0 are the same."""
    return {
        (row["measure"], row["period"], row["territory"], row["dimension"], row["member"]): (
            *(
                None if row[name] is None else round(float(row[name]), 6)
                for name in ("value", "numerator", "denominator")
            ),
            row["status"],
        )
        for row in rows
    }


def compute(settings: Settings) -> dict[Cell, tuple[Any, ...]]:
    """Collect and land what the partners give, and build the candidate marts."""
    with sandbox_partners(settings):
        for contract in load_contracts(settings.contracts_dir).values():
            collected = collect_source(settings, contract, airflow_connection)
            assert not collected.failed
            assert not collected.refused
            land_files(settings, contract, collected.as_json()["found"])
    build(settings, settings.month)
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cells(cursor.execute(_VALUES).fetchall())


def withdraw(settings: Settings) -> None:
    with connect(settings, "loader") as connection:
        forget_synthetic(connection, load_contracts(settings.contracts_dir).values())


@pytest.mark.parametrize(
    ("seed", "dirt", "month"),
    [
        (1, 0, "2026-10"),
        (1, 1, "2026-10"),
        (2, 1, "2026-10"),
        (3, 1, "2026-10"),
        (4, 2, "2026-01"),
        (5, 3, "2026-10"),
        (2, 3, "2024-12"),
    ],
)
def test_every_cell_equals_the_truth(settings: Settings, tmp_path: Path, seed: int, dirt: int, month: str) -> None:
    here = replace(settings, month=month, home=tmp_path, sandbox_seed=seed, sandbox_dirt=dirt)
    withdraw(here) if _has_streams(here) else None
    found = compute(here)
    truth = cells(json.loads((tmp_path / "sandbox" / "truth.json").read_text(encoding="utf-8")))
    wrong = {
        key: (found.get(key), truth.get(key)) for key in truth.keys() | found.keys() if found.get(key) != truth.get(key)
    }
    assert not wrong, f"{len(wrong)} of {len(truth)} cells differ, e.g. {list(wrong.items())[:5]}"
    assert len(truth) > 1_000


def _has_streams(settings: Settings) -> bool:
    with connect(settings, "engineer") as connection:
        row = connection.execute("select to_regclass('raw.region_dispositifs__dossiers') is not null").fetchone()
    return bool(row and row[0])
