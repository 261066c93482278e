"""The sources whose rows an analyst's login sees one by one; who gave that and who took it away stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from sress.contracts.load import load_contracts
from sress.platform.database import connect
from sress.platform.settings import Settings

_LISTED = """
    select login, source_code, granted_by, granted_at, revoked_by, revoked_at
    from ops.source_access
    where %s or revoked_at is null
    order by login, source_code, granted_at
"""


class AccessRefused(Exception):
    """What was asked cannot be given or taken; the message says why."""


@dataclass(frozen=True)
class SourceAccess:
    """One row of `ops.source_access`."""

    login: str
    source_code: str
    granted_by: str
    granted_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


def grant_source(settings: Settings, login: str, source: str, by: str) -> bool:
    """Let a login see the rows of a source; False when it does already. Raises AccessRefused."""
    if source not in load_contracts(settings.contracts_dir):
        raise AccessRefused(f"There is no source {source}: sress sources.")
    with connect(settings, "engineer") as connection:
        if connection.execute("select from pg_roles where rolname = %s", (login,)).fetchone() is None:
            raise AccessRefused(f"There is no login {login}: sress access login {login} --as analyst.")
        given = connection.execute(
            """
            insert into ops.source_access (login, source_code, granted_by) values (%s, %s, %s)
            on conflict (login, source_code) where revoked_at is null do nothing
            returning access_id
            """,
            (login, source, by),
        ).fetchone()
    return given is not None


def revoke_source(settings: Settings, login: str, source: str, by: str) -> None:
    """Take it away from now on. Raises AccessRefused when the login does not have it."""
    with connect(settings, "engineer") as connection:
        taken = connection.execute(
            """
            update ops.source_access set revoked_by = %s, revoked_at = clock_timestamp()
            where login = %s and source_code = %s and revoked_at is null
            """,
            (by, login, source),
        ).rowcount
    if not taken:
        raise AccessRefused(f"{login} has no access to {source}.")


def list_access(settings: Settings, *, ended: bool = False) -> list[SourceAccess]:
    """What is in force, or with `ended` what was too."""
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=class_row(SourceAccess)) as cursor:
        return cursor.execute(_LISTED, (ended,)).fetchall()
