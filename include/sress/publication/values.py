"""The published values, in the shape of `sress values --json`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.computed import VALUE_MARTS, computed_cells
from sress.publication.history import READER
from sress.publication.marts import table_columns
from sress.publication.publication import PUBLISHED, ROLLED_BACK, PublicationRefused


def values(
    settings: Settings,
    measure: str | None = None,
    period: str | None = None,
    territory: str | None = None,
    publication_id: int | None = None,
    before_disclosure: bool = False,
) -> list[dict[str, Any]]:
    """The values of the served publication, or of `publication_id`, supporting ones included, in a fixed order.

    Each is `{measure, period, territory, dimension, member, value, numerator, denominator, status}`.
    With `before_disclosure`, withheld values and those that are not published at all are told as computed: the
    engineer's role reads them, no other may.
    Empty when nothing was published yet. Raises PublicationRefused for an id that was never served.
    """
    wanted = {"measure_code": measure, "period": period, "territory": territory}
    filters = {column: text for column, text in wanted.items() if text is not None}
    as_engineer = before_disclosure or publication_id is not None
    with connect(settings, READER if as_engineer else "bi") as connection:
        schema = "marts"
        if publication_id is not None:
            _require_served(connection, publication_id)
            schema = "publication"
            filters["publication_id"] = str(publication_id)
        present = [mart for mart in VALUE_MARTS if table_columns(connection, schema, mart)]
        sources: list[sql.Composable] = [sql.Identifier(schema, mart) for mart in present]
        if before_disclosure:
            sources = [_as_computed(schema, mart, publication_id) for mart in present]
        return [_plain(row) for row in _rows(connection, sources, filters)] if sources else []


def _as_computed(schema: str, mart: str, publication_id: int | None) -> sql.Composable:
    """The rows of a mart with the figures and the status that withheld cells had before disclosure control."""
    number = sql.SQL("publication.current_id()") if publication_id is None else sql.Literal(publication_id)
    figures = {name: "numeric" for name in ("value", "numerator", "denominator")}
    only = sql.SQL("true") if publication_id is None else sql.SQL("shown.publication_id = {}").format(number)
    cells = computed_cells(mart, {**figures, "status": "text"}, number, sql.Identifier(schema, mart), only)
    return sql.SQL("({}) as computed").format(cells)


def _rows(
    connection: psycopg.Connection[Any], sources: list[sql.Composable], filters: dict[str, str]
) -> list[dict[str, Any]]:
    conditions: list[sql.Composable] = [
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(text)) for column, text in filters.items()
    ]
    told = sql.SQL(
        """
        select
            measure_code as measure, period, territory, dimension, member,
            value, numerator, denominator, status
        from {}
        where {}
        """
    )
    where = sql.SQL(" and ").join(conditions or [sql.SQL("true")])
    query = sql.SQL(
        """
        select * from ({}) as told
        order by
            measure collate "C", period collate "C", territory collate "C",
            dimension collate "C" nulls first, member collate "C" nulls first
        """
    ).format(sql.SQL(" union all ").join(told.format(source, where) for source in sources))
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def _require_served(connection: psycopg.Connection[Any], publication_id: int) -> None:
    served = connection.execute(
        "select 1 from publication.publication where publication_id = %s and status in (%s, %s)",
        (publication_id, PUBLISHED, ROLLED_BACK),
    ).fetchone()
    if served is None:
        raise PublicationRefused(f"La publication n° {publication_id} n'existe pas ou n'a jamais été servie.")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(cell) if isinstance(cell, Decimal) else cell for name, cell in row.items()}


def _number(exact: Decimal) -> int | float:
    return int(exact) if exact == exact.to_integral_value() else float(exact)
