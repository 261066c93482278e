"""A login for a tool or a person: a member of one reading role, with limits of its own.

The limits stand on the login because PostgreSQL applies the settings of the role that logs in, not of those it is
a member of.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg
from psycopg import sql

from sress.access.sources import AccessRefused
from sress.platform.database import database_url
from sress.platform.settings import Settings


class Reader(StrEnum):
    """What a login is for."""

    bi = "bi"
    analyst = "analyst"


@dataclass(frozen=True)
class Limits:
    """How many sessions a login may have, and what each session begins with."""

    sessions: int
    settings: Mapping[str, str]


_READ_ONLY = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "5min",
    "work_mem": "32MB",
}
LIMITS: Mapping[Reader, Limits] = {
    Reader.bi: Limits(20, {**_READ_ONLY, "search_path": "marts"}),
    Reader.analyst: Limits(4, {**_READ_ONLY, "search_path": "marts, detail"}),
}


def create_login(settings: Settings, name: str, reader: Reader) -> str:
    """Make the login, or give it a new password and today's limits; returns the password, kept nowhere.

    Raises AccessRefused for a role of the house, or for a login that is something else.
    """
    if name.startswith(("sress", "pg_")):
        raise AccessRefused(f"{name} is a name of the house or of PostgreSQL.")
    password = secrets.token_urlsafe(24)
    role = sql.Identifier(name)
    with psycopg.connect(database_url(settings)) as connection:
        groups = _groups(connection, name)
        if groups - {f"sress_{reader}"}:
            raise AccessRefused(f"{name} is there already and is no login of {reader}.")
        if not groups:
            connection.execute(sql.SQL("create role {}").format(role))
            _end_grants(connection, name, "a new login of that name")
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(f"sress_{reader}"), role))
        connection.execute(sql.SQL("alter role {} login password {}").format(role, sql.Literal(password)))
        set_limits(connection, name, reader)
    return password


def remove_login(settings: Settings, name: str, by: str) -> None:
    """Drop a login and end what was granted to it. Raises AccessRefused for what is no login of a reader."""
    with psycopg.connect(database_url(settings)) as connection:
        groups = _groups(connection, name)
        if name.startswith("sress") or not groups or groups - {f"sress_{reader}" for reader in Reader}:
            raise AccessRefused(f"{name} is no login that `sress access login` made.")
        _end_grants(connection, name, by)
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


def set_limits(connection: psycopg.Connection[Any], name: str, reader: Reader) -> None:
    """Give a login today's limits."""
    role, limits = sql.Identifier(name), LIMITS[reader]
    connection.execute(sql.SQL("alter role {} connection limit {}").format(role, sql.Literal(limits.sessions)))
    for setting, value in limits.settings.items():
        shown = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
        connection.execute(sql.SQL("alter role {} set {} = {}").format(role, sql.SQL(setting), shown))


def _groups(connection: psycopg.Connection[Any], name: str) -> set[str]:
    """The roles that a login is a member of; one without name when it is there and in none."""
    found = connection.execute(
        """
        select coalesce(pg_get_userbyid(member.roleid), '')
        from pg_catalog.pg_roles as login
        left join pg_catalog.pg_auth_members as member on member.member = login.oid
        where login.rolname = %s
        """,
        (name,),
    )
    return {row[0] for row in found.fetchall()}


def _end_grants(connection: psycopg.Connection[Any], name: str, by: str) -> None:
    """A name may come back as somebody else's: what the former bearer saw is not theirs."""
    connection.execute(
        """
        update ops.source_access set revoked_by = %s, revoked_at = clock_timestamp()
        where login = %s and revoked_at is null
        """,
        (by, name),
    )
