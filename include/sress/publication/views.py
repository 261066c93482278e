"""The fixed views on the served publication, always one whole: `marts` for BI and the brief, `detail` row by row.

The pointer is read in a sub-select, once per query: a bare function would run for every row. A view of `detail`
is a security barrier: it shows all rows to an engineer, to an analyst those of the sources assigned to the login.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from sress.publication.audience import Audience, audience_of
from sress.publication.marts import Mart, table_columns

SERVED = "marts"
DETAIL = "detail"
INFO = "publication_info"
COMPARED = "indicator_value"

_CURRENT: LiteralString = "(select publication.current_id())"
_READERS: LiteralString = "sress_bi, sress_analyst"
_SOURCE = "source_code"
_ALL_ROWS: LiteralString = "(select detail.sees_all())"
_OWN_ROWS: LiteralString = f"({_ALL_ROWS} or {_SOURCE} = any((select detail.own_sources())::text[]))"
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
    if not table_columns(connection, SERVED, INFO):
        connection.execute(_INFO_VIEW)
        connection.execute(
            "comment on view marts.publication_info is 'La publication servie et la précédente (une ligne)'"
        )
    connection.execute(f"grant select on {SERVED}.{INFO} to {_READERS}")


def ensure_views(connection: psycopg.Connection[Any], mart: Mart) -> None:
    """Create the views of a mart where they are missing or its columns changed, in the schema of its audience."""
    schema = DETAIL if audience_of(connection, mart.name) is Audience.detail else SERVED
    for name, pointer in _views_of(mart.name):
        _drop_view(connection, SERVED if schema == DETAIL else DETAIL, name)
        _ensure_view(connection, mart, schema, name, pointer)


def drop_views(connection: psycopg.Connection[Any], mart: str) -> None:
    """Drop the views of a mart, for a change that PostgreSQL refuses under a view."""
    for name, _ in _views_of(mart):
        for schema in (SERVED, DETAIL):
            _drop_view(connection, schema, name)


def _drop_view(connection: psycopg.Connection[Any], schema: str, name: str) -> None:
    connection.execute(sql.SQL("drop view if exists {}").format(sql.Identifier(schema, name)))


def _views_of(mart: str) -> list[tuple[str, LiteralString]]:
    views: list[tuple[str, LiteralString]] = [(mart, _CURRENT)]
    if mart == COMPARED:
        views.append((f"previous_{mart}", _PREVIOUS))
    return views


def _ensure_view(
    connection: psycopg.Connection[Any], mart: Mart, schema: str, name: str, pointer: LiteralString
) -> None:
    view = sql.Identifier(schema, name)
    known = table_columns(connection, schema, name)
    if [column for column, _, _ in known] != list(mart.column_names):
        _drop_view(connection, schema, name)
        connection.execute(
            sql.SQL("create view {} {} as select {} from {} where publication_id = {} {}").format(
                view,
                sql.SQL("with (security_barrier)" if schema == DETAIL else ""),
                sql.SQL(", ").join(map(sql.Identifier, mart.column_names)),
                sql.Identifier("publication", mart.name),
                sql.SQL(pointer),
                sql.SQL(_rows_of(mart) if schema == DETAIL else ""),
            )
        )
        known = []
    connection.execute(sql.SQL("grant select on {} to {}").format(view, sql.SQL(_readers(mart, schema))))
    _comment(connection, mart, view, {column: text for column, _, text in known if text})


def _rows_of(mart: Mart) -> LiteralString:
    return f"and {_OWN_ROWS}" if _SOURCE in mart.column_names else f"and {_ALL_ROWS}"


def _readers(mart: Mart, schema: str) -> LiteralString:
    if schema == SERVED:
        return _READERS
    return "sress_engineer, sress_analyst" if _SOURCE in mart.column_names else "sress_engineer"


def _comment(connection: psycopg.Connection[Any], mart: Mart, view: sql.Identifier, known: dict[str, str]) -> None:
    for column, text in mart.column_comments:
        if known.get(column) != text:
            connection.execute(
                sql.SQL("comment on column {}.{} is {}").format(view, sql.Identifier(column), sql.Literal(text))
            )
    if mart.comment:
        connection.execute(sql.SQL("comment on view {} is {}").format(view, sql.Literal(mart.comment)))
