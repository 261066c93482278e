"""The rows of a stream that count: those of landed deliveries that no newer one replaces."""

from __future__ import annotations

from psycopg import sql

from sress.contracts.formats import JsonFormat
from sress.contracts.model import Stream


def in_force_query(source: str, name: str, stream: Stream, columns: list[str]) -> sql.Composed:
    """The query behind `raw.<source>__<stream>__in_force`, by what the contract says a newer delivery replaces."""
    parts = {
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "table": sql.Identifier("raw", f"{source}__{name}"),
        "source": sql.Literal(source),
        "stream": sql.Literal(name),
        "keys": _keys(stream),
        "newness": _newness(stream),
    }
    return sql.SQL(_BY_REVISION.get(stream.revision.replaces, _NEWEST_DELIVERY)).format(**parts)


def _keys(stream: Stream) -> sql.Composable:
    """What makes two rows the same one: only `rows` and `changes` ask for it."""
    if stream.revision.replaces == "changes":
        return sql.SQL(", ").join(sql.Identifier("r", column) for column in stream.key)
    keys: list[sql.Composable] = [sql.Identifier("r", column) for column in stream.revision.columns]
    if years := [sql.SQL("left({}, 4)").format(sql.Identifier("r", column)) for column in stream.revision.year_of]:
        keys.append(sql.SQL("coalesce({})").format(sql.SQL(", ").join([*years, sql.Literal("")])))
    return sql.SQL(", ").join(keys)


def _newness(stream: Stream) -> sql.Composable:
    """1 for what was told last of a key: one row, or all elements of the record's list."""
    if isinstance(stream.format, JsonFormat) and stream.format.explode:
        ranking = "rank() over (partition by d.scope, {keys} order by d.place desc)"
    else:
        ranking = "row_number() over (partition by d.scope, {keys} order by d.place desc, r._row_number desc)"
    return sql.SQL(ranking).format(keys=_keys(stream)) if stream.key else sql.SQL("1")


_NEWEST_DELIVERY = """
select {columns} from {table} r where _delivery_id in (
    select delivery_id from (
        select delivery_id,
            row_number() over (
                partition by scope order by period desc nulls last, received_at desc, delivery_id desc
            ) as newness
        from ops.delivery where source = {source} and stream = {stream} and status = 'landed'
    ) d where newness = 1
)"""
_ROWS = """
select {columns} from (
    select r.*, d.newness, min(d.newness) over (partition by {keys}) as newest
    from {table} r join (
        select delivery_id,
            row_number() over (
                partition by scope order by period desc nulls last, received_at desc, delivery_id desc
            ) as newness
        from ops.delivery where source = {source} and stream = {stream} and status = 'landed'
    ) d on d.delivery_id = r._delivery_id
) ranked where newness = newest"""
# The last full pull and what changed since: of each key the row that was told last.
_CHANGES = """
select {columns} from (
    select r.*, {newness} as newness
    from {table} r join (
        select delivery_id, scope, place,
            max(place) filter (where mode = 'full') over (partition by scope) as full_place
        from (
            select delivery_id, scope, mode,
                row_number() over (
                    partition by scope order by period nulls first, received_at, delivery_id
                ) as place
            from ops.delivery where source = {source} and stream = {stream} and status = 'landed'
        ) placed
    ) d on d.delivery_id = r._delivery_id and d.place >= coalesce(d.full_place, 0)
) ranked where newness = 1"""
_BY_REVISION = {"rows": _ROWS, "changes": _CHANGES}
