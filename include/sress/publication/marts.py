"""The candidate marts: which tables of `audit` are published, and with which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

CANDIDATES = "audit"


@dataclass(frozen=True)
class Mart:
    """A candidate table: its columns in order (name, type) and their French or English comments.

    `key` are the columns of its primary key, or its first column; `keyed` says which.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    comment: str | None
    column_comments: tuple[tuple[str, str], ...]
    keyed: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(name for name, _ in self.columns)


def candidate_names(connection: psycopg.Connection[Any]) -> list[str]:
    """The tables of `audit`, without those whose name starts with an underscore."""
    rows = connection.execute(
        """
        select class.relname
        from pg_catalog.pg_class as class
        inner join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
        where namespace.nspname = %s and class.relkind in ('r', 'p') and not starts_with(class.relname, '_')
        order by class.relname collate "C"
        """,
        (CANDIDATES,),
    ).fetchall()
    return [row[0] for row in rows]


def describe_mart(connection: psycopg.Connection[Any], name: str) -> Mart:
    """The columns, key and comments of a candidate table."""
    rows = table_columns(connection, CANDIDATES, name)
    key = connection.execute(
        """
        select attribute.attname
        from pg_catalog.pg_index as index
        cross join unnest(index.indkey) with ordinality as key (attnum, position)
        inner join pg_catalog.pg_attribute as attribute
            on attribute.attrelid = index.indrelid and attribute.attnum = key.attnum
        where index.indrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and index.indisprimary
        order by key.position
        """,
        (CANDIDATES, name),
    ).fetchall()
    comment = connection.execute(
        "select obj_description(to_regclass(format('%%I.%%I', %s::text, %s::text)), 'pg_class')", (CANDIDATES, name)
    ).fetchone()
    return Mart(
        name=name,
        columns=tuple((column, kind) for column, kind, _ in rows),
        key=tuple(row[0] for row in key) or (rows[0][0],),
        comment=comment[0] if comment else None,
        column_comments=tuple((column, text) for column, _, text in rows if text),
        keyed=bool(key),
    )


def table_columns(connection: psycopg.Connection[Any], schema: str, name: str) -> list[tuple[str, str, str | None]]:
    """(column, type without modifier, comment) of a table or view, in order; empty when there is none."""
    return connection.execute(
        """
        select
            attribute.attname,
            format_type(attribute.atttypid, null),
            col_description(attribute.attrelid, attribute.attnum)
        from pg_catalog.pg_attribute as attribute
        where
            attribute.attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text))
            and attribute.attnum > 0
            and not attribute.attisdropped
        order by attribute.attnum
        """,
        (schema, name),
    ).fetchall()
