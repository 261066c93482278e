"""The publisher's session: one at a time, and nothing left behind when it is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from sress.platform.database import Role, connect
from sress.platform.settings import Settings

ROLE: Role = "publisher"
_WAIT_FOR_TURN = "10min"
_WAIT_FOR_READERS = "30s"
_LOOK_FOR_CLIENT = "5s"


@contextmanager
def publishing(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A publisher's connection in autocommit that holds the publication lock until it closes.

    The lock belongs to the session: it goes with the process, however it ends. It is taken before
    any snapshot, so that the one who waited sees what the other published.
    """
    with connect(settings, ROLE) as connection:
        connection.autocommit = True
        connection.execute(
            """
            select
                set_config('lock_timeout', %s, false),
                set_config('client_connection_check_interval', %s, false),
                set_config('TimeZone', 'UTC', false),
                set_config('DateStyle', 'ISO, YMD', false),
                set_config('jit', 'off', false)
            """,
            (_WAIT_FOR_TURN, _LOOK_FOR_CLIENT),
        )
        connection.execute("select pg_advisory_lock(hashtextextended('sress.publication', 0))")
        connection.execute(sql.SQL("set lock_timeout = {}").format(sql.Literal(_WAIT_FOR_READERS)))
        yield connection
