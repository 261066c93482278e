"""The verdicts that were given, read back."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.ledger import ROLE

_VERDICTS = """
    select
        verdict_id, gate, build_id, delivery_id, subject, suite, suite_sha256, passed, evaluated, failed,
        critical_failed, warning_failed, owners, details -> 'findings' as findings, data_docs, created_at
    from ops.verdict
    where
        (%(build)s::bigint is null or build_id = %(build)s)
        and (%(delivery)s::bigint is null or delivery_id = %(delivery)s)
        and (not %(failed)s or failed > 0)
    order by verdict_id desc
    limit %(limit)s
"""


def read_verdicts(
    settings: Settings,
    *,
    build_id: int | None = None,
    delivery_id: int | None = None,
    failed_only: bool = False,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Verdicts with their findings, the newest first; `data_docs` is relative to `settings.data_docs_dir`."""
    given = {"build": build_id, "delivery": delivery_id, "failed": failed_only, "limit": limit}
    with connect(settings, ROLE) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_VERDICTS, given).fetchall()
