"""Sums of subsidies: what each financier granted in its staged rows, against what `fct_dossier` says of them.

Every dossier names the row it comes from. The sum over these rows must be the sum over the dossiers; a staged row
that no dossier comes from must be an earlier telling of one (`rows_replaced`) or lie after the cut-off
(`rows_after`): what is neither is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from sress.platform.settings import Settings
from sress.quality.probes.table import exists, make_table

TABLE = "_subsidies"
_COLUMNS: dict[str, LiteralString] = {
    "source_code": "text not null",
    "stream": "text not null",
    "rows_staged": "bigint not null",
    "rows_told": "bigint not null",
    "rows_replaced": "bigint not null",
    "rows_after": "bigint not null",
    "granted_staged": "numeric not null",
    "granted_told": "numeric not null",
    "granted_in_marts": "numeric not null",
    "dossiers": "bigint not null",
    "dossiers_without_row": "bigint not null",
}


@dataclass(frozen=True)
class Financier:
    """Where a financier's grants are staged: its view, the columns of the amount, of the number that a dossier
    has across tellings, and of the days that place it."""

    source: str
    stream: str
    amount: str
    number: tuple[str, ...]
    days: tuple[str, ...]


FINANCIERS = (
    Financier("region_dispositifs", "dossiers", "granted_amount", ("dossier_number",), ("decision_date",)),
    Financier("region_vie_associative", "aap", "granted_amount", ("dossier_number",), ("decided_on", "filed_on")),
    Financier("region_vie_associative", "plan", "granted_amount", ("dossier_number",), ("decided_on",)),
    Financier("drajes_fdva", "suivi_actions", "granted_amount", ("exercice", "action_number"), ()),
    Financier("dreets", "conseil_rh", "amount", ("agreement_number",), ("agreed_on",)),
    Financier("dla", "ingenieries", "amount", ("engineering_number", "structure_number"), ("engaged_on",)),
    Financier("france_active", "interventions", "amount", ("intervention_number",), ("committee_on",)),
    Financier("banque_des_territoires", "operations", "amount", ("operation_number",), ("engaged_on",)),
)
_INSERT = """
    insert into audit._subsidies
    with build as (select cut_off from ops.build order by build_id desc limit 1),

    told as (
        select delivery_id, row_number, granted_amount
        from audit.fct_dossier
        where source_code = {source} and split_part(dossier_key, ':', 1) = {source}
    ),

    -- Each row once, however many dossiers come from it.
    rows_told as (select distinct delivery_id, row_number from told),

    marked as (
        select
            line.{amount} as granted,
            jsonb_build_array({number}) as number,
            rows_told.delivery_id is not null as is_told,
            coalesce({day} > build.cut_off, false) as is_after
        from {view} as line
        cross join build
        left join rows_told
            on rows_told.delivery_id = line.delivery_id and rows_told.row_number = line.row_number
    ),

    -- Replaced by a telling that counts, or by one that lies after the cut-off.
    staged as (
        select granted, is_told, is_after, bool_or(is_told or is_after) over (partition by number) as is_replaced
        from marked
    ),

    own as (
        select told.granted_amount, line.row_number is not null as has_row
        from told
        inner join ops.delivery as delivery on delivery.delivery_id = told.delivery_id and delivery.stream = {stream}
        left join {view} as line on line.delivery_id = told.delivery_id and line.row_number = told.row_number
    )

    select
        {source}, {stream},
        count(*),
        count(*) filter (where is_told),
        count(*) filter (where not is_told and not is_after and is_replaced),
        count(*) filter (where not is_told and is_after),
        coalesce(sum(granted), 0),
        coalesce(sum(granted) filter (where is_told), 0),
        (select coalesce(sum(granted_amount), 0) from own),
        (select count(*) from own),
        (select count(*) filter (where not has_row) from own)
    from staged
"""


def measure(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Write the probe: one row a stream in which a financier tells of grants."""
    make_table(connection, TABLE, _COLUMNS)
    if not exists(connection, "audit.fct_dossier"):
        return
    for financier in FINANCIERS:
        view = f"stg_{financier.source}__{financier.stream}"
        if exists(connection, f'staging."{view}"'):
            connection.execute(_statement(financier, view))


def _statement(financier: Financier, view: str) -> sql.Composed:
    days: list[sql.Composable] = [sql.Identifier("line", day) for day in financier.days]
    return sql.SQL(_INSERT).format(
        source=sql.Literal(financier.source),
        stream=sql.Literal(financier.stream),
        amount=sql.Identifier(financier.amount),
        number=sql.SQL(", ").join(sql.Identifier("line", column) for column in financier.number),
        day=sql.SQL("coalesce({})").format(sql.SQL(", ").join([*days, sql.SQL("null::date")])),
        view=sql.Identifier("staging", view),
    )
