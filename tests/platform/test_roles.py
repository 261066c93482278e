"""Each role can do its part of the work and nothing beyond it."""

from __future__ import annotations

import psycopg
import pytest
from sress.platform.database import Role, connect
from sress.platform.settings import Settings


@pytest.fixture(scope="module", autouse=True)
def _house(settings: Settings) -> None:
    with connect(settings, "loader") as connection:
        connection.execute("create table raw.essai (a text)")
    with connect(settings, "transformer") as connection:
        connection.execute("create table audit.essai (a text)")
    with connect(settings, "publisher") as connection:
        connection.execute("create view marts.essai as select 1 as a")
        connection.execute("grant select on marts.essai to sress_bi")
        connection.execute("create view marts.nobody_yet as select 1 as a")


ALLOWED: list[tuple[Role, str]] = [
    ("loader", "insert into raw.essai values ('x')"),
    ("transformer", "select * from raw.essai"),
    ("transformer", "select * from ops.delivery"),
    ("transformer", "create table intermediate.essai (a text)"),
    ("publisher", "select * from audit.essai"),
    ("publisher", "create table publication.essai (publication_id bigint)"),
    ("bi", "select * from marts.essai"),
    ("bi", "select publication.current_id()"),
    ("engineer", "select * from quarantine.rejected_row"),
    ("engineer", "select * from raw.essai"),
    ("engineer", "select * from audit.essai"),
]
REFUSED: list[tuple[Role, str]] = [
    ("bi", "select * from marts.nobody_yet"),
    ("bi", "select * from raw.essai"),
    ("bi", "select * from audit.essai"),
    ("bi", "select * from ops.delivery"),
    ("bi", "select * from publication.publication"),
    ("bi", "select * from quarantine.rejected_row"),
    ("bi", "create table marts.mien (a text)"),
    ("bi", "create table public.mien (a text)"),
    ("loader", "select * from audit.essai"),
    ("loader", "select * from publication.publication"),
    ("transformer", "insert into raw.essai values ('x')"),
    ("transformer", "update ops.delivery set status = 'landed'"),
    ("transformer", "select * from publication.publication"),
    ("transformer", "update publication.current_publication set publication_id = 1"),
    ("publisher", "delete from publication.publication"),
    ("publisher", "insert into audit.essai values ('x')"),
    ("engineer", "delete from raw.essai"),
    ("engineer", "update publication.current_publication set publication_id = null"),
]


@pytest.mark.parametrize(("role", "statement"), ALLOWED)
def test_a_role_may_do_its_work(settings: Settings, role: Role, statement: str) -> None:
    with connect(settings, role) as connection:
        connection.execute(statement)
        connection.rollback()


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_a_role_may_do_nothing_else(settings: Settings, role: Role, statement: str) -> None:
    with connect(settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("statement", ["update {} set a = 'y'", "delete from {}", "truncate {}"])
def test_what_the_publisher_makes_is_append_only_for_the_publisher_too(settings: Settings, statement: str) -> None:
    with connect(settings, "publisher") as connection:
        connection.execute("create table publication.kept (a text)")
        connection.execute("insert into publication.kept values ('x')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement.format("publication.kept"))
        assert connection.execute("select a from publication.kept").fetchall() == [("x",)]
        connection.rollback()


def test_what_the_publisher_shows_is_read_by_bi_and_its_source_is_not(settings: Settings) -> None:
    with connect(settings, "publisher") as connection:
        connection.execute("create table publication.shown (a text)")
        connection.execute("insert into publication.shown values ('x')")
        connection.execute("create view marts.shown as select a from publication.shown")
        connection.execute("grant select on marts.shown to sress_bi")
    with connect(settings, "bi") as connection:
        assert connection.execute("select a from marts.shown").fetchall() == [("x",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select a from publication.shown")


def test_nobody_works_as_superuser(settings: Settings) -> None:
    with connect(settings, "engineer") as connection:
        row = connection.execute("select rolsuper from pg_roles where rolname = session_user").fetchone()
    assert row == (False,)
