"""Landed = staged + set aside: how many rows of each stream were read, rejected, landed, replaced and staged.

`rows_expected` are those of the deliveries that count: of a stream whose new delivery replaces the former as a
whole they are told by the ledger alone, without asking the view that the staging model reads.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.landing.store import table_name
from sress.platform.settings import Settings
from sress.quality.probes.table import exists, make_table

TABLE = "_reconciliation"
_COLUMNS: dict[str, LiteralString] = {
    "source_code": "text not null",
    "stream": "text not null",
    "owner_fr": "text not null",
    "rows_read": "bigint not null",
    "rows_rejected": "bigint not null",
    "rows_landed": "bigint not null",
    "rows_erased": "bigint not null",
    "rows_in_raw": "bigint not null",
    "rows_expected": "bigint",
    "rows_set_aside": "bigint not null",
    "rows_staged": "bigint not null",
}
_INSERT = """
    insert into audit._reconciliation
    with ledger as (
        select
            delivery.delivery_id,
            delivery.status,
            delivery.scope,
            coalesce(report.rows_read, 0) as rows_read,
            coalesce(report.rows_rejected, 0) as rows_rejected,
            coalesce(report.rows_landed, 0) as rows_landed,
            row_number() over (
                partition by delivery.status = 'landed', delivery.scope
                order by delivery.period desc nulls last, delivery.received_at desc, delivery.delivery_id desc
            ) as newness
        from ops.delivery as delivery
        left join ops.landing_report as report on report.delivery_id = delivery.delivery_id
        where delivery.source = {source} and delivery.stream = {stream} and delivery.status in ('landed', 'held')
    ),

    landed as (
        select count(*) as lines from {raw} as line inner join ledger on ledger.delivery_id = line._delivery_id
    ),

    staged as (select count(*) as lines from {staged}),

    erased as (select coalesce(sum(rows_erased), 0) as lines from ops.erasure where kind = 'objection')

    select
        {source}, {stream}, {owner},
        coalesce(sum(ledger.rows_read), 0),
        coalesce(sum(ledger.rows_rejected), 0),
        coalesce(sum(ledger.rows_landed), 0),
        (select lines from erased),
        (select lines from landed),
        case when {by_delivery} then
            coalesce(sum(ledger.rows_landed) filter (where ledger.status = 'landed' and ledger.newness = 1), 0)
        end,
        (select lines from landed) - (select lines from staged),
        (select lines from staged)
    from ledger
"""
_BY_DELIVERY = ("stream", "exercice", "vintage")


def measure(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Write the probe: one row a stream that has a staging model."""
    make_table(connection, TABLE, _COLUMNS)
    for contract in load_contracts(settings.contracts_dir).values():
        for name in contract.streams:
            _measure_stream(connection, contract, name)


def _measure_stream(connection: psycopg.Connection[Any], contract: Contract, name: str) -> None:
    table = table_name(contract.source, name)
    if not (exists(connection, f'raw."{table}"') and exists(connection, f'staging."stg_{table}"')):
        return
    connection.execute(
        sql.SQL(_INSERT).format(
            source=sql.Literal(contract.source),
            stream=sql.Literal(name),
            owner=sql.Literal(contract.owner),
            raw=sql.Identifier("raw", table),
            staged=sql.Identifier("staging", f"stg_{table}"),
            by_delivery=sql.Literal(contract.streams[name].revision.replaces in _BY_DELIVERY),
        )
    )
