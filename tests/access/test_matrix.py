"""Every statement of every role on every table and view of the warehouse, against a written matrix."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, get_args
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from small_house import acting, build_house
from sress.access.logins import Reader, create_login
from sress.platform.database import Role, database_url
from sress.platform.settings import Settings

ROLES = (*get_args(Role), "analyst")
WORKING = {"raw", "quarantine", "seed", "staging", "intermediate", "matching", "audit", "ops"}
SCHEMAS = WORKING | {"publication", "marts", "detail"}
# One letter a statement: read, add, change, remove, empty.
STATEMENTS = {
    "r": "select from {place}",
    "a": "insert into {place} default values",
    "c": "update {place} set {column} = null where false",
    "d": "delete from {place} where false",
    "t": "truncate {place}",
}
# What a role may do, place by place; the last line that fits counts, and what fits none is closed.
MATRIX: dict[str, tuple[tuple[str, str], ...]] = {
    "loader": (
        ("raw.*", "racdt"),
        ("quarantine.*", "rad"),
        *((f"ops.{name}", "r") for name in ("build", "mail_sent", "migration", "verdict")),
        *((f"ops.{name}", "racd") for name in ("delivery", "landing_report", "delivery_facts", "collect_state")),
        *((f"ops.{name}", "ra") for name in ("delivery_decision", "erasure")),
    ),
    "transformer": (
        *((f"{schema}.*", "racdt") for schema in ("seed", "staging", "intermediate", "audit")),
        ("matching.*", "radt"),
        *((f"{schema}.*", "r") for schema in ("raw", "quarantine", "ops")),
        ("ops.build", "rac"),
        *((f"ops.{name}", "") for name in ("publication_*", "value_proposal*", "disclosure_audit", "source_access")),
    ),
    "publisher": (
        *((f"{schema}.*", "r") for schema in ("seed", "audit", "ops")),
        ("ops.match_decision", ""),
        ("ops.source_access", ""),
        ("ops.mail_sent", "rac"),
        *((f"ops.ambition_balance{rest}", "ra") for rest in ("", "_coverage", "_evidence")),
        ("ops.disclosure_audit", "ra"),
        ("publication.*", "ra"),
        ("publication.current_publication", "r"),
        # Through a view of its own, into its own append-only table; that table wants a publication_id.
        ("marts.*", "ra"),
        *((f"marts.{name}", "r") for name in ("publication_info", "value_proposal")),
        ("detail.*", "a"),
    ),
    "bi": (("marts.*", "r"),),
    "engineer": (
        ("*", "r"),
        *((f"ops.{name}", "ra") for name in ("match_decision", "value_proposal*", "verdict")),
        *((f"ops.{name}", "rac") for name in ("mail_sent", "source_access")),
    ),
    "analyst": (("marts.*", "r"), ("marts.value_proposal", ""), ("detail.fct_thing", "r")),
}
# Functions of the house that a role may call; all of them are closed to everybody else.
CALLS: dict[str, set[str]] = {
    "loader": set(),
    "transformer": {"publication.current_id"},
    "publisher": {
        "publication.current_id", "publication.current_figure",
        *(f"publication.{name}" for name in ("forget", "hold", "release", "serve", "rollback")),
    },
    "bi": {f"publication.{name}" for name in ("current_id", "pin", "unpin", "current_figure")},
    "engineer": {
        *(f"publication.{name}" for name in ("current_id", "pin", "unpin", "current_figure")),
        "detail.own_sources", "detail.sees_all",
    },
    "analyst": {
        *(f"publication.{name}" for name in ("current_id", "pin", "unpin")), "detail.own_sources", "detail.sees_all",
    },
}  # fmt: skip
NOT_ALLOWED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.WrongObjectType,  # a view cannot be truncated
    psycopg.errors.ObjectNotInPrerequisiteState,  # a view of several tables cannot be written
)


@pytest.fixture(scope="module", autouse=True)
def _house(settings: Settings) -> None:
    build_house(settings)


def places(settings: Settings) -> list[tuple[str, str]]:
    """Every table and view of the house, each with a column that can be written."""
    with psycopg.connect(database_url(settings)) as connection:
        return connection.execute(
            """
            select format('%I.%I', namespace.nspname, class.relname), (
                select quote_ident(attribute.attname) from pg_catalog.pg_attribute as attribute
                where
                    attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
                    and attribute.attgenerated = '' and attribute.attidentity <> 'a'
                order by attribute.attnum desc
                limit 1
            )
            from pg_catalog.pg_class as class
            inner join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
            where namespace.nspname !~ '^(pg_|information_schema$)' and class.relkind in ('r', 'p', 'v', 'm', 'f')
            order by 1
            """
        ).fetchall()


def done(settings: Settings, role: str) -> dict[str, str]:
    """What PostgreSQL lets a role do with each place, found by trying."""
    with acting(settings, role) as connection:
        return tried(connection, places(settings))


def tried(connection: psycopg.Connection[Any], every: list[tuple[str, str]]) -> dict[str, str]:
    """The letters of the statements that are not refused, by place; nothing of it stays."""
    found: dict[str, str] = {}
    for place, column in every:
        found[place] = ""
        for kind, statement in STATEMENTS.items():
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(statement.format(place=place, column=column).encode())
            except NOT_ALLOWED:
                continue
            except psycopg.Error:
                pass  # it may, and the row or the reference is wrong
            found[place] += kind
    return found


def functions(settings: Settings) -> list[tuple[str, str]]:
    """Every function of the house, with an empty argument for each that it wants."""
    with psycopg.connect(database_url(settings)) as connection:
        return connection.execute(
            """
            select format('%I.%I', namespace.nspname, function.proname), coalesce((
                select string_agg(format('null::%s', format_type(wanted.kind, null)), ', ' order by wanted.position)
                from unnest(function.proargtypes) with ordinality as wanted (kind, position)
            ), '')
            from pg_catalog.pg_proc as function
            inner join pg_catalog.pg_namespace as namespace on namespace.oid = function.pronamespace
            where namespace.nspname !~ '^(pg_|information_schema$)'
            order by 1
            """
        ).fetchall()


def allowed(role: str, place: str) -> str:
    """What the matrix lets a role do with a place."""
    return next((kinds for pattern, kinds in reversed(MATRIX[role]) if fnmatchcase(place, pattern)), "")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_the_matrix_says_and_nothing_else(settings: Settings, role: str) -> None:
    found = done(settings, role)
    assert {place.partition(".")[0] for place in found} == SCHEMAS
    expected = {place: allowed(role, place) for place in found}
    assert {place: kinds for place, kinds in found.items() if kinds != expected[place]} == {}, "not in the matrix"


def test_a_login_for_bi_does_no_more_than_its_role(settings: Settings) -> None:
    """Also when it gives up the read-only transactions that it begins with."""
    name = f"essai_{uuid4().hex[:8]}"
    password = create_login(settings, name, Reader.bi)
    address = psycopg.conninfo.make_conninfo(database_url(settings), user=name, password=password)
    with psycopg.connect(f"{address} options='-c default_transaction_read_only=off'") as connection:
        found = tried(connection, places(settings))
        for schema in {place.partition(".")[0] for place in found} | {"public", "pg_temp"}:
            with pytest.raises(NOT_ALLOWED), connection.transaction():
                connection.execute(f"create table {schema}.mien (a text)".encode())
    with psycopg.connect(database_url(settings)) as connection:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
    assert found == {place: allowed("bi", place) for place in found}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_calls_the_functions_of_the_matrix_and_no_other(settings: Settings, role: str) -> None:
    called = set()
    with acting(settings, role) as connection:
        for name, arguments in functions(settings):
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(f"select {name}({arguments})".encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            except psycopg.Error:
                pass  # it may, and the function refuses what it was given
            called.add(name)
    assert called == CALLS[role]
