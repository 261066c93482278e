"""Which tables are exported, with their columns as Frictionless, DuckDB and CSV name and write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.audience import CATALOGUE, Audience
from sress.publication.marts import CANDIDATES, describe_mart, table_columns

SERVED = "marts"
# Type in PostgreSQL: type in the Frictionless schema, in Parquet. What is not listed is exported as text.
_TYPES = {
    "integer": ("integer", "BIGINT"),
    "bigint": ("integer", "BIGINT"),
    "smallint": ("integer", "BIGINT"),
    "numeric": ("number", "DOUBLE"),
    "double precision": ("number", "DOUBLE"),
    "boolean": ("boolean", "BOOLEAN"),
    "date": ("date", "DATE"),
    "timestamp with time zone": ("datetime", "TIMESTAMPTZ"),
}
_TEXT = ("string", "VARCHAR")


@dataclass(frozen=True)
class Column:
    """A column: its name, its type in PostgreSQL and what it means."""

    name: str
    kind: str
    meaning: str

    @property
    def schema_type(self) -> str:
        """Its type in the Frictionless schema."""
        return _TYPES.get(self.kind, _TEXT)[0]

    @property
    def parquet_type(self) -> str:
        """Its type in Parquet, as DuckDB names it."""
        return _TYPES.get(self.kind, _TEXT)[1]

    @property
    def written(self) -> sql.Composable:
        """The expression that gives its text: booleans in words, moments in UTC, structures as JSON."""
        column = sql.Identifier(self.name)
        if self.kind == "boolean":
            return sql.SQL("{}::text").format(column)
        if self.kind == "timestamp with time zone":
            return sql.SQL("""to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""").format(column)
        if self.kind.endswith("[]"):
            return sql.SQL("to_jsonb({})::text").format(column)
        return column


@dataclass(frozen=True)
class Table:
    """A table to export; `key` is its primary key, or empty when it has none."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def query(self) -> sql.Composed:
        """Its rows of the served or pinned publication, in one order."""
        return sql.SQL("select {} from {} order by {}").format(
            sql.SQL(", ").join(column.written for column in self.columns),
            sql.Identifier(SERVED, self.name),
            sql.SQL(", ").join(sql.Identifier(column.name) for column in self.columns),
        )


def public_tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """The tables that the last build calls public and that are served, by name; the engineer's connection."""
    if not table_columns(connection, CANDIDATES, CATALOGUE):
        return []
    names = connection.execute(
        sql.SQL("select mart from {} where audience = %s order by mart collate \"C\"").format(
            sql.Identifier(CANDIDATES, CATALOGUE)
        ),
        (Audience.public,),
    ).fetchall()
    return [_table(connection, name) for (name,) in names if table_columns(connection, SERVED, name)]


def _table(connection: psycopg.Connection[Any], name: str) -> Table:
    mart = describe_mart(connection, name)
    columns = tuple(
        Column(column, kind, meaning or "") for column, kind, meaning in table_columns(connection, SERVED, name)
    )
    return Table(name, mart.comment or "", columns, mart.key if mart.keyed else ())
