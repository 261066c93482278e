"""What is measured on a delivery as a whole: one scan of its rows, and what the ledgers say of it.

Facts are numbers by name; a fact that does not apply (no key, no earlier delivery) is null, and no check fails on
it. They are kept in `ops.delivery_facts`.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from sress.contracts.formats import JsonFormat
from sress.contracts.model import Stream
from sress.landing.store import table_name
from sress.platform.settings import Settings
from sress.quality.totals import totals_gap_pct

# What each fact says; the suites of gate 1 are written with these names.
LEDGER_FACTS = {
    "rows_landed": "rows that landed",
    "rows_unaccounted": "rows read that neither landed nor were rejected",
    "rows_missing": "rows that landed and are not in raw",
    "rejected_pct": "rows with a blocking problem, per cent of those read",
    "refused_codes_pct": "rows of which a code is not in the contract's list, per cent of those read",
    "growth_pct": "rows landed, per cent of those of the former delivery of the same scope",
    "against_usual_pct": "rows landed, per cent of the median of the other scopes' last deliveries",
}
ROW_FACTS = {
    "keys_twice_pct": "rows whose key an earlier row of the delivery has, per cent",
    "outside_period_pct": "dated rows of another year than the declared exercice, per cent",
    "silent_days": "days between the newest row and the end of the declared period",
    "unknown_communes_pct": "rows whose commune code is in no vintage of the reference, per cent of those with one",
    "unplaced_pct": "rows without commune code, postal code and commune, per cent",
}
FILE_FACTS = {
    "totals_gap_pct": "largest difference between a totals row and the sum of its rows, per cent of the total"
}
_LEDGER = """
    select
        report.rows_landed,
        report.rows_read - report.rows_landed - report.rows_rejected as rows_unaccounted,
        round(100.0 * problem.blocked / nullif(report.rows_read, 0), 2) as rejected_pct,
        round(100.0 * problem.refused_codes / nullif(report.rows_read, 0), 2) as refused_codes_pct,
        case when delivery.mode = 'full' then round(100.0 * report.rows_landed / nullif(former.rows_landed, 0), 1) end
            as growth_pct,
        case when former.rows_landed is null and delivery.mode = 'full'
            then round((100.0 * report.rows_landed / nullif(usual.rows_landed, 0))::numeric, 1) end
            as against_usual_pct
    from ops.delivery as delivery
    inner join ops.landing_report as report on report.delivery_id = delivery.delivery_id
    cross join lateral (
        select
            count(distinct row_number) filter (where blocking and not duplicate) as blocked,
            count(distinct row_number) filter (where column_name = any(%(codes)s)) as refused_codes
        from quarantine.rejected_row
        where delivery_id = delivery.delivery_id
    ) as problem
    left join lateral (
        select earlier_report.rows_landed
        from ops.delivery as earlier
        inner join ops.landing_report as earlier_report on earlier_report.delivery_id = earlier.delivery_id
        where
            earlier.source = delivery.source and earlier.stream = delivery.stream and earlier.status = 'landed'
            and earlier.mode = 'full' and earlier.delivery_id <> delivery.delivery_id
            and earlier.scope is not distinct from delivery.scope
            and coalesce(earlier.period, '') <= coalesce(delivery.period, '')
        order by earlier.period desc nulls last, earlier.received_at desc, earlier.delivery_id desc
        limit 1
    ) as former on true
    left join lateral (
        select percentile_cont(0.5) within group (order by newest.rows_landed) as rows_landed
        from (
            select distinct on (other.scope) other_report.rows_landed
            from ops.delivery as other
            inner join ops.landing_report as other_report on other_report.delivery_id = other.delivery_id
            where
                other.source = delivery.source and other.stream = delivery.stream and other.status = 'landed'
                and other.mode = 'full' and other.scope is distinct from delivery.scope
            order by other.scope, other.period desc nulls last, other.received_at desc, other.delivery_id desc
        ) as newest
    ) as usual on true
    where delivery.delivery_id = %(delivery_id)s
"""
_STORE = """
    insert into ops.delivery_facts (delivery_id, facts) values (%s, %s)
    on conflict (delivery_id) do update set facts = excluded.facts, measured_at = clock_timestamp()
