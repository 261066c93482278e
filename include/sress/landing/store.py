"""The database side of landing: raw tables made from contracts, COPY in, quarantine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.model import Contract, Stream
from sress.landing.in_force import in_force_query
from sress.landing.problem import Mend, Problem

_LINEAGE = ("_delivery_id", "_row_number", "_landed_at")


def table_name(source: str, stream: str) -> str:
    """The raw table of a stream, without its schema."""
    return f"{source}__{stream}"


def prepare_streams(connection: psycopg.Connection[Any], contracts: Iterable[Contract]) -> None:
    """Create what is missing of each stream's raw table and its view of the rows in force."""
    for contract in contracts:
        for name, stream in contract.streams.items():
            _prepare_stream(connection, contract.source, name, stream)
    connection.commit()


def _prepare_stream(connection: psycopg.Connection[Any], source: str, name: str, stream: Stream) -> None:
    table = table_name(source, name)
    wanted = [column.name for column in stream.stored_columns]
    found = connection.execute(
        "select a.attname from pg_attribute a where a.attrelid = to_regclass(%s) and a.attnum > 0 "
        "and not a.attisdropped order by a.attnum",
        [f'raw."{table}"'],
    ).fetchall()
    present = [row[0] for row in found]
    # New columns go last, as views demand.
    columns = [*_LINEAGE, *dict.fromkeys([*(column for column in present if column not in _LINEAGE), *wanted])]
    query = in_force_query(source, name, stream, columns)
    mark = f"rows in force, definition {hashlib.sha256(query.as_string(connection).encode()).hexdigest()[:16]}"
    if present and set(wanted) <= set(present) and _view_mark(connection, table) == mark:
        return
    target = sql.Identifier("raw", table)
    if not present:
        named = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(column)) for column in wanted)
        connection.execute(
            sql.SQL(
                "create table if not exists {} (_delivery_id bigint not null, _row_number integer not null, "
                "_landed_at timestamptz not null default now(), {})"
            ).format(target, named)
        )
        connection.execute(sql.SQL("create index on {} (_delivery_id)").format(target))
    for column in wanted:
        connection.execute(
            sql.SQL("alter table {} add column if not exists {} text").format(target, sql.Identifier(column))
        )
    view = sql.Identifier("raw", f"{table}__in_force")
    connection.execute(sql.SQL("create or replace view {} as {}").format(view, query))
    connection.execute(sql.SQL("comment on view {} is {}").format(view, sql.Literal(mark)))


def ensure_indexes(connection: psycopg.Connection[Any], table: str, stream: Stream) -> None:
    """The indexes that the contract asks for, made once the first rows are in, and statistics for the planner."""
    target = sql.Identifier("raw", table)
    for column in stream.index:
        name = sql.Identifier(f"{table}__{column}")
        connection.execute(
            sql.SQL("create index if not exists {} on {} ({})").format(name, target, sql.Identifier(column))
        )
    connection.execute(sql.SQL("analyze {}").format(target))


def _view_mark(connection: psycopg.Connection[Any], table: str) -> str | None:
    """What the view says it was made from: a contract may change what a delivery replaces."""
    row = connection.execute(
        "select obj_description(to_regclass(%s), 'pg_class')", [f'raw."{table}__in_force"']
    ).fetchone()
    return None if row is None else row[0]


def copy_rows(
    connection: psycopg.Connection[Any],
    table: str,
    columns: Sequence[str],
    delivery_id: int,
    rows: Iterable[tuple[int, Sequence[str | None]]],
) -> None:
    """COPY landed rows into `raw.<table>` with their lineage."""
    names = sql.SQL(", ").join(map(sql.Identifier, ("_delivery_id", "_row_number", *columns)))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier("raw", table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line, values in rows:
            copy.write_row((delivery_id, line, *values))


def copy_quarantine(
    connection: psycopg.Connection[Any], delivery_id: int, problems: Iterable[Problem], mends: Iterable[Mend]
) -> None:
    """COPY refused cells and rows, and repairs, into `quarantine`."""
    with connection.cursor() as cursor:
        with cursor.copy(
            "copy quarantine.rejected_row (delivery_id, row_number, column_name, header, value, rule, message, "
            "blocking, duplicate) from stdin"
        ) as copy:
            for p in problems:
                place = (delivery_id, p.row or None, p.column, p.header)
                copy.write_row((*place, p.value, p.rule, p.message, p.blocking, p.duplicate))
        with cursor.copy(
            "copy quarantine.mended_cell (delivery_id, row_number, column_name, original, mended, rule) from stdin"
        ) as copy:
            for m in mends:
                copy.write_row((delivery_id, m.row, m.column, m.original, m.mended, m.rule))


def forget_synthetic(connection: psycopg.Connection[Any], contracts: Iterable[Contract]) -> int:
    """Withdraw every synthetic delivery, when the sandbox serves another world; returns how many.

    Real deliveries are never touched, and the bytes stay in the vault. What collecting remembers is
    forgotten for all sources: the next pull of each is a whole one.
    """
    ids = [row[0] for row in connection.execute("select delivery_id from ops.delivery where synthetic").fetchall()]
    connection.execute("delete from ops.collect_state")
    for contract in contracts if ids else ():
        for name in contract.streams:
            table = sql.Identifier("raw", table_name(contract.source, name))
            connection.execute(sql.SQL("delete from {} where _delivery_id = any(%s)").format(table), [ids])
    for schema, ledger, column in (
        ("quarantine", "rejected_row", "delivery_id"),
        ("quarantine", "mended_cell", "delivery_id"),
        ("quarantine", "vanished_row", "delivery_id"),
        ("quarantine", "vanished_row", "last_delivery_id"),
        ("ops", "landing_report", "delivery_id"),
        ("ops", "delivery", "delivery_id"),  # its decisions go with it
    ):
        statement = sql.SQL("delete from {} where {} = any(%s)").format(
            sql.Identifier(schema, ledger), sql.Identifier(column)
        )
        connection.execute(statement, [ids])
    connection.commit()
    return len(ids)
