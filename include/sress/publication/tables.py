"""The append-only tables of `publication`: created and extended after the candidate marts."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from sress.publication.marts import CANDIDATES, Mart, table_columns
from sress.publication.publication import PublicationRefused
from sress.publication.views import drop_views

STORE = "publication"
RESERVED = ("publication", "current_publication")
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
    key = sql.SQL(", ").join(map(sql.Identifier, mart.key))
    connection.execute(sql.SQL("create table {} ({} bigint not null, {})").format(table, sql.Identifier(ID), columns))
    connection.execute(sql.SQL("create index on {} ({}, {})").format(table, sql.Identifier(ID), key))
    connection.execute(sql.SQL("revoke update, delete, truncate on {} from current_role").format(table))


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
