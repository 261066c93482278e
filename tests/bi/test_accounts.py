"""Superset's logins: one reads what `sress_bi` reads and cannot become anybody else."""

from __future__ import annotations

import psycopg
import pytest
from sress.bi.accounts import metadata, reader
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings


@pytest.fixture
def reading(settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    with connect(settings, "publisher") as connection:
        connection.execute("create table if not exists marts.shown as select 1 as one")
        connection.execute("grant select on marts.shown to sress_bi")
    url = reader(settings).url().replace("+psycopg2", "")
    return psycopg.connect(url, autocommit=True)


def test_the_reader_sees_the_marts_and_is_read_only(reading: psycopg.Connection[tuple[object, ...]]) -> None:
    with reading:
        assert reading.execute("select one from marts.shown").fetchone() == (1,)
        assert reading.execute("show timezone").fetchone() == ("Europe/Paris",)
        assert reading.execute("show statement_timeout").fetchone() == ("1min",)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reading.execute("create temporary table t (x int)")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from ops.delivery",
        "select * from publication.publication",
        "set role sress_engineer",
        "set role sress_publisher",
        "set role sress",
    ],
)
def test_the_reader_reaches_nothing_else(
    reading: psycopg.Connection[tuple[object, ...]], statement: str
) -> None:
    with reading:
        reading.execute("reset role")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reading.execute(statement.encode())


def test_making_the_logins_again_changes_nothing(settings: Settings) -> None:
    assert reader(settings) == reader(settings)
    first = metadata(settings)
    assert metadata(settings) == first
    with psycopg.connect(first.url().replace("+psycopg2", "")) as connection:
        connection.execute("create table public.its_own (x int)")
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        connection.execute("set role superset")
        connection.execute(f"drop database {first.database}".encode())
