"""Keeps schema `audit` to the marts of the project: publication takes every table it finds there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql

_LEFT_OVER = """
    select relname, relkind = 'v'
    from pg_catalog.pg_class
    where relnamespace = 'audit'::regnamespace and relkind in ('r', 'v') and relname <> all (%s)
"""


def drop_left_over(connection: psycopg.Connection[Any], models: Collection[str]) -> list[str]:
    """Drop the tables and views of `audit` that no model makes any more; returns their names."""
    found = connection.execute(_LEFT_OVER, [list(models)]).fetchall()
    for name, is_view in found:
        kind = sql.SQL("view" if is_view else "table")
        connection.execute(sql.SQL("drop {} if exists {} cascade").format(kind, sql.Identifier("audit", name)))
    return [name for name, _ in found]


def drop_views(connection: psycopg.Connection[Any]) -> None:
    """Drop the views of the build before: dbt makes them anew.

    Replacing a view drops what stands on it; threads that do so at once for views with common dependents wait
    for each other for ever. Nothing outside a build reads them.
    """
    names = connection.execute(
        "select schemaname, viewname from pg_views where schemaname in ('staging', 'intermediate', 'audit')"
    ).fetchall()
    for schema, name in names:
        connection.execute(sql.SQL("drop view if exists {} cascade").format(sql.Identifier(schema, name)))
    connection.commit()
