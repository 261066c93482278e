"""How the sources and the publication stand, read from `ops`."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row

from sress.platform.database import connect
from sress.platform.settings import Settings

_DELIVERIES = """
select d.delivery_id, d.source, d.stream, d.period, d.status, d.file_name, d.sha256, d.received_at, d.synthetic,
       r.rows_read as read, r.rows_landed as landed, r.rows_mended as mended, r.rows_rejected as rejected,
       coalesce(r.held, false) as held, r.reasons, r.messages
from ops.delivery d left join ops.landing_report r using (delivery_id)
where %(source)s::text is null or d.source = %(source)s
order by d.delivery_id desc
"""
_SOURCES = """
select d.source, count(*) as deliveries, max(d.received_at) as last_received, max(d.period) as period,
       coalesce(sum(r.rows_landed), 0) as landed, coalesce(sum(r.rows_rejected), 0) as rejected,
       count(*) filter (where d.status = 'held') as held,
       count(*) filter (where d.status = 'rejected') as refused, bool_or(d.synthetic) as synthetic
from ops.delivery d left join ops.landing_report r using (delivery_id)
group by 1 order by 1
"""
_PUBLICATION = """
select publication_id, month, cut_off, published_at, synthetic, content_sha256
from publication.publication where publication_id = publication.current_id()
"""
_HOLD = "select hold_id, held_by, why, held_at from ops.publication_held"


def read_deliveries(settings: Settings, source: str | None = None) -> list[dict[str, Any]]:
    """Every delivery, newest first, with its landing report."""
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_DELIVERIES, {"source": source}).fetchall()


def read_status(settings: Settings) -> dict[str, Any]:
    """{'publication': the one served or None, 'hold': the one in force or None, 'sources': a row each}."""
    with connect(settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
        sources = cursor.execute(_SOURCES).fetchall()
        publication = cursor.execute(_PUBLICATION).fetchone()
        hold = cursor.execute(_HOLD).fetchone()
    return {"publication": publication, "hold": hold, "sources": sources}
