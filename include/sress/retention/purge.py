"""Erase what has come to the end of its retention; safe to repeat, and each class noted in `ops.erasure`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from sress.landing import vault
from sress.platform.database import connect
from sress.platform.sealing import SEALED_SUFFIX
from sress.platform.settings import ZONE, Settings
from sress.retention.rules import Retention

_IN_VAULT = re.compile(r"[0-9a-f]{64}(\.sealed)?")
# Received twice, a file is kept for as long as the later receipt allows.
_EXPIRED_FILES = """
select vault_path, array_agg(delivery_id order by delivery_id), bool_and(purged_at is not null)
from ops.delivery group by vault_path having bool_or(personal) and max(received_at) < %s order by vault_path
"""
_OLD_REPORTS = "select delivery_id from ops.landing_report where created_at < %s"
_OLD_MESSAGES = """
from ops.landing_report r join ops.delivery d using (delivery_id)
where r.created_at < %s and d.status <> 'held' and r.messages <> '[]'::jsonb
"""


@dataclass(frozen=True)
class Erased:
    """How many things of a class were erased (or would be), and before which moment."""

    what: str
    count: int
    older_than: datetime


@dataclass(frozen=True)
class _Run:
    connection: psycopg.Connection[Any]
    settings: Settings
    dry_run: bool


def purge(
    settings: Settings, *, retention: Retention | None = None, now: datetime | None = None, dry_run: bool = False
) -> list[Erased]:
    """Erase by class and return what was erased; with `dry_run` only count."""
    terms, now = retention or Retention(), now or datetime.now(ZONE)
    steps: list[tuple[str, datetime, Callable[[_Run, datetime], int]]] = [
        ("raw files with personal data", terms.raw_files_before(now), _erase_raw_files),
        ("reject files", terms.rejects_before(now), _erase_reject_files),
        ("quarantined values", terms.rejects_before(now), _erase_quarantine),
        ("messages of landing reports", terms.rejects_before(now), _erase_messages),
        ("files waiting to be landed", terms.waiting_before(now), _erase_inbox),
        ("unfinished pulls", terms.waiting_before(now), _erase_checkpoints),
        ("vault files of no delivery", terms.waiting_before(now), _erase_leftovers),
    ]
    erased = []
    with connect(settings, "loader") as connection:
        run = _Run(connection, settings, dry_run)
        for what, before, erase in steps:
            count = erase(run, before)
            erased.append(Erased(what, count, before))
            if count and not dry_run:
                connection.execute(
                    "insert into ops.erasure (kind, subject, rows_erased) values ('retention', %s, %s)", [what, count]
                )
            connection.commit()
    return erased


def _erase_raw_files(run: _Run, before: datetime) -> int:
    """The bytes go, the ledger keeps that they were here. A purged file that came back goes again."""
    count = 0
    for vault_path, deliveries, purged in run.connection.execute(_EXPIRED_FILES, [before]).fetchall():
        there = vault.holds(run.settings, vault_path)
        if purged and not there:
            continue
        count += 1
        if not run.dry_run:
            vault.remove(run.settings, vault_path)
            run.connection.execute(
                "update ops.delivery set purged_at = coalesce(purged_at, now()) where delivery_id = any(%s)",
                [deliveries],
            )
    return count


def _erase_reject_files(run: _Run, before: datetime) -> int:
    return _unlink(run, _older(run.settings.rejects_dir, before))


def _erase_quarantine(run: _Run, before: datetime) -> int:
    """Refused and mended cells hold values as they came; the report keeps how many there were."""
    count = 0
    for table in ("rejected_row", "mended_cell"):
        clause = f"from quarantine.{table} where delivery_id in ({_OLD_REPORTS})"
        count += _count_or_run(run, clause, f"delete {clause}", before)
    return count


def _erase_messages(run: _Run, before: datetime) -> int:
    """Messages quote refused values. Those of a delivery that still waits for its decision stay."""
    update = f"update ops.landing_report set messages = '[]' where delivery_id in (select delivery_id {_OLD_MESSAGES})"
    return _count_or_run(run, _OLD_MESSAGES, update, before)


def _count_or_run(run: _Run, clause: str, statement: str, before: datetime) -> int:
    if not run.dry_run:
        return max(0, run.connection.execute(statement.encode(), [before]).rowcount)
    row = run.connection.execute(f"select count(*) {clause}".encode(), [before]).fetchone()
    return 0 if row is None else int(row[0])


def _erase_inbox(run: _Run, before: datetime) -> int:
    """A file that nobody landed goes, and collecting forgets its source: it is then fetched again."""
    old = _older(run.settings.inbox_dir, before)
    sources = {path.relative_to(run.settings.inbox_dir).parts[0] for path in old}
    if sources and not run.dry_run:
        run.connection.execute("delete from ops.collect_state where source = any(%s)", [sorted(sources)])
        run.connection.commit()
    return _unlink(run, old)


def _erase_checkpoints(run: _Run, before: datetime) -> int:
    return _unlink(run, _older(run.settings.home / "collect", before))


def _erase_leftovers(run: _Run, before: datetime) -> int:
    """Sealed files that no delivery names, and drafts of a landing that was killed."""
    known = {
        row[0].removesuffix(SEALED_SUFFIX)
        for row in run.connection.execute("select distinct vault_path from ops.delivery").fetchall()
    }
    return _unlink(
        run,
        [
            path
            for path in _older(run.settings.vault_dir, before)
            if not _IN_VAULT.fullmatch(path.name)
            or (path.name.endswith(SEALED_SUFFIX) and _address(run.settings.vault_dir, path) not in known)
        ],
    )


def _address(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix().removesuffix(SEALED_SUFFIX)


def _older(folder: Path, before: datetime) -> list[Path]:
    """Files below the folder last written before the moment."""
    limit = before.timestamp()
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < limit)


def _unlink(run: _Run, paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        count += 1
        if not run.dry_run:
            path.unlink(missing_ok=True)
    return count
