"""Which rows of a mart a rebuild gave otherwise than the publication holds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.computed import KEYS, MASKED, VALUE_MARTS, computed_cells
from sress.publication.content import told_columns
from sress.publication.marts import CANDIDATES, candidate_names, describe_mart, table_columns
from sress.publication.tables import ID, STORE

_EXAMPLES = 3


@dataclass(frozen=True)
class Difference:
    """One mart: how many of its published rows the rebuild lacks, how many it gave besides, and a few of both."""

    mart: str
    lacking: int
    besides: int
    examples: tuple[str, ...] = ()
    columns_changed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line, and the examples below it."""
        changed = f", columns changed: {', '.join(self.columns_changed)}" if self.columns_changed else ""
        counts = f"{self.lacking} published rows not rebuilt, {self.besides} rebuilt and not published"
        head = f"{self.mart}: {counts}{changed}"
        return "\n".join([head, *(f"    {example}" for example in self.examples)])


def compare_mart(
    store: psycopg.Connection[Any], apart: psycopg.Connection[Any], publication_id: int, name: str
) -> Difference | None:
    """Compare the rows of one mart, in sessions that write values alike; None when they are the same."""
    built = told_columns(describe_mart(apart, name)) if name in candidate_names(apart) else []
    kept = [column for column, _, _ in table_columns(store, STORE, name) if column != ID]
    columns = [column for column in built if column in kept] if built else sorted(kept)
    if name in VALUE_MARTS:
        columns = [column for column in columns if column not in MASKED]
    row = sql.SQL("row({})::text").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    published = _published(store, name, publication_id)
    candidate = sql.Identifier(CANDIDATES, name)
    before = _counts(store, row, published) if kept else Counter()
    after = _counts(apart, row, candidate) if built else Counter()
    lacking, besides = before - after, after - before
    changed = tuple(column for column in built if column not in kept)
    if not lacking and not besides and not changed:
        return None
    examples = [f"- {text}" for text in _texts(store, row, published, lacking)] if lacking else []
    examples += [f"+ {text}" for text in _texts(apart, row, candidate, besides)] if besides else []
    return Difference(name, lacking.total(), besides.total(), tuple(examples), changed)


def _published(store: psycopg.Connection[Any], name: str, publication_id: int) -> sql.Composable:
    """The rows of a publication; values as they were computed, since a rebuild withholds nothing."""
    number = sql.Literal(publication_id)
    columns = {column: kind for column, kind, _ in table_columns(store, STORE, name)}
    if name not in VALUE_MARTS or not columns.keys() >= set(KEYS):
        return sql.SQL("{} where {} = {}").format(sql.Identifier(STORE, name), sql.Identifier(ID), number)
    kinds = {column: kind for column, kind in columns.items() if column not in (ID, *KEYS)}
    only = sql.SQL("shown.{} = {}").format(sql.Identifier(ID), number)
    cells = computed_cells(name, kinds, number, sql.Identifier(STORE, name), only)
    return sql.SQL("({}) as computed where true").format(cells)


def _counts(connection: psycopg.Connection[Any], row: sql.Composable, rows: sql.Composable) -> Counter[str]:
    query = sql.SQL("select md5({}), count(*) from {} group by 1").format(row, rows)
    return Counter(dict(connection.execute(query).fetchall()))


def _texts(
    connection: psycopg.Connection[Any], row: sql.Composable, rows: sql.Composable, digests: Counter[str]
) -> list[str]:
    wanted = sorted(digests)[:_EXAMPLES]
    query = sql.SQL("select told from (select {} as told from {}) as all_rows where md5(told) = any(%s) limit %s")
    return [one[0] for one in connection.execute(query.format(row, rows), (wanted, _EXAMPLES)).fetchall()]
