"""A person objects: their rows go, by pseudonym; past publications keep their figures and name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.model import Contract, Stream
from sress.landing.store import table_name
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.session import publishing

# A namespace and the digits of an HMAC; anything shorter could meet somebody else.
_PSEUDONYM = re.compile(r"p\d+_[0-9a-f]{32,64}")
_LOGGED = 8


def erase_pseudonym(settings: Settings, contracts: Iterable[Contract], pseudonym: str) -> dict[str, int]:
    """Delete every raw row that holds the pseudonym, and name nobody in published rows; returns rows by table.

    Tables without any are left out. Noted in `ops.erasure` with no more than the beginning of the pseudonym; safe to
    repeat when it was cut off. Raises ValueError when it is not one.
    """
    if not _PSEUDONYM.fullmatch(pseudonym):
        raise ValueError("not a pseudonym: they look like 'p1_' and 32 hexadecimal digits")
    with publishing(settings) as connection:
        forgotten = connection.execute("select mart, changed from publication.forget(%s)", (pseudonym,)).fetchall()
    erased = {f"publication.{mart}": rows for mart, rows in forgotten}
    with connect(settings, "loader") as connection:
        for contract in contracts:
            for name, stream in contract.streams.items():
                table = table_name(contract.source, name)
                if rows := _erase_rows(connection, table, stream, pseudonym):
                    erased[table] = rows
        connection.execute(
            "delete from quarantine.vanished_row where %s = any(string_to_array(row_key, ' / '))", [pseudonym]
        )
        connection.execute(
            "insert into ops.erasure (kind, subject, rows_erased) values ('objection', %s, %s)",
            [f"pseudonym {pseudonym[:_LOGGED]}…", sum(erased.values())],
        )
    return erased


def _erase_rows(connection: psycopg.Connection[Any], table: str, stream: Stream, pseudonym: str) -> int:
    """A contract may be wider than the table that was made from it earlier."""
    wanted = [column.name for column in stream.stored_columns if column.personal == "pseudonym"]
    found = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass(%s) and attname = any(%s) and not attisdropped",
        [f'raw."{table}"', wanted],
    ).fetchall()
    if not found:
        return 0
    holds = sql.SQL(" or ").join(sql.SQL("{} = %(it)s").format(sql.Identifier(row[0])) for row in found)
    statement = sql.SQL("delete from {} where {}").format(sql.Identifier("raw", table), holds)
    return max(0, connection.execute(statement, {"it": pseudonym}).rowcount)
