"""From files to marts: values, ambitions, core facts and identities of simulated worlds, at every level of dirt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from core_truth import KEYS, differences, undetermined
from orchestration.connections import airflow_connection
from orchestration.sandbox_identity import judge_identities
from orchestration.sandbox_partners import sandbox_partners
from psycopg.rows import dict_row
from sress.build.dbt import build
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.landing.run import land_files
from sress.platform.database import connect
from sress.platform.settings import Settings

pytestmark = pytest.mark.slow

_VALUES = """
select measure_code as measure, period, territory, dimension, member, value, numerator, denominator, unknown, status
from (
    select * from audit.indicator_value
    union all
    select * from audit.supporting_value
) as told
"""
_AMBITIONS = """
select
    reading_code as reading, edition, territory, member_code as member, value, numerator, denominator, unknown, status
from audit.ambition_value
"""
_STANDINGS = """
select
    ambition_code as ambition, reading_code as reading, edition, is_headline, value, numerator, denominator, unknown,
    target_value as target, verdict, status
from audit.ambition_status
"""
Cell = tuple[str, str, str, str | None, str | None]


def cells(rows: Iterable[dict[str, Any]]) -> dict[Cell, tuple[Any, ...]]:
    """Cells by their key; numbers as floats so that 3 and 3.0 are the same."""
    return {
        (row["measure"], row["period"], row["territory"], row["dimension"], row["member"]): (
            *(
                None if row[name] is None else round(float(row[name]), 6)
                for name in ("value", "numerator", "denominator", "unknown")
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


@dataclass(frozen=True)
class Built:
    """A world that was collected, landed and built."""

    settings: Settings
    dirt: int
    cells: dict[Cell, tuple[Any, ...]]

    def truth(self, name: str) -> Any:
        return json.loads((self.settings.home / "sandbox" / name).read_text(encoding="utf-8"))

    def rows(self, statement: str) -> list[dict[str, Any]]:
        with connect(self.settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement).fetchall()  # type: ignore[call-overload]


WORLDS = [
    (1, 0, "2026-10"),
    (1, 1, "2026-10"),
    (2, 1, "2026-10"),
    (3, 2, "2026-10"),
    (4, 2, "2026-01"),
    (5, 3, "2026-10"),
    (2, 3, "2024-12"),
]


@pytest.fixture(scope="module", params=WORLDS, ids=lambda world: "seed{}-dirt{}-{}".format(*world))
def built(
    request: pytest.FixtureRequest,
    new_database: Callable[[Path], AbstractContextManager[Settings]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Built]:
    """Each world in a database of its own."""
    seed, dirt, month = request.param
    with new_database(tmp_path_factory.mktemp("world")) as settings:
        here = replace(settings, month=month, sandbox_seed=seed, sandbox_dirt=dirt)
        yield Built(here, dirt, compute(here))


def test_every_cell_equals_the_truth(built: Built) -> None:
    found, truth = built.cells, cells(built.truth("truth.json"))
    wrong = {
        key: (found.get(key), truth.get(key)) for key in truth.keys() | found.keys() if found.get(key) != truth.get(key)
    }
    assert not wrong, f"{len(wrong)} of {len(truth)} cells differ, e.g. {list(wrong.items())[:5]}"
    assert len(truth) > 1_000


def keyed(rows: Iterable[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by their key; numbers as floats so that 3 and 3.0 are the same."""
    return {
        tuple(row[name] for name in keys): {
            name: round(float(told), 6) if isinstance(told, (int, float, Decimal)) else told
            for name, told in row.items()
        }
        for row in rows
    }


@pytest.mark.parametrize(
    ("part", "statement", "keys"),
    [
        ("values", _AMBITIONS, ("reading", "edition", "territory", "member")),
        ("status", _STANDINGS, ("reading", "edition")),
    ],
)
def test_every_ambition_equals_the_truth(built: Built, part: str, statement: str, keys: tuple[str, ...]) -> None:
    found, truth = keyed(built.rows(statement), *keys), keyed(built.truth("ambitions.json")[part], *keys)
    wrong = {
        key: (found.get(key), truth.get(key)) for key in truth.keys() | found.keys() if found.get(key) != truth.get(key)
    }
    assert not wrong, f"{len(wrong)} of {len(truth)} {part} differ, e.g. {list(wrong.items())[:3]}"
    assert len({key[0].split(".")[0] for key in truth}) == 12


def test_no_ambition_stands_still_once_the_horizon_is_past(built: Built) -> None:
    """A reading that is 0 in every world would equal the truth whatever the marts did."""
    told = [row for row in built.truth("ambitions.json")["status"] if row["edition"] == "current"]
    still = {row["ambition"] for row in told if row["is_headline"] and not row["numerator"]}
    assert not still or built.settings.month <= "2025-12", still


@pytest.mark.parametrize("fact", sorted(KEYS))
def test_every_core_fact_equals_the_truth(built: Built, fact: str) -> None:
    wrong = differences(fact, built.rows(f"select * from audit.{fact}"), built.truth("core.json")[fact])
    assert wrong == [], f"{len(wrong)} differences"


def test_places_stay_undetermined_only_where_the_files_leave_doubt(built: Built) -> None:
    for fact in ("fct_dossier", "fct_support", "fct_referral", "fct_third_place", "fct_takeover"):
        unknown, told = undetermined(built.rows(f"select * from audit.{fact}"), built.truth("core.json")[fact], fact)
        assert told > 100
        assert unknown <= 0.02 * told, f"{fact}: {unknown} of {told} communes undetermined"


def test_projects_are_matched_as_the_world_knows_them(built: Built) -> None:
    judgement = judge_identities(built.settings)
    assert judgement is not None
    assert judgement.true > 5_000
    assert judgement.precision >= 0.999
    assert judgement.missed_share <= (0.01 if built.dirt <= 2 else 0.02)


def test_a_region_holds_its_departements_and_no_territory_is_lost(built: Built) -> None:
    """Invariant 5: several départements may count one project, the region counts it once."""
    for fact, unit in (("fct_dossier", "project_id"), ("fct_support", "project_id"), ("fct_loan", "loan_key")):
        (row,) = built.rows(
            f"""
            with counted as (
                select departement_code, count(distinct {unit}) as units from audit.{fact} group by departement_code
            )
            select (select count(distinct {unit}) from audit.{fact}) as region, max(units) as largest,
                sum(units) as together
            from counted
            """
        )
        assert row["largest"] <= row["region"] <= row["together"]
