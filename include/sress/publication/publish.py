"""Publish a build: copy its marts in, then turn one pointer, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from sress.platform.settings import Settings
from sress.publication.admission import (
    Build,
    admitted_build,
    passing_verdicts,
    refuse_what_was_taken_back,
    refuse_while_held,
)
from sress.publication.balance import keep_balance
from sress.publication.commit import git_commit
from sress.publication.content import Content, read_content
from sress.publication.history import current_publication, read_publication, withhold
from sress.publication.marts import CANDIDATES, Mart, candidate_names, describe_mart
from sress.publication.publication import PUBLISHED, Publication, PublicationRefused
from sress.publication.session import login, publishing
from sress.publication.tables import copy_rows, ensure_table
from sress.publication.views import ensure_info_view, ensure_views


def publish(settings: Settings, build_id: int | None = None, by: str | None = None) -> Publication:
    """Publish the candidate marts of `build_id` (default: the last build), or say that they are already served.

    Raises PublicationRefused, with nothing changed, unless the build is complete, is the last one
    that wrote the candidate marts, and was passed by the gate; PublicationHeld while somebody holds
    publications back. A run killed at any point leaves nothing; a second run at the same time waits
    for the first.
    """
    commit = git_commit(settings.project_root)
    with publishing(settings) as connection:
        wanted = build_id if build_id is not None else _last_build(connection)
        names = candidate_names(connection)
        if not names:
            raise PublicationRefused("Le schéma audit ne contient aucune table à publier.")
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            _hold_still(connection, names)
            build = admitted_build(connection, wanted)
            verdicts = passing_verdicts(connection, wanted)
            marts = [describe_mart(connection, name) for name in names]
            content = read_content(connection, marts)
            served = current_publication(connection)
            if served is not None and (served.month, served.content_sha256) == (build.month, content.sha256):
                _ensure_views(connection, marts)
                return replace(served, unchanged=True)
            refuse_while_held(connection)
            refuse_what_was_taken_back(connection, build.month, content.sha256)
            for mart in marts:
                ensure_table(connection, mart)
            publication_id = _announce(connection, build, verdicts, commit, content, by or login())
            _take_in(connection, marts, publication_id)
            _ensure_views(connection, marts)
            connection.execute("select publication.serve(%s, %s)", (publication_id, by or login()))
            return read_publication(connection, publication_id)


def publish_or_withhold(settings: Settings, build_id: int, by: str) -> Publication:
    """`publish` for a scheduled run: a refusal is also kept among the publications, as withheld and why.

    Raises PublicationRefused all the same: the run has not done what it is for.
    """
    try:
        return publish(settings, build_id, by)
    except PublicationRefused as refusal:
        with suppress(PublicationRefused):  # the build was published before, and taken back since
            withhold(settings, build_id, str(refusal))
        raise


def _take_in(connection: psycopg.Connection[Any], marts: Sequence[Mart], publication_id: int) -> None:
    """The one way of rows from `audit` into `publication`; what readers may not see is withheld here."""
    # The solver behind it is loaded by who publishes, not by who reads.
    from sress.disclosure.apply import PROTECTED, copy_protected, protect_publication

    protection = protect_publication(connection, publication_id)
    for mart in marts:
        if protection is not None and mart.name in PROTECTED:
            copy_protected(connection, mart, publication_id, protection)
        else:
            copy_rows(connection, mart, publication_id)
    keep_balance(connection, publication_id)


def _last_build(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select max(build_id) from ops.build").fetchone()
    if row is None or row[0] is None:
        raise PublicationRefused("Rien n'a encore été construit.")
    return int(row[0])


def _hold_still(connection: psycopg.Connection[Any], names: list[str]) -> None:
    """Keep the candidates as they are, before the snapshot is taken: a swapped table would look empty."""
    tables = sql.SQL(", ").join(sql.Identifier(CANDIDATES, name) for name in names)
    connection.execute(sql.SQL("lock table {} in access share mode").format(tables))


def _announce(
    connection: psycopg.Connection[Any],
    build: Build,
    verdicts: list[dict[str, Any]],
    commit: str | None,
    content: Content,
    by: str,
) -> int:
    """Enter the publication into the ledger with all that made it; nobody sees it before the commit."""
    row = connection.execute(
        """
        insert into publication.publication (
            month, cut_off, build_id, status, published_at, published_by, git_commit, manifest_hash,
            deliveries, verdicts, parameters, content, content_sha256, synthetic
        )
        values (
            %(month)s, %(cut_off)s, %(build)s, %(status)s, clock_timestamp(), %(by)s, %(commit)s, %(manifest)s,
            %(deliveries)s, %(verdicts)s, %(parameters)s, %(content)s, %(content_sha256)s, %(synthetic)s
        )
        returning publication_id
        """,
        {
            "month": build.month,
            "cut_off": build.cut_off,
            "build": build.build_id,
            "status": PUBLISHED,
            "by": by,
            "commit": commit,
            "manifest": build.manifest_hash,
            "deliveries": Jsonb(build.deliveries or []),
            "verdicts": Jsonb(verdicts),
            "parameters": Jsonb(
                {
                    "rows": content.rows,
                    "registry": _seed_rows(connection, "parameters"),
                    "disclosure_scope": _seed_rows(connection, "disclosure_scope"),
                }
            ),
            "content": Jsonb(content.as_json()),
            "content_sha256": content.sha256,
            "synthetic": build.synthetic,
        },
    ).fetchone()
    if row is None:
        raise RuntimeError("publication.publication gave no id")
    publication_id: int = row[0]
    return publication_id


def _ensure_views(connection: psycopg.Connection[Any], marts: list[Mart]) -> None:
    ensure_info_view(connection)
    for mart in marts:
        ensure_views(connection, mart)


def _seed_rows(connection: psycopg.Connection[Any], seed: str) -> list[dict[str, Any]]:
    """The rows of a seed as they were when the marts were built; none where it was not loaded."""
    row = connection.execute("select to_regclass(format('seed.%%I', %s::text)) is not null", (seed,)).fetchone()
    if row is None or not row[0]:
        return []
    rows = connection.execute(
        sql.SQL("select to_jsonb(one) from {} as one").format(sql.Identifier("seed", seed))
    ).fetchall()
    return sorted((one[0] for one in rows), key=str)
