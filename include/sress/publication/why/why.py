"""Why measures moved between two publications: the library function behind `sress why` and the brief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from sress.disclosure import Audience
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.explain.parameters import used_parameters
from sress.publication.explain.store import read_measures, read_registry, served_publication
from sress.publication.history import READER, read_publication
from sress.publication.publication import PUBLISHED, Publication, PublicationRefused
from sress.publication.why.compare import compare
from sress.publication.why.model import Change
from sress.publication.why.secrecy import keep_secret


@dataclass(frozen=True)
class Comparison:
    """Two publications and what changed from the first to the second."""

    before: Publication
    after: Publication
    changes: tuple[Change, ...]

    @property
    def code_changed(self) -> bool:
        """Whether models or registry are not the same files: a change may then come from them, undeclared."""
        return self.before.manifest_hash != self.after.manifest_hash

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "before": self.before.publication_id,
            "after": self.after.publication_id,
            "code_changed": self.code_changed,
            "changes": [change.as_json() for change in self.changes],
        }


def why(
    settings: Settings,
    measures: Iterable[str] | None = None,
    *,
    before: int | None = None,
    after: int | None = None,
    period: str | None = None,
    territory: str | None = None,
    breakdowns: bool = False,
    audience: Audience = Audience.engineer,
) -> Comparison:
    """The changes of these measures (default: all), each split into causes that sum to it.

    `after` is by default the publication that is served, `before` the one published before it. For
    `period` and the order of changes see compare(). Raises PublicationRefused when there is nothing to
    compare, LookupError for a measure that one of the publications does not have. For an `audience` other than the
    engineer, what is withheld stays so, and small groups of units are not told apart.
    """
    wanted = None if measures is None else list(measures)
    with connect(settings, READER) as connection:
        connection.read_only = True
        present = served_publication(connection, after)
        former = _former(connection, present) if before is None else served_publication(connection, before)
        _require_known(connection, (former, present), wanted)
        known = [one["name"] for edition in (former, present) for one in read_registry(connection, edition)]
        changes = compare(
            connection,
            former,
            present,
            used_parameters=lambda indicator: used_parameters(settings.dbt_dir, indicator, known),
            measures=wanted,
            period=period,
            territory=territory,
            breakdowns=breakdowns,
        )
        if audience is not Audience.engineer:
            changes = keep_secret(connection, changes, former, present)
        return Comparison(read_publication(connection, former), read_publication(connection, present), tuple(changes))


def _former(connection: psycopg.Connection[Any], present: int) -> int:
    row = connection.execute(
        "select max(publication_id) from publication.publication where status = %s and publication_id < %s",
        (PUBLISHED, present),
    ).fetchone()
    if row is None or row[0] is None:
        raise PublicationRefused(f"Rien n'a été publié avant la publication n° {present} : rien à comparer.")
    return int(row[0])


def _require_known(
    connection: psycopg.Connection[Any], publications: Iterable[int], measures: Iterable[str] | None
) -> None:
    for publication in publications:
        known = read_measures(connection, publication)
        for measure in measures or ():
            if measure not in known:
                raise LookupError(f"La publication n° {publication} n'a pas de mesure {measure}.")
