"""Which publications there were, which one was served when, and going back to an earlier one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.publication.publication import WITHHELD, Publication, PublicationRefused
from sress.publication.session import login, publishing

READER: Role = "engineer"

_SELECT: LiteralString = """
    select
        publication_id, month, cut_off, build_id, status, published_at, git_commit, manifest_hash,
        coalesce(deliveries, '[]'::jsonb) as deliveries, coalesce(parameters, '{}'::jsonb) as parameters,
        content_sha256, coalesce(synthetic, false) as synthetic, published_by, verdicts, content,
        publication_id is not distinct from (
            select pointer.publication_id from publication.current_publication as pointer
        ) as is_current
    from publication.publication
"""


@dataclass(frozen=True)
class Turn:
    """One turn of the pointer: `publication_id` is served from then on, in place of `former_id`.

    `withdrawn` are the publications that a rollback took back.
    """

    turn_id: int
    kind: str
    publication_id: int
    former_id: int | None
    withdrawn: list[int]
    turned_by: str
    why: str | None
    turned_at: datetime

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form, with the moment as text."""
        return {**asdict(self), "turned_at": self.turned_at.isoformat()}


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


def rollback(
    settings: Settings, to_publication_id: int | None = None, *, why: str, by: str | None = None
) -> Publication:
    """Serve `to_publication_id` again (default: the one published before the current one).

    Those published after it are marked as rolled back and kept. Who turned the pointer, when and why stays
    in `ops.publication_turn`. Raises PublicationRefused when there is nothing to go back to.
    """
    if not why.strip():
        raise PublicationRefused("Un retour en arrière se fait pour un motif.")
    with publishing(settings) as connection:
        row = connection.execute(
            "select publication.rollback(%s, %s, %s)", (to_publication_id, why, by or login())
        ).fetchone()
        assert row is not None
        return read_publication(connection, row[0])


def current_publication(connection: psycopg.Connection[Any]) -> Publication | None:
    """The publication that is served, if any."""
    pointer = "where publication_id = (select publication_id from publication.current_publication)"
    found = _select(connection, pointer, ())
    return found[0] if found else None


def read_publication(connection: psycopg.Connection[Any], publication_id: int) -> Publication:
    """One publication by its number. Raises LookupError."""
    found = _select(connection, "where publication_id = %s", (publication_id,))
    if not found:
        raise LookupError(f"no publication {publication_id}")
    return found[0]


def read_turns(connection: psycopg.Connection[Any]) -> list[Turn]:
    """Every turn of the pointer, the oldest first."""
    with connection.cursor(row_factory=class_row(Turn)) as cursor:
        return cursor.execute(
            """
            select turn_id, kind, publication_id, former_id, withdrawn, turned_by, why, turned_at
            from ops.publication_turn
            order by turn_id
            """
        ).fetchall()


def _select(
    connection: psycopg.Connection[Any], condition: LiteralString, arguments: tuple[object, ...]
) -> list[Publication]:
    with connection.cursor(row_factory=class_row(Publication)) as cursor:
        return cursor.execute(f"{_SELECT} {condition}", arguments).fetchall()