"""


def measure_delivery(
    connection: psycopg.Connection[Any], settings: Settings, source: str, name: str, stream: Stream, delivery_id: int
) -> dict[str, Any]:
    """Measure a landed or held delivery, as the loader, and keep its facts; commits."""
    codes = [column.name for column in stream.stored_columns if column.type == "code"]
    facts: dict[str, Any] = dict.fromkeys(fact_names())
    facts |= _row(connection, sql.SQL(_LEDGER).format(), {"delivery_id": delivery_id, "codes": codes})
    facts |= _row(connection, _rows_query(source, name, stream, delivery_id), {})
    facts["rows_missing"] = (facts["rows_landed"] or 0) - facts.pop("rows_in_raw")
    facts["totals_gap_pct"] = totals_gap_pct(connection, settings, stream, delivery_id)
    plain = {key: None if value is None else float(value) for key, value in facts.items()}
    connection.execute(_STORE, (delivery_id, Jsonb(plain)))
    connection.commit()
    return plain


def facts_asset(stream_facts: list[str], delivery_id: int) -> str:
    """The facts of one delivery as a query of one row, a column each: what a suite of gate 1 judges."""
    columns = ", ".join(f"(facts ->> '{name}')::numeric as {name}" for name in stream_facts)
    return f"select {columns} from ops.delivery_facts where delivery_id = {delivery_id:d}"


def fact_names() -> list[str]:
    """Every fact, in a fixed order."""
    return [*LEDGER_FACTS, *ROW_FACTS, *FILE_FACTS]


def _rows_query(source: str, name: str, stream: Stream, delivery_id: int) -> sql.Composed:
    """All that is asked of the rows, in one scan."""
    told: dict[str, sql.Composable] = {"rows_in_raw": sql.SQL("count(*)")}
    if not stream.bulk:
        told |= {**_keys(stream), **_period(stream), **_places(stream)}
    columns = sql.SQL(", ").join(sql.SQL("{} as {}").format(what, sql.Identifier(key)) for key, what in told.items())
    return sql.SQL(
        "select {columns} from raw.{table} as line "
        "inner join ops.delivery as delivery on delivery.delivery_id = line._delivery_id "
        "where line._delivery_id = {delivery}"
    ).format(columns=columns, table=sql.Identifier(table_name(source, name)), delivery=sql.Literal(delivery_id))


def _keys(stream: Stream) -> dict[str, sql.Composable]:
    """A list spelled out has the key of its record on each line: nothing to count there."""
    exploded = isinstance(stream.format, JsonFormat) and stream.format.explode
    if not stream.key or exploded:
        return {}
    key = sql.SQL(", ").join(sql.Identifier("line", column) for column in stream.key)
    return {
        "keys_twice_pct": sql.SQL(
            "round(100.0 * (count(*) - count(distinct ({key}))) / nullif(count(*), 0), 2)"
        ).format(key=sql.SQL("row({})").format(key))
    }


def _period(stream: Stream) -> dict[str, sql.Composable]:
    """A file of an exercice places its rows in it, planned decisions included; other streams hold what is older."""
    if stream.revision.replaces != "exercice" or not stream.revision.year_of:
        return {}
    column = stream.revision.year_of[0]
    cell = sql.Identifier("line", column)
    told: dict[str, sql.Composable] = {
        "outside_period_pct": sql.SQL(
            "round(100.0 * count(*) filter (where left({cell}, 4) <> left(delivery.period, 4)) "
            "/ nullif(count({cell}), 0), 2)"
        ).format(cell=cell)
    }
    if any(one.name == column and one.type == "date" for one in stream.stored_columns):
        told["silent_days"] = sql.SQL(
            "min(delivery.period_end) - max({cell}::date) filter (where {cell}::date <= delivery.period_end)"
        ).format(cell=cell)
    return told


def _places(stream: Stream) -> dict[str, sql.Composable]:
    types = {column.name: column.type for column in stream.stored_columns}
    communes = [name for name, kind in types.items() if kind == "insee_code" and name not in stream.key]
    told: dict[str, sql.Composable] = {}
    if communes:
        told["unknown_communes_pct"] = sql.SQL(
            "round(100.0 * count(*) filter (where {cell} is not null and not exists ("
            "select from raw.cog__communes as known where known.code = {cell}) and not exists ("
            "select from raw.cog__communes_insee as known where known.code = {cell})) / nullif(count({cell}), 0), 2)"
        ).format(cell=sql.Identifier("line", communes[0]))
    where = [name for name, kind in types.items() if kind in ("insee_code", "postal_code")]
    if where and "commune" in types:
        cells = sql.SQL(", ").join(sql.Identifier("line", column) for column in [*where, "commune"])
        told["unplaced_pct"] = sql.SQL(
            "round(100.0 * count(*) filter (where coalesce({cells}) is null) / nullif(count(*), 0), 2)"
        ).format(cells=cells)
    return told


def _row(connection: psycopg.Connection[Any], query: sql.Composed, values: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, values or None).fetchone() or {}
