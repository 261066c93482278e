"""The fixed views of `marts`: what BI and the brief read, always one whole publication.

The pointer is read in a sub-select, once per query: a bare function would run for every row.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from sress.publication.marts import Mart, table_columns

SERVED = "marts"
INFO = "publication_info"
COMPARED = "indicator_value"

_CURRENT: LiteralString = "(select publication.current_id())"
_PREVIOUS: LiteralString = f"(select info.previous_publication_id from {SERVED}.{INFO} as info)"

_INFO_VIEW = """
    create view marts.publication_info as
    select
        served.publication_id,
        served.month,
        served.cut_off,
        served.published_at,
        served.synthetic,
        previous.publication_id as previous_publication_id,
        previous.month as previous_month,
        previous.published_at as previous_published_at
    from publication.publication as served
    left join lateral (
        select earlier.publication_id, earlier.month, earlier.published_at
        from publication.publication as earlier
        where earlier.status = 'published' and earlier.publication_id < served.publication_id
        order by earlier.publication_id desc
        limit 1
    ) as previous on true
    where served.publication_id = (select publication.current_id())
"""


def ensure_info_view(connection: psycopg.Connection[Any]) -> None:
    """The one-row view that says which publication is served, and which one came before."""
    if table_columns(connection, SERVED, INFO):
        return
    connection.execute(_INFO_VIEW)
    connection.execute("comment on view marts.publication_info is 'La publication servie et la précédente (une ligne)'")


def ensure_views(connection: psycopg.Connection[Any], mart: Mart) -> None:
    """Create the views of a mart where they are missing or its columns changed; keep comments equal."""
    for name, pointer in _views_of(mart.name):
        _ensure_view(connection, mart, name, pointer)


def drop_views(connection: psycopg.Connection[Any], mart: str) -> None:
    """Drop the views of a mart, for a change that PostgreSQL refuses under a view."""
    for name, _ in _views_of(mart):
        connection.execute(sql.SQL("drop view if exists {}").format(sql.Identifier(SERVED, name)))


def _views_of(mart: str) -> list[tuple[str, LiteralString]]:
    views: list[tuple[str, LiteralString]] = [(mart, _CURRENT)]
    if mart == COMPARED:
        views.append((f"previous_{mart}", _PREVIOUS))
    return views


def _ensure_view(connection: psycopg.Connection[Any], mart: Mart, name: str, pointer: LiteralString) -> None:
    view = sql.Identifier(SERVED, name)
    known = table_columns(connection, SERVED, name)
    if [column for column, _, _ in known] != list(mart.column_names):
        connection.execute(sql.SQL("drop view if exists {}").format(view))
        connection.execute(
            sql.SQL("create view {} as select {} from {} where publication_id = {}").format(
                view,
                sql.SQL(", ").join(map(sql.Identifier, mart.column_names)),
                sql.Identifier("publication", mart.name),
                sql.SQL(pointer),
            )
        )
        known = []
    _comment(connection, mart, name, {column: text for column, _, text in known if text})


def _comment(connection: psycopg.Connection[Any], mart: Mart, name: str, known: dict[str, str]) -> None:
    view = sql.Identifier(SERVED, name)
    for column, text in mart.column_comments:
        if known.get(column) != text:
            place = sql.Identifier(SERVED, name, column)
            connection.execute(sql.SQL("comment on column {} is {}").format(place, sql.Literal(text)))
    if mart.comment:
        connection.execute(sql.SQL("comment on view {} is {}").format(view, sql.Literal(mart.comment)))
