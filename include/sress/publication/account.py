"""All that is known of one publication: what made it, what let it pass, when it was served."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.history import READER, read_publication, read_turns

_DELIVERIES = """
    select
        (used ->> 'delivery_id')::bigint as delivery_id, used ->> 'source' as source, used ->> 'stream' as stream,
        delivery.period, used ->> 'sha256' as sha256, delivery.file_name, delivery.received_at
    from publication.publication as publication
    cross join jsonb_array_elements(coalesce(publication.deliveries, '[]'::jsonb)) as used
    left join ops.delivery as delivery on delivery.delivery_id = (used ->> 'delivery_id')::bigint
    where publication.publication_id = %s
    order by source, stream, period, delivery_id
"""
_BUILD = """
    select build.build_id, build.started_at, build.finished_at, build.matching
    from publication.publication as publication
    inner join ops.build as build on publication.build_id = build.build_id
    where publication.publication_id = %s
"""


def tell_publication(settings: Settings, publication_id: int) -> dict[str, Any]:
    """The publication as `as_json` tells it, with its build, deliveries by name, and the turns that concern it.

    `served` lists [from, until] of each time it was served; until is None for the one that is served.
    Raises LookupError.
    """
    with connect(settings, READER) as connection:
        publication = read_publication(connection, publication_id)
        turns = read_turns(connection)
        told = publication.as_json()
        told.pop("unchanged")
        told["deliveries"] = _rows(connection, _DELIVERIES, publication_id)
        told["build"] = next(iter(_rows(connection, _BUILD, publication_id)), None)
    told["served"] = [
        [turn.turned_at.isoformat(), later.turned_at.isoformat() if later else None]
        for turn, later in zip(turns, [*turns[1:], None], strict=True)
        if turn.publication_id == publication_id
    ]
    told["turns"] = [
        turn.as_json()
        for turn in turns
        if publication_id in (turn.publication_id, turn.former_id, *turn.withdrawn)
    ]  # fmt: skip
    return told


def _rows(connection: psycopg.Connection[Any], query: str, publication_id: int) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), (publication_id,)).fetchall()
