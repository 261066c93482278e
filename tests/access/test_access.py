"""Who reads what: every role in every schema, and the rows that an analyst sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from small_house import acting, build_and_publish, build_house
from sress.access.logins import LIMITS, Reader, create_login, remove_login
from sress.access.sources import AccessRefused, grant_source, list_access, revoke_source
from sress.platform.database import Role, connect, database_url
from sress.platform.settings import Settings

SCHEMAS = ("raw", "quarantine", "seed", "staging", "intermediate", "audit", "publication", "marts", "detail", "ops")
READERS = (*get_args(Role), "analyst")
# What each role reads of one table in each schema.
READS: dict[str, set[str]] = {
    "loader": {"raw", "quarantine", "ops"},
    "transformer": {"raw", "quarantine", "seed", "staging", "intermediate", "audit", "ops"},
    "publisher": {"seed", "audit", "publication", "marts", "ops"},
    "bi": {"marts"},
    "engineer": {*SCHEMAS},
    "analyst": {"marts", "detail"},
}
ONE_OF = {
    "raw": "raw.essai", "quarantine": "quarantine.rejected_row", "seed": "seed.essai", "staging": "staging.essai",
    "intermediate": "intermediate.essai", "audit": "audit.fct_thing", "publication": "publication.fct_thing",
    "marts": "marts.dim_thing", "detail": "detail.fct_thing", "ops": "ops.delivery",
}  # fmt: skip
MAKES: dict[str, set[str]] = {
    "loader": {"raw"},
    "transformer": {"seed", "staging", "intermediate", "audit"},
    "publisher": {"publication", "marts", "detail"},
    "bi": set(),
    "engineer": set(),
    "analyst": set(),
}


@pytest.fixture(scope="module", autouse=True)
def _house(settings: Settings) -> None:
    build_house(settings)


def refused(connection: psycopg.Connection[Any], statement: str) -> bool:
    """Whether PostgreSQL answers that the role may not."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType):
        return True  # a view cannot be truncated by anybody
    return False


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_role_reads_its_schemas_and_no_other(settings: Settings, role: str, schema: str) -> None:
    with acting(settings, role) as connection:
        assert refused(connection, f"select from {ONE_OF[schema]}") is (schema not in READS[role])


@pytest.mark.parametrize("role", READERS)
def test_each_role_makes_tables_in_its_schemas_and_nowhere_else(settings: Settings, role: str) -> None:
    with acting(settings, role) as connection:
        for schema in (*SCHEMAS, "public"):
            assert refused(connection, f"create table {schema}.mien (a text)") is (schema not in MAKES[role]), schema


@pytest.mark.parametrize("role", ["bi", "analyst", "engineer"])
def test_who_reads_writes_nowhere(settings: Settings, role: str) -> None:
    with acting(settings, role) as connection:
        for place in ONE_OF.values():
            assert refused(connection, f"delete from {place}"), place
            assert refused(connection, f"truncate {place}"), place
        assert refused(connection, "create temporary table mien (a text)") is (role != "engineer")
        assert refused(connection, "create schema mien")


@pytest.mark.parametrize("role", ["bi", "analyst"])
def test_who_reads_calls_no_function_that_changes_anything(settings: Settings, role: str) -> None:
    with acting(settings, role) as connection:
        functions = connection.execute(
            """
            select function.oid::regprocedure::text from pg_catalog.pg_proc as function
            where
                function.pronamespace in ('publication'::regnamespace, 'detail'::regnamespace)
                and has_function_privilege(function.oid, 'execute')
            """
        ).fetchall()
    names = {row[0] for row in functions}
    reading = {"publication.current_id()", "publication.pin(bigint)", "publication.unpin()"}
    own = {"detail.own_sources()", "detail.sees_all()"}
    assert names - {"publication.current_figure(text,text,text)"} == reading | (own if role == "analyst" else set())


def test_bi_finds_only_what_is_for_the_pilots(settings: Settings) -> None:
    with acting(settings, "bi") as connection:
        shown = connection.execute(
            """
            select class.oid::regclass::text from pg_catalog.pg_class as class
            inner join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
            where
                namespace.nspname not in ('pg_catalog', 'information_schema') and class.relkind in ('r', 'v', 'm', 'p')
                and has_schema_privilege(namespace.oid, 'usage') and has_table_privilege(class.oid, 'select')
            """
        ).fetchall()
    assert {row[0] for row in shown} == {
        "marts.dim_thing", "marts.publication_info", "marts.value_proposal"
    }  # fmt: skip


def test_a_mart_that_becomes_detail_leaves_bi_and_one_that_is_opened_comes(settings: Settings) -> None:
    build_and_publish(settings, dim_thing="detail", fct_bare="pilots")
    with acting(settings, "bi") as connection:
        assert connection.execute("select number from marts.fct_bare").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("select from marts.dim_thing")
    build_and_publish(settings)
    with acting(settings, "bi") as connection:
        assert connection.execute("select thing_code from marts.dim_thing").fetchall() == [("T",)]
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("select from marts.fct_bare")


@pytest.fixture
def login(settings: Settings) -> Iterator[tuple[str, str]]:
    """An analyst's login of a test, and the address at which it opens a session."""
    name = f"essai_{uuid4().hex[:8]}"
    password = create_login(settings, name, Reader.analyst)
    yield name, psycopg.conninfo.make_conninfo(database_url(settings), user=name, password=password)
    with psycopg.connect(database_url(settings)) as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


