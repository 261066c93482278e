"""The rows of `ops.build`: which code, which deliveries, which outcome."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from sress.platform.settings import Settings

_CODE = ("*.sql", "*.yml", "*.csv")
_IN_FORCE = """
    select jsonb_agg(
        jsonb_build_object(
            'delivery_id', delivery.delivery_id, 'source', delivery.source,
            'stream', delivery.stream, 'sha256', delivery.sha256
        )
        order by delivery.delivery_id
    )
    from intermediate.int_delivery__in_force as in_force
    inner join ops.delivery as delivery on in_force.delivery_id = delivery.delivery_id
"""


def open_build(connection: psycopg.Connection[Any], settings: Settings) -> int:
    """Enter a running build and return its id; the caller holds the lock of builds.

    A build that still says running was killed: it is closed as failed.
    """
    connection.execute(
        "update ops.build set status = 'failed', finished_at = clock_timestamp() where status = 'running'"
    )
    row = connection.execute(
        "insert into ops.build (month, cut_off, status, manifest_hash) values (%s, %s, 'running', %s) "
        "returning build_id",
        [settings.month, settings.cut_off, project_sha256(settings.dbt_dir)],
    ).fetchone()
    connection.commit()
    assert row is not None
    return int(row[0])


def finish_build(
    connection: psycopg.Connection[Any],
    build_id: int,
    status: str,
    nodes: list[dict[str, Any]],
    matching: dict[str, Any] | None = None,
) -> None:
    """Store the outcome, the deliveries that a finished build was made from, and how its projects were matched."""
    deliveries = connection.execute(_IN_FORCE).fetchone() if status == "built" else None
    connection.execute(
        "update ops.build set status = %s, finished_at = clock_timestamp(), nodes = %s, deliveries = %s, "
        "matching = %s where build_id = %s",
        [status, Jsonb(nodes), Jsonb((deliveries and deliveries[0]) or []), matching and Jsonb(matching), build_id],
    )
    connection.commit()


def project_sha256(dbt_dir: Path) -> str:
    """Fingerprint of the dbt project's code and registry: the same files give the same one."""
    whole = hashlib.sha256()
    for path in sorted({path for pattern in _CODE for path in dbt_dir.rglob(pattern)}):
        whole.update(f"{path.relative_to(dbt_dir).as_posix()}\n".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
