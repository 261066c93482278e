"""Small candidate marts, made by hand: every row carries the tag of its build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from audiences import declare_audiences
from psycopg import sql
from psycopg.types.json import Jsonb
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, publish
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import CRITICAL, Finding, Verdict

MARTS = ("dim_thing", "fct_thing", "indicator_value")


@dataclass(frozen=True)
class Candidates:
    """Builds, judges and publishes marts on one database."""

    settings: Settings
    marts: tuple[str, ...] = MARTS

    def build(self, tag: str, rows: int = 20, month: str = "2026-10") -> int:
        """Replace the marts of `audit`, as dbt does, and return the build."""
        with connect(self.settings, "transformer") as connection:
            row = connection.execute(
                """
                insert into ops.build (month, cut_off, status, manifest_hash, deliveries)
                values (%s, (%s || '-01')::date + interval '1 month - 1 day', 'built', 'm1', %s)
                returning build_id
                """,
                (month, month, Jsonb([])),
            ).fetchone()
            assert row is not None
            connection.execute(
                sql.SQL(
                    """
                    drop table if exists audit.dim_thing, audit.fct_thing, audit.indicator_value, audit._info;
                    create table audit.dim_thing as
                    select 'T' || number as thing_code, {tag}::text as tag from generate_series(1, {rows}) as number;
                    create table audit.fct_thing as
                    select 'T' || number as thing_code, number as amount, {tag}::text as tag, now() as loaded_at
                    from generate_series(1, {rows}) as number;
                    create table audit.indicator_value as
                    select
                        'A01-I1'::text as measure_code, '2025'::text as period, 'DEP-' || number as territory,
                        null::text as dimension, null::text as member, number::numeric as value,
                        number::numeric as numerator, null::numeric as denominator, 'final'::text as status,
                        {tag}::text as tag
                    from generate_series(1, {rows}) as number;
                    create table audit._info as select 1 as one;
                    comment on table audit.dim_thing is 'Les choses';
                    comment on column audit.dim_thing.thing_code is 'Code de la chose'
                    """
                ).format(tag=sql.Literal(tag), rows=sql.Literal(rows))
            )
            declare_audiences(connection)
        return int(row[0])

    def judge(self, build_id: int, failed: Iterable[str] = ()) -> None:
        """Store the verdicts of gate 2 without running it."""
        finding = Finding("row_count", CRITICAL, "La table ne doit pas être vide.", "data_engineer")
        store_verdicts(
            self.settings,
            [
                Verdict(2, mart, mart, "0" * 64, 1, (finding,) if mart in tuple(failed) else (), build_id=build_id)
                for mart in MARTS
            ],
        )

    def published(self, tag: str, rows: int = 20, month: str = "2026-10") -> Publication:
        """Build, judge and publish."""
        build_id = self.build(tag, rows, month)
        self.judge(build_id)
        return publish(self.settings, build_id)

    def served_tags(self) -> set[tuple[str, str]]:
        """Which tags a reader sees, per mart."""
        with connect(self.settings, "bi") as connection:
            return {
                (mart, row[0])
                for mart in MARTS
                for row in connection.execute(
                    sql.SQL("select distinct tag from {}").format(sql.Identifier("marts", mart))
                ).fetchall()
            }

    def all_tagged(self, tag: str) -> set[tuple[str, str]]:
        """What served_tags() gives when one publication is served whole."""
        return {(mart, tag) for mart in MARTS}


@pytest.fixture
def settings(fresh_settings: Settings) -> Settings:
    """Every test of this folder has a database of its own."""
    return fresh_settings


@pytest.fixture
def candidates(settings: Settings) -> Candidates:
    """Candidate marts on a database of its own."""
    return Candidates(settings)
