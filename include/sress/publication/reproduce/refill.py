"""Fill a warehouse apart with what a build knew: its ledger, the rows of its deliveries, decisions, the seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.landing.store import ensure_indexes, prepare_streams, table_name
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.marts import table_columns
from sress.publication.reproduce.record import Record

# The ledger as it stood when the build began: what came later is unknown, what was released later was held.
_LEDGER = """
    from (
        select
            delivery.*,
            case
                when delivery.delivery_id = any({deliveries}) then 'landed'
                when exists (
                    select from ops.delivery_decision as decision
                    where decision.delivery_id = delivery.delivery_id and decision.decided_at > {started_at}
                ) then 'held'
                else delivery.status
            end as status_then
        from ops.delivery as delivery
        where delivery.received_at <= {started_at} or delivery.delivery_id = any({deliveries})
    ) as known
"""
_SEAL = ("ops.ambition_balance", "ops.ambition_balance_coverage", "ops.ambition_balance_evidence")


def refill(source: psycopg.Connection[Any], apart: Settings, record: Record) -> None:
    """Copy from `source` (an engineer's connection in one snapshot) all that `record` names."""
    contracts = load_contracts(apart.contracts_dir)
    with connect(apart, "loader") as target:
        prepare_streams(target, contracts.values())
        _copy_ledger(source, target, record)
        _copy_rows(source, target, contracts.values(), record.deliveries)
    with connect(apart, "engineer") as target:
        known = sql.SQL("from ops.match_decision where decision_id <= {}").format(sql.Literal(record.last_decision))
        _copy(source, target, "ops", "match_decision", known)
    if record.sealed is not None:
        with connect(apart, "publisher") as target:
            _copy_seal(source, target, record.sealed)


def _copy_ledger(source: psycopg.Connection[Any], target: psycopg.Connection[Any], record: Record) -> None:
    known = sql.SQL(_LEDGER).format(
        deliveries=sql.Literal(list(record.deliveries)), started_at=sql.Literal(record.started_at)
    )
    _copy(source, target, "ops", "delivery", known, status=sql.Identifier("status_then"))
    reports = sql.SQL("from ops.landing_report where delivery_id in (select delivery_id {})").format(known)
    _copy(source, target, "ops", "landing_report", reports)


def _copy_rows(
    source: psycopg.Connection[Any],
    target: psycopg.Connection[Any],
    contracts: Iterable[Contract],
    deliveries: Sequence[int],
) -> None:
    """The landed rows of the deliveries in force; the views of the rows in force then show what they showed."""
    of_these = sql.SQL("where _delivery_id = any({})").format(sql.Literal(list(deliveries)))
    for contract in contracts:
        for name, stream in contract.streams.items():
            table = table_name(contract.source, name)
            if table_columns(source, "raw", table):
                rows = sql.SQL("from {} {}").format(sql.Identifier("raw", table), of_these)
                _copy(source, target, "raw", table, rows)
                ensure_indexes(target, table, stream)


def _copy_seal(source: psycopg.Connection[Any], target: psycopg.Connection[Any], sealed: int) -> None:
    """The balance that was taken over stands under a publication of its number, which has nothing else here."""
    row = source.execute(
        "select month, cut_off, 'published' from publication.publication where publication_id = %s", (sealed,)
    ).fetchone()
    assert row is not None
    columns = "publication_id, month, cut_off, status"
    with target.cursor().copy(f"copy publication.publication ({columns}) from stdin") as copy:
        copy.write_row((sealed, *row))
    for table in _SEAL:
        schema, name = table.split(".")
        of_it = sql.SQL("from {} where publication_id = {}").format(sql.Identifier(schema, name), sql.Literal(sealed))
        _copy(source, target, schema, name, of_it)


def _copy(
    source: psycopg.Connection[Any],
    target: psycopg.Connection[Any],
    schema: str,
    table: str,
    rows: sql.Composable,
    **instead: sql.Composable,
) -> None:
    """Stream `select <columns> <rows>` into the table of that name; `instead` gives a column another value."""
    there = {name for name, _, _ in table_columns(target, schema, table)}
    columns = [name for name, _, _ in table_columns(source, schema, table) if name in there]
    told = sql.SQL(", ").join(instead.get(name, sql.Identifier(name)) for name in columns)
    taken = sql.SQL("copy (select {} {}) to stdout (format binary)").format(told, rows)
    given = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with source.cursor().copy(taken) as reading, target.cursor().copy(given) as writing:
        for block in reading:
            writing.write(block)
