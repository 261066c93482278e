"""The table of a probe: made anew, filled from rows or from a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from sress.publication.marts import CANDIDATES


def make_table(connection: psycopg.Connection[Any], name: str, columns: Mapping[str, LiteralString]) -> None:
    """An empty table of these columns (name → type) in place of the one before."""
    table = sql.Identifier(CANDIDATES, name)
    told = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(one), sql.SQL(kind)) for one, kind in columns.items()
    )
    connection.execute(sql.SQL("drop table if exists {}").format(table))
    connection.execute(sql.SQL("create table {} ({})").format(table, told))


def fill_table(
    connection: psycopg.Connection[Any], name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Copy the rows in."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(CANDIDATES, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def exists(connection: psycopg.Connection[Any], relation: str) -> bool:
    """Whether a table or view is there."""
    return connection.execute("select to_regclass(%s) is not null", (relation,)).fetchone() == (True,)
