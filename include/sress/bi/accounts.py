"""The two database logins of Superset: one that reads `marts` and nothing else, one that owns its metadata.

The application's own login never reaches Superset: from SQL Lab it could shed its role and see everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from sress.access.logins import Reader, set_limits
from sress.platform.database import database_url
from sress.platform.secret import secret
from sress.platform.settings import Settings

READER = "sress_superset"
METADATA = "superset"
_LOCK = 7_318_652_302


@dataclass(frozen=True)
class Account:
    """A login with its password and the database that it opens, as the server's host and port are known here."""

    login: str
    password: str
    host: str
    port: int
    database: str

    def url(self, password: str | None = None) -> str:
        """SQLAlchemy address; give another password, such as a mask, to put it in its place."""
        return f"postgresql+psycopg2://{self.place(password)}"

    def place(self, password: str | None = None) -> str:
        """The address after its scheme."""
        return f"{self.login}:{password or self.password}@{self.host}:{self.port}/{self.database}"


def reader(settings: Settings) -> Account:
    """The login that has the rights of `sress_bi`, made or renewed; its sessions are read-only and bounded."""
    account = _account(settings, READER, urlsplit(database_url(settings)).path.strip("/"))
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        _make_login(connection, account)
        name = sql.Identifier(READER)
        connection.execute(sql.SQL("grant sress_bi to {}").format(name))
        set_limits(connection, READER, Reader.bi)
        connection.execute(sql.SQL("alter role {} set timezone = 'Europe/Paris'").format(name))
    return account


def metadata(settings: Settings) -> Account:
    """The login that owns the database of Superset's metadata, both made if they are not there.

    With an external server the database is `<database>_superset`, which takes a login with CREATEDB.
    """
    base = urlsplit(database_url(settings)).path.strip("/")
    account = _account(settings, METADATA, f"{base}_superset" if settings.database_url else METADATA)
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        _make_login(connection, account)
        name, database = sql.Identifier(METADATA), sql.Identifier(account.database)
        connection.execute(sql.SQL("grant {} to current_user with set true, inherit false").format(name))
        if not connection.execute("select 1 from pg_database where datname = %s", [account.database]).fetchone():
            connection.execute(sql.SQL("create database {} owner {}").format(database, name))
    return account


def _account(settings: Settings, login: str, database: str) -> Account:
    server = urlsplit(database_url(settings))
    return Account(login, secret(settings, f"{login}_login"), server.hostname or "", server.port or 5432, database)


def _make_login(connection: psycopg.Connection[tuple[object, ...]], account: Account) -> None:
    """One process at a time: roles belong to the server, not to a database."""
    connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [account.login]).fetchone()
    statement = "alter role {} login password {}" if exists else "create role {} login password {}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(account.login), sql.Literal(account.password)))
