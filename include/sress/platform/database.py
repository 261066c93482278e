"""Database access: addresses, connections that take on one role, and the bootstrap."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib import resources
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from sress.platform.postgres import Server, ensure_running, secret
from sress.platform.settings import Settings

Role = Literal["loader", "transformer", "publisher", "bi", "engineer"]
APPLICATION = "sress"
AIRFLOW_DATABASE = "airflow"
_BOOTSTRAP_LOCK = 7_318_652_301


@cache
def database_url(settings: Settings) -> str:
    """Address of the application login; starts the embedded server when there is no external one."""
    if settings.database_url:
        return settings.database_url
    server = ensure_running(settings)
    _provision(settings, server)
    return _application_url(settings, server, APPLICATION)


@cache
def airflow_database_url(settings: Settings) -> str:
    """SQLAlchemy address of Airflow's metadata, in another database of the same server.

    With an external server AIRFLOW__DATABASE__SQL_ALCHEMY_CONN wins; otherwise `<database>_airflow` is
    made there, which takes a login with CREATEDB.
    """
    given = os.environ.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
    if settings.database_url and given:
        return given
    base = urlsplit(database_url(settings))
    name = AIRFLOW_DATABASE
    if settings.database_url:
        name = f"{base.path.strip('/')}_airflow"
        _create_database(settings.database_url, name)
    return urlunsplit(base._replace(scheme="postgresql+psycopg2", path=f"/{name}"))


def connect(settings: Settings, role: Role) -> psycopg.Connection[Any]:
    """A connection that acts as `sress_<role>` and nothing more."""
    return psycopg.connect(
        database_url(settings),
        options=f"-c role=sress_{role} -c timezone=Europe/Paris",
        application_name=f"sress {role}",
    )


def bootstrap(settings: Settings) -> None:
    """Bring the database to this version: roles, schemas, ledgers. Does nothing when it is there."""
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        done = _migrations_done(connection)
        if done >= {name for name, _ in _migrations()}:
            return
        connection.execute("select pg_advisory_lock(%s)", [_BOOTSTRAP_LOCK])
        done = _migrations_done(connection)
        for name, statements in _migrations():
            if name not in done:
                _migrate(connection, name, statements)


def _migrations() -> list[tuple[str, str]]:
    folder = resources.files("sress.platform") / "migrations"
    return sorted(
        (item.name, item.read_text(encoding="utf-8")) for item in folder.iterdir() if item.name.endswith(".sql")
    )


def _migrations_done(connection: psycopg.Connection[Any]) -> set[str]:
    found = connection.execute("select to_regclass('ops.migration')").fetchone()
    if found is None or found[0] is None:
        return set()
    return {row[0] for row in connection.execute("select name from ops.migration").fetchall()}


def _migrate(connection: psycopg.Connection[Any], name: str, statements: str) -> None:
    with connection.transaction():
        connection.execute("create schema if not exists ops")
        connection.execute(
            "create table if not exists ops.migration "
            "(name text primary key, sha256 text not null, applied_at timestamptz not null default now())"
        )
        connection.execute(statements.encode())
        connection.execute(
            "insert into ops.migration (name, sha256) values (%s, %s)",
            [name, hashlib.sha256(statements.encode()).hexdigest()],
        )


def _application_url(settings: Settings, server: Server, database: str) -> str:
    password = quote(secret(settings, "postgres_application"))
    return f"postgresql://{APPLICATION}:{password}@127.0.0.1:{server.port}/{database}"


def _provision(settings: Settings, server: Server) -> None:
    """The application login and its databases, made by the superuser once."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_BOOTSTRAP_LOCK])
        if not connection.execute("select 1 from pg_roles where rolname = %s", [APPLICATION]).fetchone():
            connection.execute(
                sql.SQL("create role {} login createrole createdb password {}").format(
                    sql.Identifier(APPLICATION), sql.Literal(secret(settings, "postgres_application"))
                )
            )
        for name in (APPLICATION, AIRFLOW_DATABASE):
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(APPLICATION))
                )


def _create_database(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