def numbers(address: str, mart: str = "fct_thing") -> list[int]:
    """The rows that a login finds."""
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute(f"select number from detail.{mart} order by number").fetchall()]


def test_an_analyst_sees_the_rows_of_the_assigned_sources_only(settings: Settings, login: tuple[str, str]) -> None:
    name, address = login
    assert numbers(address) == []
    assert grant_source(settings, name, "essor", by="Mme Essai")
    assert not grant_source(settings, name, "essor", by="Mme Essai")
    assert numbers(address) == [1, 2]
    grant_source(settings, name, "dla", by="Mme Essai")
    assert numbers(address) == [1, 2, 3]
    revoke_source(settings, name, "essor", by="M. Essai")
    assert numbers(address) == [3]
    with pytest.raises(AccessRefused, match="no access to essor"):
        revoke_source(settings, name, "essor", by="M. Essai")
    kept = [(one.source_code, one.granted_by, one.revoked_by) for one in list_access(settings, ended=True)
            if one.login == name]  # fmt: skip
    assert kept == [("dla", "Mme Essai", None), ("essor", "Mme Essai", "M. Essai")]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        numbers(address, "fct_bare")


def test_a_name_that_comes_back_has_nothing_of_the_former_login(settings: Settings, login: tuple[str, str]) -> None:
    name, address = login
    grant_source(settings, name, "essor", by="Mme Essai")
    remove_login(settings, name, by="M. Essai")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    with pytest.raises(AccessRefused, match="no login that"):
        remove_login(settings, name, by="M. Essai")
    password = create_login(settings, name, Reader.analyst)
    assert numbers(psycopg.conninfo.make_conninfo(address, password=password)) == []
    # Dropped by hand: nobody ended its grants.
    grant_source(settings, name, "essor", by="Mme Essai")
    with psycopg.connect(database_url(settings)) as connection:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
    password = create_login(settings, name, Reader.analyst)
    assert numbers(psycopg.conninfo.make_conninfo(address, password=password)) == []
    ended = [one.revoked_by for one in list_access(settings, ended=True) if one.login == name]
    assert ended == ["M. Essai", "a new login of that name"]


def test_no_role_of_the_house_is_removed(settings: Settings) -> None:
    for name in ("sress", "sress_bi", "postgres", "personne"):
        with pytest.raises(AccessRefused, match="no login that"):
            remove_login(settings, name, by="M. Essai")


def test_a_function_of_the_reader_sees_no_row_that_the_view_hides(settings: Settings, login: tuple[str, str]) -> None:
    """Without the barrier a cheap condition would be asked of every row, and its error would tell them."""
    name, address = login
    grant_source(settings, name, "essor", by="Mme Essai")
    with psycopg.connect(address) as connection:
        asked = "select number from detail.fct_thing where 1 / (case number when 3 then 0 else -1 end) < 0 order by 1"
        assert connection.execute(asked).fetchall() == [(1,), (2,)]
        connection.rollback()
        with connect(settings, "publisher") as publisher:
            publisher.execute("alter view detail.fct_thing reset (security_barrier)")
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute(asked)
        with connect(settings, "publisher") as publisher:
            publisher.execute("alter view detail.fct_thing set (security_barrier)")


def test_an_analyst_becomes_nobody_else(settings: Settings, login: tuple[str, str]) -> None:
    name, address = login
    grant_source(settings, name, "dla", by="Mme Essai")
    with psycopg.connect(address) as connection:
        for role in ("sress_engineer", "sress_publisher", "sress_bi"):
            assert refused(connection, f"set role {role}")
        with connection.transaction(force_rollback=True):
            connection.execute("set role sress_analyst")
            assert connection.execute("select number from detail.fct_thing").fetchall() == [(3,)]
        assert refused(connection, "set session authorization sress_engineer")


def test_the_house_itself_sees_all_as_engineer_and_nothing_as_analyst(settings: Settings) -> None:
    for role, expected in (("engineer", 3), ("analyst", 0)):
        with acting(settings, role) as connection:
            assert connection.execute("select count(*) from detail.fct_thing").fetchone() == (expected,)


def test_unknown_sources_and_logins_are_refused(settings: Settings, login: tuple[str, str]) -> None:
    with pytest.raises(AccessRefused, match="no source nulle_part"):
        grant_source(settings, login[0], "nulle_part", by="x")
    with pytest.raises(AccessRefused, match="no login personne"):
        grant_source(settings, "personne", "essor", by="x")
    with pytest.raises(AccessRefused, match="name of the house"):
        create_login(settings, "sress_engineer", Reader.bi)
    with pytest.raises(AccessRefused, match="no login of bi"):
        create_login(settings, login[0], Reader.bi)


def test_a_login_has_limits_and_a_new_password_when_asked_again(settings: Settings, login: tuple[str, str]) -> None:
    name, address = login
    limits = LIMITS[Reader.analyst]
    with psycopg.connect(address) as connection:
        for setting, value in limits.settings.items():
            assert connection.execute("select current_setting(%s)", (setting,)).fetchone() == (
                {"60s": "1min"}.get(value, value),
            )
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("create table marts.mien (a text)")
        connection.rollback()
        connection.execute("set statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("select pg_sleep(5)")
    open_ = [psycopg.connect(address) for _ in range(limits.sessions)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        psycopg.connect(address)
    for connection in open_:
        connection.close()
    create_login(settings, name, Reader.analyst)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address)
