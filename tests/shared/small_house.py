"""A warehouse with a table in each schema and three published marts: figures, rows with a source, rows without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from audiences import declare_audiences
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication import Publication, publish
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict


def build_house(settings: Settings) -> None:
    """A table in each schema, and a publication."""
    with connect(settings, "loader") as connection:
        connection.execute("create table raw.essai (a text)")
    with connect(settings, "transformer") as connection:
        for schema in ("seed", "staging", "intermediate"):
            connection.execute(f"create table {schema}.essai (a text)")
    build_and_publish(settings)


def build_and_publish(settings: Settings, **audiences: str) -> Publication:
    """Three small marts: figures, rows with their source, rows without."""
    with connect(settings, "transformer") as connection:
        build = connection.execute(
            """
            insert into ops.build (month, cut_off, status, manifest_hash, deliveries)
            values ('2026-10', '2026-10-31', 'built', 'm', '[]') returning build_id
            """
        ).fetchone()
        assert build is not None
        connection.execute(
            """
            drop table if exists audit.dim_thing, audit.fct_thing, audit.fct_bare;
            create table audit.dim_thing as select 'T' as thing_code, clock_timestamp() as made;
            create table audit.fct_thing as
            select * from (values ('essor', 1), ('essor', 2), ('dla', 3)) as one (source_code, number);
            create table audit.fct_bare as select 1 as number
            """
        )
        told = {"dim_thing": "public", "fct_thing": "detail", "fct_bare": "detail"}
        declare_audiences(connection, **told | audiences)
    store_verdicts(settings, [Verdict(2, "dim_thing", "dim_thing", "0" * 64, 1, (), build_id=build[0])])
    return publish(settings, build[0])


@contextmanager
def acting(settings: Settings, role: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the house that took on a role; what it did is undone."""
    with psycopg.connect(database_url(settings), options=f"-c role=sress_{role}") as connection:
        yield connection
        connection.rollback()
