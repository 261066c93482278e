"""The balance of the ambitions: what a publication keeps of it while it is open."""

from __future__ import annotations

import psycopg
import pytest
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication.balance import keep_balance

TELL = """
    drop table if exists audit.ambition_status, audit.ambition_value, audit.ambition_evidence;
    create table audit.ambition_status as
    select
        'bilan'::text as edition, %(last_day)s::date as last_day, '2026-06-30'::date as closing_date,
        %(sealed)s::bigint as sealed_publication_id
    union all
    select 'current', %(cut_off)s::date, null, null;
    create table audit.ambition_value as
    select
        'AMB-07.jobs'::text as reading_code, edition, 'REG-52'::text as territory, null::text as member_code,
        status, true as is_synthetic, %(sealed)s::bigint as sealed_publication_id
    from (values ('bilan', 'late_source'), ('current', 'provisional')) as told (edition, status);
    create table audit.ambition_evidence as
    select
        'AMB-07.jobs'::text as reading_code, edition, 'numerator'::text as role, unit_key, 2::numeric as amount,
        '2025-03-01'::date as reference_date, '44'::text as departement_code, null::text as member_code,
        unit_key as record_key, null::text as reason, 'essor'::text as source_code, 1::bigint as delivery_id,
        1 as row_number, ''::text as flags
    from (values ('bilan', 'P1'), ('current', 'P1'), ('current', 'P2')) as told (edition, unit_key)
"""


def told(settings: Settings, cut_off: str, last_day: str, sealed: int | None = None) -> tuple[int, bool]:
    """A publication of hand-made marts, and whether it kept the balance."""
    with connect(settings, "transformer") as connection:
        arguments = {"cut_off": cut_off, "last_day": last_day, "sealed": sealed}
        for statement in TELL.split(";"):
            psycopg.ClientCursor(connection).execute(statement.encode(), arguments)
    with connect(settings, "publisher") as connection:
        row = connection.execute(
            "insert into publication.publication (month, cut_off, status) values (%s, %s, 'published')"
            " returning publication_id",
            (cut_off[:7], cut_off),
        ).fetchone()
        assert row is not None
        return row[0], keep_balance(connection, row[0])


def test_the_balance_is_kept_row_by_row_with_what_covered_it(settings: Settings) -> None:
    publication, kept = told(settings, "2026-05-31", "2025-12-31")
    assert kept
    with connect(settings, "transformer") as connection:
        assert connection.execute(
            "select publication_id, cut_off::text, closing_date::text from ops.ambition_balance_served"
        ).fetchall() == [(publication, "2026-05-31", "2026-06-30")]
        assert connection.execute(
            "select publication_id, reading_code, is_received, is_complete from ops.ambition_balance_coverage"
        ).fetchall() == [(publication, "AMB-07.jobs", True, False)]
        assert connection.execute(
            "select publication_id, unit_key, amount from ops.ambition_balance_evidence"
        ).fetchall() == [(publication, "P1", 2)]


@pytest.mark.parametrize(
    ("cut_off", "last_day", "sealed"),
    [("2025-11-30", "2025-11-30", None), ("2026-08-31", "2025-12-31", 1)],
    ids=["before the horizon", "once sealed"],
)
def test_nothing_is_kept(settings: Settings, cut_off: str, last_day: str, sealed: int | None) -> None:
    assert not told(settings, cut_off, last_day, sealed)[1]
    with connect(settings, "engineer") as connection:
        assert connection.execute("select count(*) from ops.ambition_balance_evidence").fetchone() == (0,)


def test_marts_without_ambitions_keep_nothing(settings: Settings) -> None:
    with connect(settings, "publisher") as connection:
        assert not keep_balance(connection, 1)


def test_a_publication_that_was_rolled_back_seals_nothing(settings: Settings) -> None:
    publication, _ = told(settings, "2026-05-31", "2025-12-31")
    with psycopg.connect(database_url(settings)) as connection:
        connection.execute("update publication.publication set status = 'rolled_back'")
    with connect(settings, "transformer") as connection:
        assert connection.execute("select * from ops.ambition_balance_served").fetchall() == []


@pytest.mark.parametrize("statement", ["delete from {}", "update {} set publication_id = publication_id"])
@pytest.mark.parametrize(
    "table", ["ops.ambition_balance", "ops.ambition_balance_coverage", "ops.ambition_balance_evidence"]
)
def test_what_was_kept_is_never_changed(settings: Settings, table: str, statement: str) -> None:
    told(settings, "2026-05-31", "2025-12-31")
    with connect(settings, "publisher") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(table))
