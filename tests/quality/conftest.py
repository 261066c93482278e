"""A small, consistent world of candidate marts: two measures, one source, by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import pytest
import yaml
from audiences import declare_audiences
from psycopg import sql
from sress.platform.database import connect
from sress.platform.settings import Settings

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds" / "strategy"
MARTS = """
    drop table if exists
        audit.dim_measure, audit.dim_supporting_measure, audit.indicator_value, audit.indicator_evidence;

    create table audit.dim_supporting_measure (measure_code text);

    create table audit.dim_measure as
    select * from (values ('A01-I1', 'count_distinct'), ('A15-I1.adjustments', 'sum')) as measure (
        measure_code, aggregation
    );

    create table audit.indicator_evidence as
    select
        measure.measure_code, 'numerator'::text as role, 'project-' || number as unit_key,
        case when measure.aggregation = 'sum' then number else 1 end::numeric as amount,
        make_date(2025, number, 15) as reference_date, make_date(2025, number, 15) as last_date,
        (array['44', '49', '53'])[number] as departement_code,
        null::text as epci_code, null::text as dispositif_code, null::text as ess_family,
        null::text as operator_code, null::text as kind_code, 'record-' || number as record_key, null::text as reason,
        'region_dispositifs'::text as source_code, {delivery}::bigint as delivery_id,
        number + 1 as row_number, null::text as flags
    from audit.dim_measure as measure, generate_series(1, 3) as number;

    create table audit.indicator_value as
    with periods (period, period_kind, period_start, period_end) as (
        values
        ('2025', 'year', date '2025-01-01', date '2025-12-31'),
        ('2025-12', 'ytd', date '2025-01-01', date '2025-12-31'),
        ('r12-2025-12', 'r12', date '2025-01-01', date '2025-12-31'),
        ('cum-2025-01', 'cum', date '2022-01-01', date '2025-01-31'),
        ('cum-2025-12', 'cum', date '2022-01-01', date '2025-12-31')
    ),
    territories (territory, departement_code) as (
        values
        ('REG-52', null), ('DEP-44', '44'), ('DEP-49', '49'), ('DEP-53', '53'), ('DEP-72', '72'), ('DEP-85', '85')
    ),
    counted as (
        select
            measure.measure_code, period.period, period.period_kind, period.period_start, period.period_end,
            territory.territory, coalesce(sum(evidence.amount), 0) as amount
        from audit.dim_measure as measure
        cross join periods as period
        cross join territories as territory
        left join audit.indicator_evidence as evidence
            on evidence.measure_code = measure.measure_code
            and evidence.reference_date between period.period_start and period.period_end
            and evidence.departement_code = coalesce(territory.departement_code, evidence.departement_code)
        group by 1, 2, 3, 4, 5, 6
    )
    select
        measure_code, period, period_kind, period_start, period_end, territory, null::text as dimension,
        null::text as member, amount as value, amount as numerator, null::numeric as denominator,
        null::numeric as unknown, null::numeric as lower_bound, null::numeric as upper_bound,
        null::numeric as known_pct, 1::numeric as coverage, null::bigint as records, null::numeric as matched_pct,
        'final'::text as status, true as is_synthetic
    from counted
"""


@dataclass(frozen=True)
class World:
    """The marts of the small world, on one database."""

    settings: Settings

    def make(self) -> int:
        """The marts, their delivery and their build; returns the build."""
        with connect(self.settings, "loader") as connection:
            connection.execute(
                """
                insert into ops.delivery (
                    source, stream, sha256, byte_size, file_name, vault_path, period, status, scope, synthetic
                )
                values ('region_dispositifs', 'dossiers', 'abc', 1, 'd.csv', 'v', '2025-12', 'landed', '2025', true)
                on conflict do nothing
                """
            )
            delivery = connection.execute("select min(delivery_id) from ops.delivery").fetchone()
        assert delivery is not None
        with connect(self.settings, "transformer") as connection:
            connection.execute(sql.SQL(MARTS).format(delivery=sql.Literal(delivery[0])))
            declare_audiences(connection)
            build = connection.execute(
                """
                insert into ops.build (month, cut_off, status, manifest_hash, deliveries)
                values ('2026-10', '2026-10-31', 'built', 'm', '[]')
                returning build_id
                """
            ).fetchone()
        assert build is not None
        return int(build[0])

    def change(self, statement: LiteralString) -> None:
        """One change to the candidate marts."""
        with connect(self.settings, "transformer") as connection:
            connection.execute(statement)


@pytest.fixture
def settings(fresh_settings: Settings) -> Settings:
    """Every test of this folder has a database of its own."""
    return fresh_settings


@pytest.fixture
def world(settings: Settings) -> World:
    """The small world on this test's database."""
    return World(settings)


@pytest.fixture
def make_seed(settings: Settings) -> Callable[[str], None]:
    """Make a seed of the gates as dbt does, from its file and its types."""

    def run(name: str) -> None:
        told = yaml.safe_load((SEEDS / "_gates.yml").read_text("utf-8"))["seeds"]
        types = next(one["config"]["column_types"] for one in told if one["name"] == name)
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in types.items()
        )
        with connect(settings, "transformer") as connection, (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
            connection.execute(sql.SQL("create table {} ({})").format(sql.Identifier("seed", name), columns))
            for row in csv.DictReader(file):
                connection.execute(
                    sql.SQL("insert into {} ({}) values ({})").format(
                        sql.Identifier("seed", name),
                        sql.SQL(", ").join(map(sql.Identifier, row)),
                        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
                    ),
                    [value or None for value in row.values()],
                )

    return run
