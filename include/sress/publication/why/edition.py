"""One of the two publications compared: its deliveries, the days they cover, the partners' rows they held."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from sress.landing.store import table_name
from sress.publication.explain.evidence import Row
from sress.publication.explain.store import Registered, read_measures, read_registry

Stream = tuple[str, str]
Days = tuple[date | None, date | None]
_LINEAGE = ["_delivery_id", "_row_number", "_landed_at"]


@dataclass(frozen=True)
class PublishedEdition:
    """A publication as the comparison sees it. `days` are those each delivery of a stream covers, open where null."""

    publication_id: int
    month: str
    cut_off: date
    measures: dict[str, Registered]
    registry: list[dict[str, Any]]
    stream_of: dict[int, Stream]
    days: dict[Stream, list[Days]]
    contents: RawContents = field(repr=False)

    def covers(self, row: Row) -> bool:
        """Whether a delivery of the row's stream covered its day; an unknown stream is never said to be missing."""
        stream = self.contents.stream_of.get(row.delivery_id or 0)
        if stream is None:
            return True
        return any(_within(row.reference_date, days) for days in self.days.get(stream, ()))

    def holds(self, row: Row) -> bool:
        """Whether one of its deliveries held the partner's row, word for word."""
        if row.delivery_id in self.stream_of:
            return True
        return self.contents.among(row, self.stream_of)

    def parameters(self, names: frozenset[str]) -> list[tuple[Any, ...]]:
        """The versions of these parameters, comparable from one publication to the other."""
        return sorted(
            (one["name"], str(one["valid_from"]), str(one["valid_to"]), one["value"], one["version"])
            for one in self.registry
            if one["name"] in names
        )


class RawContents:
    """The partners' rows behind evidence, as fingerprints; a stream is read when it is first asked for."""

    def __init__(self, connection: psycopg.Connection[Any], stream_of: dict[int, Stream]) -> None:
        self.stream_of = stream_of
        self._connection = connection
        self._by_row: dict[Stream, dict[tuple[int, int], str]] = {}
        self._by_delivery: dict[Stream, dict[int, set[str]]] = {}

    def among(self, row: Row, deliveries: dict[int, Stream]) -> bool:
        """Whether the row's content is found in one of these deliveries of its stream."""
        stream = self.stream_of.get(row.delivery_id or 0)
        if stream is None:
            return False
        if stream not in self._by_row:
            self._read(stream)
        content = self._by_row[stream].get((row.delivery_id or 0, row.row_number or 0))
        held = self._by_delivery[stream]
        return content is not None and any(content in held.get(one, ()) for one in deliveries)

    def _read(self, stream: Stream) -> None:
        by_row: dict[tuple[int, int], str] = {}
        by_delivery: dict[int, set[str]] = defaultdict(set)
        for delivery, number, content in self._fingerprints(stream):
            by_row[delivery, number] = content
            by_delivery[delivery].add(content)
        self._by_row[stream], self._by_delivery[stream] = by_row, by_delivery

    def _fingerprints(self, stream: Stream) -> list[tuple[int, int, str]]:
        table = table_name(*stream)
        if self._connection.execute("select to_regclass(%s) is null", (f'raw."{table}"',)).fetchone() == (True,):
            return []
        deliveries = [one for one, owner in self.stream_of.items() if owner == stream]
        return self._connection.execute(
            sql.SQL(
                "select _delivery_id, _row_number, md5((to_jsonb(raw_row) - %s::text[])::text) "
                "from {} as raw_row where _delivery_id = any(%s)"
            ).format(sql.Identifier("raw", table)),
            (_LINEAGE, deliveries),
        ).fetchall()


def read_editions(connection: psycopg.Connection[Any], before: int, after: int) -> tuple[PublishedEdition, ...]:
    """Both publications. Their rows' streams are known to each other, so that a missing one can be told."""
    ledger = {one: _deliveries(connection, one) for one in (before, after)}
    everything = {delivery: stream for deliveries in ledger.values() for delivery, (stream, _) in deliveries.items()}
    contents = RawContents(connection, everything)
    return tuple(_edition(connection, one, ledger[one], contents) for one in (before, after))


def _edition(
    connection: psycopg.Connection[Any],
    publication_id: int,
    deliveries: dict[int, tuple[Stream, Days]],
    contents: RawContents,
) -> PublishedEdition:
    row = connection.execute(
        "select month, cut_off from publication.publication where publication_id = %s",
        (publication_id,),
    ).fetchone()
    assert row is not None
    days: dict[Stream, list[Days]] = defaultdict(list)
    for stream, covered in deliveries.values():
        days[stream].append(covered)
    month, cut_off = row
    return PublishedEdition(
        publication_id=publication_id,
        month=month,
        cut_off=cut_off,
        measures=read_measures(connection, publication_id),
        registry=read_registry(connection, publication_id),
        stream_of={delivery: stream for delivery, (stream, _) in deliveries.items()},
        days=dict(days),
        contents=contents,
    )


def _deliveries(connection: psycopg.Connection[Any], publication_id: int) -> dict[int, tuple[Stream, Days]]:
    """The deliveries that a publication was built from: their stream, and the days they cover by the ledger."""
    rows = connection.execute(
        """
        select
            (used ->> 'delivery_id')::bigint, used ->> 'source', used ->> 'stream',
            delivery.period_start, delivery.period_end
        from publication.publication as publication
        cross join jsonb_array_elements(coalesce(publication.deliveries, '[]'::jsonb)) as used
        left join ops.delivery as delivery on delivery.delivery_id = (used ->> 'delivery_id')::bigint
        where publication.publication_id = %s
        """,
        (publication_id,),
    ).fetchall()
    return {delivery: ((source, stream), (start, end)) for delivery, source, stream, start, end in rows}


def _within(day: date | None, days: Days) -> bool:
    start, end = days
    if day is None:
        return True
    return (start is None or start <= day) and (end is None or day <= end)
