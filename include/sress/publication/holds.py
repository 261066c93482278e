"""Holding the next publication back until somebody releases it; who, when and why are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from sress.platform.settings import ZONE, Settings
from sress.publication.publication import PublicationRefused
from sress.publication.session import login, publishing


@dataclass(frozen=True)
class Hold:
    """One row of `ops.publication_held`: nothing is published while it is there."""

    hold_id: int
    held_by: str
    why: str
    held_at: datetime

    @property
    def sentence(self) -> str:
        """One French line: who holds since when, and why."""
        since = f"{self.held_at.astimezone(ZONE):%d/%m/%Y %H:%M}"
        return f"Les publications sont retenues par {self.held_by} depuis le {since} : {self.why}"


def hold(settings: Settings, why: str, by: str | None = None) -> Hold:
    """Publish nothing from now on, until `release`; a publication under way ends first.

    Raises PublicationRefused when publications are held already, or without a reason.
    """
    if not why.strip():
        raise PublicationRefused("Une publication se retient pour un motif.")
    with publishing(settings) as connection:
        connection.execute("select publication.hold(%s, %s)", (why, by or login()))
        held = open_hold(connection)
    assert held is not None
    return held


def release(settings: Settings, why: str = "", by: str | None = None) -> Hold:
    """Let publications go on, and return the hold that ends. Raises PublicationRefused when there is none."""
    with publishing(settings) as connection:
        held = open_hold(connection)
        connection.execute("select publication.release(%s, %s)", (why, by or login()))
    assert held is not None
    return held


def open_hold(connection: psycopg.Connection[Any]) -> Hold | None:
    """The hold in force, if any."""
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute("select hold_id, held_by, why, held_at from ops.publication_held").fetchone()
