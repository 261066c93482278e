"""Database access: addresses, connections that take on one role, and the bootstrap."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from sress.platform.postgres import Server, ensure_running
from sress.platform.secret import secret
from sress.platform.settings import Settings

Role = Literal["loader", "transformer", "publisher", "bi", "engineer"]
APPLICATION = "sress"
AIRFLOW_DATABASE = "airflow"
_BOOTSTRAP_LOCK = 7_318_652_301
_provisioned: set[Path] = set()


class MigrationChanged(Exception):
    """A migration was edited after it had been applied to this database."""


def database_url(settings: Settings) -> str:
    """Address of the application login; starts the embedded server when there is no external one."""
    return settings.database_url or _embedded_url(settings)


def _embedded_url(settings: Settings, *, doubtful: bool = False) -> str:
    server = ensure_running(settings, doubtful=doubtful)
    if doubtful or settings.home not in _provisioned:
        _provision(settings, server)
        _provisioned.add(settings.home)
    return _application_url(settings, server, APPLICATION)


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
    """A connection that acts as `sress_<role>` and nothing more.

    An embedded server that was killed or stopped meanwhile is started again.
    """
    try:
        return _open(database_url(settings), role)
    except psycopg.OperationalError:
        if settings.database_url:
            raise
        return _open(_embedded_url(settings, doubtful=True), role)


def _open(url: str, role: Role) -> psycopg.Connection[Any]:
    return psycopg.connect(
        url, options=f"-c role=sress_{role} -c timezone=Europe/Paris", application_name=f"sress {role}"
    )


def bootstrap(settings: Settings) -> None:
    """Bring the database to this version: roles, schemas, ledgers. Does nothing when it is there.

    Raises MigrationChanged.
    """
    wanted = _migrations()
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        if not _missing(connection, wanted):
            return
        connection.execute("select pg_advisory_lock(%s)", [_BOOTSTRAP_LOCK])
        for name in _missing(connection, wanted):
            _migrate(connection, name, wanted[name])


def _migrations() -> dict[str, str]:
    """The SQL files by name, in the order of their numbers."""
    folder = resources.files("sress.platform") / "migrations"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return {item.name: item.read_text(encoding="utf-8") for item in files}


def _missing(connection: psycopg.Connection[Any], wanted: dict[str, str]) -> list[str]:
    """The migrations still to be run; what was run must read as it did then."""
    done: dict[str, str] = {}
    if connection.execute("select to_regclass('ops.migration') is not null").fetchone() == (True,):
        done = dict(connection.execute("select name, sha256 from ops.migration").fetchall())
    for name in wanted.keys() & done.keys():
        if done[name] != _sha256(wanted[name]):
            raise MigrationChanged(
                f"{name} was edited after it had been applied to this database: "
                "put the change in a new numbered file, or start another state (SRESS_HOME)"
            )
    return [name for name in wanted if name not in done]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _migrate(connection: psycopg.Connection[Any], name: str, statements: str) -> None:
    with connection.transaction():
        connection.execute("create schema if not exists ops")
        connection.execute(
            "create table if not exists ops.migration "
            "(name text primary key, sha256 text not null, applied_at timestamptz not null default now())"
        )
        connection.execute(statements.encode())
        connection.execute("insert into ops.migration (name, sha256) values (%s, %s)", [name, _sha256(statements)])


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


@cache
def _create_database(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
