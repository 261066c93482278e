"""The ledger of sent mails: who (as a hash) got which publication, and whether that is certain."""

from __future__ import annotations

from typing import Any

import psycopg


def sent_status(connection: psycopg.Connection[Any], month: str, publication_id: int, recipient: str) -> str | None:
    """'sent', 'failed' or 'uncertain' as recorded for this recipient's hash; None when never tried."""
    row = connection.execute(
        "select status from ops.mail_sent where month = %s and publication_id = %s and recipient_hash = %s",
        [month, publication_id, recipient],
    ).fetchone()
    return None if row is None else str(row[0])


def record(
    connection: psycopg.Connection[Any], month: str, publication_id: int, recipient: str, message_id: str, status: str
) -> None:
    """Write the outcome down, at once: what follows must not undo it."""
    connection.execute(
        """insert into ops.mail_sent (month, publication_id, recipient_hash, message_id, status)
           values (%s, %s, %s, %s, %s)
           on conflict (month, publication_id, recipient_hash)
           do update set status = excluded.status, message_id = excluded.message_id, sent_at = clock_timestamp()""",
        [month, publication_id, recipient, message_id, status],
    )
    connection.commit()
