"""For whom marts made by hand are: what dbt's `meta.audience` says of the real ones."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.json import Jsonb


def declare_audiences(connection: psycopg.Connection[Any], everybody: str = "pilots", **others: str) -> None:
    """All tables of `audit` are for `everybody`, but for `others`."""
    connection.execute(
        """
        create table if not exists audit._mart_audience (mart text primary key, audience text not null);
        truncate audit._mart_audience
        """
    )
    connection.execute(
        """
        insert into audit._mart_audience (mart, audience)
        select tables.tablename, coalesce(%s::jsonb ->> tables.tablename::text, %s)
        from pg_catalog.pg_tables as tables where tables.schemaname = 'audit'
        """,
        (Jsonb(others), everybody),
    )
