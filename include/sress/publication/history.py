"""Which publications there were, which one is served, and going back to an earlier one."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.publication.publication import PUBLISHED, ROLLED_BACK, WITHHELD, Publication, PublicationRefused
from sress.publication.session import publishing

READER: Role = "engineer"

_SELECT: LiteralString = """
    select
        publication_id, month, cut_off, build_id, status, published_at, git_commit, manifest_hash,
        coalesce(deliveries, '[]'::jsonb) as deliveries, coalesce(parameters, '{}'::jsonb) as parameters,
        content_sha256, coalesce(synthetic, false) as synthetic,
        publication_id is not distinct from publication.current_id() as is_current
    from publication.publication
"""


def list_publications(settings: Settings) -> list[Publication]:
    """All publications, the newest first, withheld and rolled back ones included."""
    with connect(settings, READER) as connection:
        return _select(connection, "order by publication_id desc", ())


def withhold(settings: Settings, build_id: int, reason: str) -> Publication:
    """Record that nothing is published for `build_id`, and why; the last publication stays served.

    Withholding the same build again changes nothing. Raises PublicationRefused when the build is
    unknown or already published.
    """
    with publishing(settings) as connection, connection.transaction():
        for known in _select(connection, "where build_id = %s", (build_id,)):
            if known.status == WITHHELD:
                return known
            raise PublicationRefused(f"La construction n° {build_id} est déjà publiée (n° {known.publication_id}).")
        row = connection.execute(
            """
            insert into publication.publication (
                month, cut_off, build_id, status, published_at, manifest_hash, deliveries, parameters, synthetic
            )
            select month, cut_off, build_id, %s, clock_timestamp(), manifest_hash, deliveries, %s, false
            from ops.build
            where build_id = %s
            returning publication_id
            """,
            (WITHHELD, Jsonb({"reason": reason}), build_id),
        ).fetchone()
        if row is None:
            raise PublicationRefused(f"La construction n° {build_id} n'existe pas.")
        return read_publication(connection, row[0])


def rollback(settings: Settings, to_publication_id: int | None = None) -> Publication:
    """Serve `to_publication_id` again (default: the one published before the current one).

    Those published after it are marked as rolled back and kept. Raises PublicationRefused when
    there is nothing to go back to.
    """
    with publishing(settings) as connection, connection.transaction():
        target = _rollback_target(connection, to_publication_id)
        connection.execute(
            """
            update publication.publication
            set status = case when publication_id = %(target)s then %(published)s else %(rolled_back)s end
            where publication_id >= %(target)s and status in (%(published)s, %(rolled_back)s)
            """,
            {"target": target, "published": PUBLISHED, "rolled_back": ROLLED_BACK},
        )
        turn_pointer(connection, target)
        return read_publication(connection, target)


def current_publication(connection: psycopg.Connection[Any]) -> Publication | None:
    """The publication that is served, if any."""
    found = _select(connection, "where publication_id = (select publication.current_id())", ())
    return found[0] if found else None


def read_publication(connection: psycopg.Connection[Any], publication_id: int) -> Publication:
    """One publication by its number. Raises LookupError."""
    found = _select(connection, "where publication_id = %s", (publication_id,))
    if not found:
        raise LookupError(f"no publication {publication_id}")
    return found[0]


def turn_pointer(connection: psycopg.Connection[Any], publication_id: int) -> None:
    """Serve `publication_id` from the commit of this transaction on."""
    connection.execute(
        """
        insert into publication.current_publication (only_row, publication_id)
        values (true, %s)
        on conflict (only_row) do update set publication_id = excluded.publication_id
        """,
        (publication_id,),
    )


def _rollback_target(connection: psycopg.Connection[Any], wanted: int | None) -> int:
    if wanted is None:
        row = connection.execute(
            """
            select max(publication_id)
            from publication.publication
            where status = %s and publication_id < publication.current_id()
            """,
            (PUBLISHED,),
        ).fetchone()
        if row is None or row[0] is None:
            raise PublicationRefused("Il n'y a pas de publication antérieure à servir.")
        earlier: int = row[0]
        return earlier
    found = _select(connection, "where publication_id = %s", (wanted,))
    if not found or found[0].status not in (PUBLISHED, ROLLED_BACK):
        raise PublicationRefused(f"La publication n° {wanted} n'existe pas ou n'a jamais été servie.")
    return wanted


def _select(
    connection: psycopg.Connection[Any], condition: LiteralString, arguments: tuple[object, ...]
) -> list[Publication]:
    with connection.cursor(row_factory=class_row(Publication)) as cursor:
        return cursor.execute(f"{_SELECT} {condition}", arguments).fetchall()
