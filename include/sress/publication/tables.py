"""The append-only tables of `publication`: created and extended after the candidate marts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.marts import CANDIDATES, Mart, table_columns
from sress.publication.publication import PublicationRefused
from sress.publication.views import drop_views

STORE = "publication"
RESERVED = ("publication", "current_publication", "withheld_value")
ID = "publication_id"


def ensure_table(connection: psycopg.Connection[Any], mart: Mart) -> None:
    """Make `publication.<mart>` able to take the candidate's rows, without touching published ones.

    A new column is added, a wider type (integer to bigint…) widens it. Raises PublicationRefused
    for a change that could alter what was published.
    """
    if mart.name in RESERVED or ID in mart.column_names:
        raise PublicationRefused(f"Le mart {mart.name} porte un nom réservé à la publication.")
    known = {name: kind for name, kind, _ in table_columns(connection, STORE, mart.name)}
    if not known:
        _create(connection, mart)
        return
    _follow_key(connection, mart)
    for name, kind in mart.columns:
        if name not in known:
            _alter(connection, mart, sql.SQL("add column {} {}").format(sql.Identifier(name), sql.SQL(kind)))
        elif known[name] != kind and not _fits(connection, kind, known[name]):
            _widen(connection, mart, name, known[name], kind)


def copy_rows(connection: psycopg.Connection[Any], mart: Mart, publication_id: int) -> None:
    """Append the candidate's rows under `publication_id`, with fresh statistics for the planner."""
    columns = sql.SQL(", ").join(map(sql.Identifier, mart.column_names))
    table = sql.Identifier(STORE, mart.name)
    connection.execute(
        sql.SQL("insert into {} ({}, {}) select {}, {} from {}").format(
            table,
            sql.Identifier(ID),
            columns,
            sql.Literal(publication_id),
            columns,
            sql.Identifier(CANDIDATES, mart.name),
        )
    )
    connection.execute(sql.SQL("analyze {}").format(table))


def _create(connection: psycopg.Connection[Any], mart: Mart) -> None:
    table = sql.Identifier(STORE, mart.name)
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in mart.columns
    )
    connection.execute(sql.SQL("create table {} ({} bigint not null, {})").format(table, sql.Identifier(ID), columns))
    _index(connection, mart)
    connection.execute(sql.SQL("revoke update, delete, truncate on {} from current_role").format(table))


def _index(connection: psycopg.Connection[Any], mart: Mart) -> None:
    """The key, `publication_id` first: the database refuses the same row twice where the mart itself has a key."""
    connection.execute(
        sql.SQL("create {} index on {} ({})").format(
            sql.SQL("unique" if mart.keyed else ""),
            sql.Identifier(STORE, mart.name),
            sql.SQL(", ").join(map(sql.Identifier, (ID, *mart.key))),
        )
    )


def _follow_key(connection: psycopg.Connection[Any], mart: Mart) -> None:
    """Give up a unique key that the mart no longer has; earlier publications had it."""
    for name, columns in connection.execute(
        """
        select class.relname, array_agg(attribute.attname::text order by key.position)
        from pg_catalog.pg_index as index
        inner join pg_catalog.pg_class as class on class.oid = index.indexrelid
        cross join unnest(index.indkey) with ordinality as key (attnum, position)
        inner join pg_catalog.pg_attribute as attribute
            on attribute.attrelid = index.indrelid and attribute.attnum = key.attnum
        where index.indrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and index.indisunique
        group by class.relname
        """,
        (STORE, mart.name),
    ).fetchall():
        if not mart.keyed or columns != [ID, *mart.key]:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(STORE, name)))
            _index(connection, replace(mart, keyed=False))


def _fits(connection: psycopg.Connection[Any], narrow: str, wide: str) -> bool:
    """Whether PostgreSQL casts `narrow` to `wide` by itself, that is, without loss."""
    return (
        connection.execute(
            """
            select 1
            from pg_catalog.pg_cast
            where castsource = %s::regtype and casttarget = %s::regtype and castcontext = 'i'
            """,
            (narrow, wide),
        ).fetchone()
        is not None
    )


def _widen(connection: psycopg.Connection[Any], mart: Mart, column: str, old: str, new: str) -> None:
    if not _fits(connection, old, new):
        raise PublicationRefused(
            f"La colonne {mart.name}.{column} est publiée en {old} et arrive en {new} : "
            "donner un nouveau nom à la colonne, ou revenir au type publié."
        )
    drop_views(connection, mart.name)
    _alter(connection, mart, sql.SQL("alter column {} type {}").format(sql.Identifier(column), sql.SQL(new)))


def _alter(connection: psycopg.Connection[Any], mart: Mart, change: sql.Composable) -> None:
    connection.execute(sql.SQL("alter table {} {}").format(sql.Identifier(STORE, mart.name), change))
