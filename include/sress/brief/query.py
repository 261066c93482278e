"""Ask `marts` and get rows as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row


def rows(
    connection: psycopg.Connection[Any],
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """All rows of a statement."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement.encode(), parameters).fetchall()


def row(connection: psycopg.Connection[Any], statement: str) -> dict[str, Any] | None:
    """The first row of a statement, None without any."""
    found = rows(connection, statement)
    return found[0] if found else None
