"""Rows that a full pull no longer holds: deleted at the source, and seen to be."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.model import Stream
from sress.landing.period import Declared
from sress.landing.store import table_name

_RECORD = """
insert into quarantine.vanished_row (delivery_id, row_key, last_delivery_id, last_row_number)
select distinct on (former.row_key) {delivery}, former.row_key, former._delivery_id, former._row_number
from (
    select {key} as row_key, r._delivery_id, r._row_number
    from {view} r join ops.delivery d on d.delivery_id = r._delivery_id
    where d.scope = {scope}
) former
left join (
    select distinct {key} as row_key from {table} r where r._delivery_id = {delivery}
) fresh on fresh.row_key = former.row_key
where fresh.row_key is null
  and not exists (
      select from ops.delivery d
      where d.source = {source} and d.stream = {stream} and d.scope = {scope} and d.status = 'landed'
        and d.period > {period}
  )
order by former.row_key, former._delivery_id desc, former._row_number desc
"""


def names_what_vanishes(stream: Stream) -> bool:
    """Whether a whole delivery of this stream is the state of the source, row by row, under a key."""
    return bool(stream.key) and stream.revision.replaces in ("stream", "changes")


def record_vanished(
    connection: psycopg.Connection[Any],
    source: str,
    name: str,
    stream: Stream,
    declared: Declared,
    delivery_id: int,
) -> int:
    """Note the keys in force that this whole delivery does not hold; returns how many.

    Called after its rows are in `raw` and before it lands. A late delivery of an older period than the
    one in force makes nothing vanish.
    """
    table = table_name(source, name)
    cells = [sql.SQL("coalesce({}, '')").format(sql.Identifier("r", column)) for column in stream.key]
    statement = sql.SQL(_RECORD).format(
        delivery=sql.Literal(delivery_id),
        key=sql.SQL("concat_ws(' / ', {})").format(sql.SQL(", ").join(cells)),
        view=sql.Identifier("raw", f"{table}__in_force"),
        table=sql.Identifier("raw", table),
        scope=sql.Literal(declared.scope),
        source=sql.Literal(source),
        stream=sql.Literal(name),
        period=sql.SQL("coalesce({}::text, '')").format(sql.Literal(declared.period)),
    )
    return max(0, connection.execute(statement).rowcount)


def rows_in_force(connection: psycopg.Connection[Any], source: str, name: str, scope: str) -> int:
    """How many rows of a scope are in force now, from however many deliveries."""
    view = sql.Identifier("raw", f"{table_name(source, name)}__in_force")
    row = connection.execute(
        sql.SQL(
            "select count(*) from {} r join ops.delivery d on d.delivery_id = r._delivery_id where d.scope = %s"
        ).format(view),
        [scope],
    ).fetchone()
    return 0 if row is None else int(row[0])
