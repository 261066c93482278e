"""Sessions on the store: the publisher's, one at a time, and a reader's that is pinned to one publication."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.publication.publication import PublicationRefused

ROLE: Role = "publisher"
_WAIT_FOR_TURN = "10min"
_WAIT_FOR_READERS = "30s"
_LOOK_FOR_CLIENT = "5s"


@contextmanager
def publishing(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A publisher's connection in autocommit that holds the publication lock until it closes.

    The lock belongs to the session: it goes with the process, however it ends. It is taken before
    any snapshot, so that the one who waited sees what the other published. What a function of the
    store refuses is raised as PublicationRefused.
    """
    with connect(settings, ROLE) as connection:
        connection.autocommit = True
        write_values_alike(connection)
        connection.execute(
            """
            select
                set_config('lock_timeout', %s, false),
                set_config('client_connection_check_interval', %s, false),
                set_config('jit', 'off', false)
            """,
            (_WAIT_FOR_TURN, _LOOK_FOR_CLIENT),
        )
        connection.execute("select pg_advisory_lock(hashtextextended('sress.publication', 0))")
        connection.execute(sql.SQL("set lock_timeout = {}").format(sql.Literal(_WAIT_FOR_READERS)))
        with refusals():
            yield connection


def write_values_alike(connection: psycopg.Connection[Any]) -> None:
    """Values become the same text in every such session: fingerprints compare them."""
    connection.execute("select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false)")


@contextmanager
def refusals() -> Iterator[None]:
    """Raise PublicationRefused for what a function of the store refuses; it says why in French."""
    try:
        yield
    except psycopg.errors.ObjectNotInPrerequisiteState as error:
        raise PublicationRefused(error.diag.message_primary or str(error)) from error


def pin(connection: psycopg.Connection[Any], publication_id: int) -> None:
    """Let `marts` show this publication in this session, whatever is published meanwhile.

    Raises PublicationRefused for an id that was never served, or was rolled back (but for the engineer).
    """
    with refusals():
        connection.execute("select publication.pin(%s)", (publication_id,))


def login() -> str:
    """Who runs this, for the record, when nobody is named."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "inconnu"
