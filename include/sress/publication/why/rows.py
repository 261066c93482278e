"""The evidence rows that can tell why two publications differ: those of every unit with a row that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.explain.evidence import COLUMNS, Row
from sress.publication.why.model import Span
from sress.publication.why.split import Sides

# Another delivery brings the same fact again, and a flag tells how it was read: neither changes a figure.
_NOT_COMPARED = frozenset({"delivery_id", "row_number", "flags"})


def read_changed(
    connection: psycopg.Connection[Any], before: int, after: int, spans: Mapping[str, Iterable[Span]]
) -> dict[str, Sides]:
    """By measure, the rows before and after of each unit and each record of which a row changed, came or went.

    Also of those that only one of the two windows of a span holds. What is left out gives the same to
    every cell in both publications.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    compared = sql.SQL(", ").join(sql.Identifier(name) for name in COLUMNS if name not in _NOT_COMPARED)
    query = sql.SQL(
        """
        with before as (
            select {columns} from publication.indicator_evidence
            where publication_id = %(before)s and measure_code = any(%(measures)s)
        ),
        after as (
            select {columns} from publication.indicator_evidence
            where publication_id = %(after)s and measure_code = any(%(measures)s)
        ),
        changed as (
            (select {compared} from before except all select {compared} from after)
            union all
            (select {compared} from after except all select {compared} from before)
        ),
        moved as (
            select * from unnest(
                %(moved)s::text[], %(from_1)s::date[], %(to_1)s::date[], %(from_2)s::date[], %(to_2)s::date[]
            ) as moved (measure_code, from_1, to_1, from_2, to_2)
        ),
        left_or_entered as (
            select row.measure_code, row.unit_key, row.record_key
            from (select {columns} from before union all select {columns} from after) as row
            inner join moved
                on moved.measure_code = row.measure_code
                and (row.reference_date <= moved.to_1 and coalesce(row.last_date, row.reference_date) >= moved.from_1)
                <> (row.reference_date <= moved.to_2 and coalesce(row.last_date, row.reference_date) >= moved.from_2)
        ),
        touched as (
            select measure_code, unit_key, record_key from changed
            union
            select measure_code, unit_key, record_key from left_or_entered
        ),
        -- Units whose key has a bar are judged together with the others before that bar.
        units as (select distinct measure_code, split_part(unit_key, '|', 1) as head from touched),
        records as (select distinct measure_code, record_key from touched where record_key is not null),
        sides as (
            select 0 as side, {columns} from before
            union all
            select 1 as side, {columns} from after
        )
        select side, {columns} from sides
        where
            (measure_code, split_part(unit_key, '|', 1)) in (select measure_code, head from units)
            or (measure_code, record_key) in (select measure_code, record_key from records)
        order by
            measure_code, side, reference_date, source_code, delivery_id, row_number, role, unit_key, record_key,
            departement_code, operator_code
        """
    ).format(columns=columns, compared=compared)
    found: dict[str, Sides] = defaultdict(lambda: ([], []))
    for side, *cells in connection.execute(query, _arguments(before, after, spans)):
        row = Row(*cells)
        found[row.measure_code][side].append(row)
    return found


def _arguments(before: int, after: int, spans: Mapping[str, Iterable[Span]]) -> dict[str, Any]:
    moved = [
        (code, *span.window_before, *span.window_after)
        for code, own in spans.items()
        for span in own
        if span.window_before != span.window_after
    ]
    names = ("moved", "from_1", "to_1", "from_2", "to_2")
    columns: list[list[Any]] = [list(column) for column in zip(*moved, strict=True)] or [[] for _ in names]
    return {"before": before, "after": after, "measures": sorted(spans), **dict(zip(names, columns, strict=True))}
