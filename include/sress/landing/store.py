"""The database side of landing: raw tables made from contracts, COPY in, ledger and quarantine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.model import Contract, Stream
from sress.landing.period import Declared
from sress.landing.problem import Mend, Problem
from sress.landing.report import LandingReport

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
    if present and set(wanted) <= set(present) and _view_exists(connection, table):
        return
    target = sql.Identifier("raw", table)
    if not present:
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(column)) for column in wanted)
        connection.execute(
            sql.SQL(
                "create table if not exists {} (_delivery_id bigint not null, _row_number integer not null, "
                "_landed_at timestamptz not null default now(), {})"
            ).format(target, columns)
        )
        connection.execute(sql.SQL("create index on {} (_delivery_id)").format(target))
    for column in wanted:
        connection.execute(
            sql.SQL("alter table {} add column if not exists {} text").format(target, sql.Identifier(column))
        )
    connection.execute(_in_force_view(source, name, stream, [c for c in present if c not in _LINEAGE], wanted))


def _view_exists(connection: psycopg.Connection[Any], table: str) -> bool:
    row = connection.execute("select to_regclass(%s)", [f'raw."{table}__in_force"']).fetchone()
    return row is not None and row[0] is not None


def _in_force_view(source: str, name: str, stream: Stream, present: list[str], wanted: list[str]) -> sql.Composed:
    """Rows of landed deliveries that no newer one replaces; new columns go last, as views demand."""
    ordered = [*present, *(column for column in wanted if column not in present)]
    columns = sql.SQL(", ").join(map(sql.Identifier, (*_LINEAGE, *ordered)))
    table = table_name(source, name)
    newest_first = sql.SQL(
        "row_number() over (partition by scope order by period desc nulls last, received_at desc, delivery_id desc)"
    )
    deliveries = sql.SQL(
        "select delivery_id, {rank} as newness from ops.delivery "
        "where source = {source} and stream = {stream} and status = 'landed'"
    ).format(rank=newest_first, source=sql.Literal(source), stream=sql.Literal(name))
    if stream.revision.replaces == "rows":
        years = [sql.SQL("left({}, 4)").format(sql.Identifier(column)) for column in stream.revision.year_of]
        keys: list[sql.Composable] = list(map(sql.Identifier, stream.revision.columns))
        if years:
            keys.append(sql.SQL("coalesce({})").format(sql.SQL(", ").join([*years, sql.Literal("")])))
        body = sql.SQL(
            "select {columns} from (select r.*, d.newness, min(d.newness) over (partition by {keys}) as newest "
            "from raw.{table} r join ({deliveries}) d on d.delivery_id = r._delivery_id) ranked "
            "where newness = newest"
        ).format(columns=columns, keys=sql.SQL(", ").join(keys), table=sql.Identifier(table), deliveries=deliveries)
    else:
        body = sql.SQL(
            "select {columns} from raw.{table} r where _delivery_id in "
            "(select delivery_id from ({deliveries}) d where newness = 1)"
        ).format(columns=columns, table=sql.Identifier(table), deliveries=deliveries)
    return sql.SQL("create or replace view {} as ").format(sql.Identifier("raw", f"{table}__in_force")) + body


def lock_stream(connection: psycopg.Connection[Any], source: str, stream: str) -> None:
    """One landing of a stream at a time, until the transaction ends."""
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [table_name(source, stream)])


def find_delivery(
    connection: psycopg.Connection[Any], source: str, stream: str, sha256: str, period: str | None
) -> LandingReport | None:
    """The report of these bytes when they were received before.

    The same bytes declared for another period are another delivery: nothing changed in between.
    """
    row = connection.execute(
        """select d.delivery_id, d.file_name, d.status, r.rows_read, r.rows_landed, r.rows_mended,
                  r.rows_rejected, r.reasons, r.columns_unknown, r.columns_missing, r.messages
           from ops.delivery d join ops.landing_report r using (delivery_id)
           where d.source = %s and d.stream = %s and d.sha256 = %s and d.status <> 'received'
             and (%s::text is null or d.period is not distinct from %s)
           order by d.delivery_id limit 1""",
        [source, stream, sha256, period, period],
    ).fetchone()
    if row is None:
        return None
    return replace(LandingReport(row[0], source, stream, *row[1:]), unchanged=True)


def open_delivery(
    connection: psycopg.Connection[Any],
    *,
    source: str,
    stream: str,
    sha256: str,
    size: int,
    file_name: str,
    vault_path: str,
    period: str | None,
) -> int:
    """Enter a delivery into the ledger as received; returns its id."""
    row = connection.execute(
        """insert into ops.delivery (source, stream, sha256, byte_size, file_name, vault_path, period, status)
           values (%s, %s, %s, %s, %s, %s, %s, 'received') returning delivery_id""",
        [source, stream, sha256, size, file_name, vault_path, period],
    ).fetchone()
    assert row is not None
    return int(row[0])


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
                copy.write_row(
                    (
                        delivery_id,
                        p.row or None,
                        p.column,
                        p.header,
                        p.value,
                        p.rule,
                        p.message,
                        p.blocking,
                        p.duplicate,
                    )
                )
        with cursor.copy(
            "copy quarantine.mended_cell (delivery_id, row_number, column_name, original, mended, rule) from stdin"
        ) as copy:
            for m in mends:
                copy.write_row((delivery_id, m.row, m.column, m.original, m.mended, m.rule))


def rows_in_force(
    connection: psycopg.Connection[Any], source: str, stream: str, declared: Declared, but: int
) -> int | None:
    """Landed rows of the delivery in force for this scope up to the declared period, if there is one."""
    row = connection.execute(
        """select r.rows_landed from ops.delivery d join ops.landing_report r using (delivery_id)
           where d.source = %s and d.stream = %s and d.scope = %s and d.status = 'landed' and d.delivery_id <> %s
             and coalesce(d.period, '') <= coalesce(%s, '')
           order by d.period desc nulls last, d.received_at desc, d.delivery_id desc limit 1""",
        [source, stream, declared.scope, but, declared.period],
    ).fetchone()
    return None if row is None else int(row[0])


def close_delivery(
    connection: psycopg.Connection[Any], report: LandingReport, declared: Declared, *, synthetic: bool
) -> None:
    """Store the outcome: status, period and report."""
    connection.execute(
        """update ops.delivery set status = %s, period = %s, period_start = %s, period_end = %s, scope = %s,
                  synthetic = %s, landed_at = now() where delivery_id = %s""",
        [
            report.status,
            declared.period,
            declared.start,
            declared.end,
            declared.scope,
            synthetic,
            report.delivery_id,
        ],
    )
    connection.execute(
        """insert into ops.landing_report (delivery_id, rows_read, rows_landed, rows_mended, rows_rejected, held,
                  reasons, columns_unknown, columns_missing, messages)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            report.delivery_id,
            report.read,
            report.landed,
            report.mended,
            report.rejected,
            report.held,
            *map(json.dumps, (report.reasons, report.columns_unknown, report.columns_missing, report.messages)),
        ],
    )


def forget_synthetic(connection: psycopg.Connection[Any], contracts: Iterable[Contract]) -> int:
    """Withdraw every synthetic delivery, when the sandbox serves another world; returns how many.

    Real deliveries are never touched, and the bytes stay in the vault.
    """
    ids = [row[0] for row in connection.execute("select delivery_id from ops.delivery where synthetic").fetchall()]
    if not ids:
        return 0
    for contract in contracts:
        for name in contract.streams:
            table = sql.Identifier("raw", table_name(contract.source, name))
            connection.execute(sql.SQL("delete from {} where _delivery_id = any(%s)").format(table), [ids])
    for schema, ledger in (
        ("quarantine", "rejected_row"),
        ("quarantine", "mended_cell"),
        ("ops", "landing_report"),
        ("ops", "delivery"),
    ):
        statement = sql.SQL("delete from {} where delivery_id = any(%s)").format(sql.Identifier(schema, ledger))
        connection.execute(statement, [ids])
    connection.commit()
    return len(ids)
