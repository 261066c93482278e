"""Which build may be published: complete, still in `audit`, passed by the gate, and not held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from sress.publication.holds import open_hold
from sress.publication.publication import PublicationHeld, PublicationRefused


@dataclass(frozen=True)
class Build:
    """A build that may be published; `deliveries` and `verdicts` are kept with its publication."""

    build_id: int
    month: str
    cut_off: date
    status: str
    manifest_hash: str | None
    deliveries: list[dict[str, Any]] | None
    synthetic: bool
    newest: bool


def admitted_build(connection: psycopg.Connection[Any], build_id: int) -> Build:
    """The build, complete and the last one that wrote the candidate marts. Raises PublicationRefused."""
    with connection.cursor(row_factory=class_row(Build)) as cursor:
        build = cursor.execute(
            """
            select
                build.build_id, build.month, build.cut_off, build.status, build.manifest_hash, build.deliveries,
                exists (
                    select 1
                    from jsonb_array_elements(coalesce(build.deliveries, '[]'::jsonb)) as used
                    inner join ops.delivery as delivery on delivery.delivery_id = (used ->> 'delivery_id')::bigint
                    where delivery.synthetic
                ) as synthetic,
                build.build_id = (select max(every.build_id) from ops.build as every) as newest
            from ops.build as build
            where build.build_id = %s
            """,
            (build_id,),
        ).fetchone()
    if build is None:
        raise PublicationRefused(f"La construction n° {build_id} n'existe pas.")
    if build.status != "built":
        raise PublicationRefused(f"La construction n° {build_id} n'est pas complète (état : {build.status}).")
    if not build.newest:
        raise PublicationRefused(
            f"La construction n° {build_id} n'est plus dans le schéma audit : une plus récente l'a remplacée."
        )
    return build


def passing_verdicts(connection: psycopg.Connection[Any], build_id: int) -> list[dict[str, Any]]:
    """The verdicts that open the gate to the build; raises PublicationRefused when it is closed.

    The last verdict on each mart counts: a gate may be run again on the same build.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        verdicts = cursor.execute(
            """
            select distinct on (subject)
                verdict_id, subject, suite, suite_sha256, passed and critical_failed = 0 as passed,
                critical_failed, warning_failed, evaluated, data_docs
            from ops.verdict
            where gate = 2 and build_id = %s
            order by subject, verdict_id desc
            """,
            (build_id,),
        ).fetchall()
    if not verdicts:
        raise PublicationRefused(f"La construction n° {build_id} n'a pas été contrôlée.")
    failed = [verdict["subject"] for verdict in verdicts if not verdict["passed"]]
    if failed:
        raise PublicationRefused(
            f"La construction n° {build_id} a des échecs critiques sur {', '.join(failed)} : rien n'est publié."
        )
    return verdicts


def refuse_while_held(connection: psycopg.Connection[Any]) -> None:
    """Raise PublicationHeld when somebody holds publications back."""
    held = open_hold(connection)
    if held is not None:
        raise PublicationHeld(held.sentence)


def refuse_what_was_taken_back(connection: psycopg.Connection[Any], month: str, content_sha256: str) -> None:
    """Raise PublicationRefused for the figures of a publication that a person rolled back: only a person serves it."""
    row = connection.execute(
        """
        select one.publication_id, turn.turned_by, turn.why
        from publication.publication as one
        inner join ops.publication_turn as turn on one.publication_id = any (turn.withdrawn)
        where one.status = 'rolled_back' and one.month = %s and one.content_sha256 = %s
        order by turn.turn_id desc
        limit 1
        """,
        (month, content_sha256),
    ).fetchone()
    if row is not None:
        raise PublicationRefused(
            f"Ces chiffres sont ceux de la publication n° {row[0]}, retirée par {row[1]} ({row[2]}) : "
            f"rien n'est publié. Pour la servir à nouveau : sress rollback {row[0]}"
        )
