"""Build a publication's month again on exactly the deliveries it was made from, and compare the bytes."""

from __future__ import annotations

import time
from typing import Any

import psycopg

from sress.build.dbt import BuildFailed, build
from sress.build.ledger import project_sha256
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.commit import git_commit
from sress.publication.content import Content, read_content
from sress.publication.history import READER
from sress.publication.marts import candidate_names, describe_mart
from sress.publication.publication import PublicationRefused
from sress.publication.reproduce.differences import Difference, compare_mart
from sress.publication.reproduce.outcome import Outcome
from sress.publication.reproduce.record import Record, read_record
from sress.publication.reproduce.refill import refill
from sress.publication.reproduce.scratch import scratch_warehouse
from sress.publication.session import publishing, write_values_alike


def reproduce(settings: Settings, publication_id: int) -> Outcome:
    """Rebuild a publication in a database apart and compare each mart's rows with the published ones.

    What is served, landed and recorded is only read. Raises LookupError when there is no such publication,
    PublicationRefused when it cannot be made again (never served, deliveries withdrawn, the build fails).
    """
    started = time.monotonic()
    with connect(settings, READER) as store:
        store.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        store.read_only = True
        write_values_alike(store)
        record = read_record(store, publication_id)
        with scratch_warehouse(settings, record.publication.month) as apart:
            refill(store, apart, record)
            in_force = _build(apart)
            with publishing(apart) as rebuilt:
                content = read_content(rebuilt, [describe_mart(rebuilt, name) for name in candidate_names(rebuilt)])
                differences = _differences(store, rebuilt, record, content)
        notes = _notes(store, settings, record, in_force)
    published = record.publication
    return Outcome(
        publication_id=publication_id,
        month=published.month,
        deliveries=len(record.deliveries),
        rows=sum(content.rows.values()),
        marts=len(content.marts),
        published_sha256=published.content_sha256 or "",
        rebuilt_sha256=content.sha256,
        differences=differences,
        notes=tuple(notes),
        seconds=round(time.monotonic() - started, 1),
    )


def _build(apart: Settings) -> set[int]:
    """Build the month apart; returns the deliveries that were in force there."""
    try:
        made = build(apart, apart.month)
    except BuildFailed as failure:
        raise PublicationRefused(f"La construction à part a échoué : {failure}") from failure
    with connect(apart, READER) as connection:
        row = connection.execute("select deliveries from ops.build where build_id = %s", (made.build_id,)).fetchone()
    return {int(used["delivery_id"]) for used in (row[0] if row else [])}


def _differences(
    store: psycopg.Connection[Any], rebuilt: psycopg.Connection[Any], record: Record, content: Content
) -> tuple[Difference, ...]:
    """The marts that differ; a publication from before fingerprints by mart is compared row by row."""
    published = record.publication
    if published.content_sha256 == content.sha256:
        return ()
    then, now = published.content, content.as_json()
    names = sorted({*(then or published.rows), *now})
    found = []
    for name in names:
        if then and then.get(name) == now.get(name):
            continue
        difference = compare_mart(store, rebuilt, published.publication_id, name)
        if difference is not None:
            found.append(difference)
    return tuple(found)


def _notes(store: psycopg.Connection[Any], settings: Settings, record: Record, in_force: set[int]) -> list[str]:
    """What is not as it was when the publication was made."""
    published = record.publication
    notes = []
    manifest, commit = project_sha256(settings.dbt_dir), git_commit(settings.project_root)
    if manifest != published.manifest_hash:
        notes.append(f"the dbt project differs: {_short(published.manifest_hash)} then, {_short(manifest)} now")
    if commit != published.git_commit:
        notes.append(f"the commit differs: {published.git_commit} then, {commit} now")
    elif commit is None or commit.endswith("-dirty"):
        notes.append(f"the commit does not tell the code: {commit}")
    recorded = set(record.deliveries)
    for title, numbers in (("not in force again", recorded - in_force), ("in force besides", in_force - recorded)):
        if numbers:
            notes.append(f"deliveries {title}: {', '.join(map(str, sorted(numbers)))}")
    row = store.execute(
        "select count(*), sum(rows_erased) from ops.erasure where kind = 'objection' and erased_at > %s",
        (record.started_at,),
    ).fetchone()
    if row and row[0]:
        notes.append(f"{row[1]} landed rows were erased since, at the request of persons")
    return notes


def _short(digest: str | None) -> str:
    return (digest or "unknown")[:12]
