"""Publish a build: copy its marts in, then turn one pointer, in one transaction."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from sress.platform.settings import Settings
from sress.publication.content import content_sha256
from sress.publication.history import current_publication, read_publication, turn_pointer
from sress.publication.marts import CANDIDATES, Mart, candidate_names, describe_mart
from sress.publication.publication import PUBLISHED, Publication, PublicationRefused
from sress.publication.session import publishing
from sress.publication.tables import copy_rows, ensure_table
from sress.publication.views import ensure_info_view, ensure_views


@dataclass(frozen=True)
class _Build:
    month: str
    cut_off: date
    status: str
    manifest_hash: str | None
    deliveries: list[dict[str, Any]] | None
    synthetic: bool
    newest: bool


def publish(settings: Settings, build_id: int) -> Publication:
    """Publish the candidate marts of `build_id`, or say that they are the ones already served.

    Raises PublicationRefused, with nothing changed, unless the build is complete, is the last one
    that wrote the candidate marts, and was passed by the gate. A run killed at any point leaves
    nothing; a second run at the same time waits for the first.
    """
    commit = _git_commit(settings.project_root)
    with publishing(settings) as connection:
        names = candidate_names(connection)
        if not names:
            raise PublicationRefused("Le schéma audit ne contient aucune table à publier.")
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            _hold_still(connection, names)
            build = _checked_build(connection, build_id)
            marts = [describe_mart(connection, name) for name in names]
            content, rows = content_sha256(connection, marts)
            served = current_publication(connection)
            if served is not None and (served.month, served.content_sha256) == (build.month, content):
                _ensure_views(connection, marts)
                return replace(served, unchanged=True)
            for mart in marts:
                ensure_table(connection, mart)
            parameters = {"rows": rows, "registry": _registry_parameters(connection)}
            publication_id = _announce(connection, build_id, build, commit, parameters, content)
            for mart in marts:
                copy_rows(connection, mart, publication_id)
            _ensure_views(connection, marts)
            turn_pointer(connection, publication_id)
            return read_publication(connection, publication_id)


def _hold_still(connection: psycopg.Connection[Any], names: list[str]) -> None:
    """Keep the candidates as they are, before the snapshot is taken: a swapped table would look empty."""
    tables = sql.SQL(", ").join(sql.Identifier(CANDIDATES, name) for name in names)
    connection.execute(sql.SQL("lock table {} in access share mode").format(tables))


def _checked_build(connection: psycopg.Connection[Any], build_id: int) -> _Build:
    with connection.cursor(row_factory=class_row(_Build)) as cursor:
        build = cursor.execute(
            """
            select
                build.month, build.cut_off, build.status, build.manifest_hash, build.deliveries,
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
    _require_verdicts(connection, build_id)
    return build


def _require_verdicts(connection: psycopg.Connection[Any], build_id: int) -> None:
    """The last verdict on each mart of this build counts: a gate may be run again on the same build."""
    verdicts = connection.execute(
        """
        select distinct on (subject) subject, passed and critical_failed = 0
        from ops.verdict
        where gate = 2 and build_id = %s
        order by subject, verdict_id desc
        """,
        (build_id,),
    ).fetchall()
    if not verdicts:
        raise PublicationRefused(f"La construction n° {build_id} n'a pas été contrôlée.")
    failed = [subject for subject, passed in verdicts if not passed]
    if failed:
        raise PublicationRefused(
            f"La construction n° {build_id} a des échecs critiques sur {', '.join(failed)} : rien n'est publié."
        )


def _announce(
    connection: psycopg.Connection[Any],
    build_id: int,
    build: _Build,
    commit: str | None,
    parameters: dict[str, Any],
    content: str,
) -> int:
    row = connection.execute(
        """
        insert into publication.publication (
            month, cut_off, build_id, status, published_at, git_commit, manifest_hash,
            deliveries, parameters, content_sha256, synthetic
        )
        values (%s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s, %s, %s)
        returning publication_id
        """,
        (
            build.month,
            build.cut_off,
            build_id,
            PUBLISHED,
            commit,
            build.manifest_hash,
            Jsonb(build.deliveries or []),
            Jsonb(parameters),
            content,
            build.synthetic,
        ),
    ).fetchone()
    if row is None:
        raise RuntimeError("publication.publication gave no id")
    publication_id: int = row[0]
    return publication_id


def _ensure_views(connection: psycopg.Connection[Any], marts: list[Mart]) -> None:
    ensure_info_view(connection)
    for mart in marts:
        ensure_views(connection, mart)


def _registry_parameters(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The parameters of the registry as they were when the marts were built."""
    row = connection.execute("select to_regclass('seed.parameters') is not null").fetchone()
    if row is None or not row[0]:
        return []
    rows = connection.execute("select to_jsonb(parameter) from seed.parameters as parameter").fetchall()
    return sorted((one[0] for one in rows), key=str)


def _git_commit(root: Path) -> str | None:
    """The commit that runs: SRESS_GIT_COMMIT in an image, else git's, marked when files differ from it."""
    given = os.environ.get("SRESS_GIT_COMMIT")
    if given:
        return given
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip() or None
