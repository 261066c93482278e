"""The ledger of deliveries: what was received before, what a new one is compared with, what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from sress.landing.period import Declared
from sress.landing.report import LandingReport
from sress.landing.store import table_name

CHANGES_SUFFIX = "_changes.jsonl"


@dataclass(frozen=True)
class Former:
    """The delivery in force before: `same_scope` when the new one would replace it."""

    delivery_id: int
    file_name: str
    same_scope: bool
    landed: int
    columns_unknown: list[str]
    columns_missing: list[str]


def mode_of(file_name: str) -> str:
    """`changes` when an API told only what changed since the pull before, else `full`."""
    return "changes" if file_name.endswith(CHANGES_SUFFIX) else "full"


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
                  r.rows_rejected, r.reasons, r.columns_unknown, r.columns_missing, r.messages, r.drift, r.vanished
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
    personal: bool,
) -> int:
    """Enter a delivery into the ledger as received; returns its id."""
    row = connection.execute(
        """insert into ops.delivery
               (source, stream, sha256, byte_size, file_name, vault_path, period, mode, personal, status)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'received') returning delivery_id""",
        [source, stream, sha256, size, file_name, vault_path, period, mode_of(file_name), personal],
    ).fetchone()
    assert row is not None
    return int(row[0])


def former_delivery(
    connection: psycopg.Connection[Any], source: str, stream: str, declared: Declared, *, but: int, by_parts: bool
) -> Former | None:
    """The landed delivery to compare `but` with: of its mode, up to its period, of its scope if there is one.

    Where a stream comes in parts (one a network) the other parts tell nothing.
    """
    row = connection.execute(
        """select d.delivery_id, d.file_name, d.scope = %(scope)s, r.rows_landed, r.columns_unknown, r.columns_missing
           from ops.delivery d join ops.landing_report r using (delivery_id)
           where d.source = %(source)s and d.stream = %(stream)s and d.status = 'landed' and d.delivery_id <> %(but)s
             and d.mode = (select mode from ops.delivery where delivery_id = %(but)s)
             and coalesce(d.period, '') <= coalesce(%(period)s::text, '')
             and (d.scope = %(scope)s or not %(by_parts)s)
           order by d.scope = %(scope)s desc, d.period desc nulls last, d.received_at desc, d.delivery_id desc
           limit 1""",
        {
            "source": source,
            "stream": stream,
            "scope": declared.scope,
            "period": declared.period,
            "but": but,
            "by_parts": by_parts,
        },
    ).fetchone()
    return None if row is None else Former(*row)


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
                  vanished, reasons, columns_unknown, columns_missing, messages, drift)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            report.delivery_id,
            report.read,
            report.landed,
            report.mended,
            report.rejected,
            report.held,
            report.vanished,
            *map(
                json.dumps,
                (report.reasons, report.columns_unknown, report.columns_missing, report.messages, report.drift),
            ),
        ],
    )
