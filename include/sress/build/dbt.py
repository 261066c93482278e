"""Run dbt in this process and keep what it did in `ops.build`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sress.contracts.load import load_contracts
from sress.landing.store import prepare_streams
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings

_FAILED = {"error", "fail", "runtime error"}
_DELIVERIES = """
select coalesce(jsonb_agg(jsonb_build_object(
    'delivery_id', delivery_id, 'source', source, 'stream', stream, 'sha256', sha256, 'period', period
) order by delivery_id), '[]') from ops.delivery where status = 'landed'
"""
_BUILD_LOCK = "select pg_advisory_lock(hashtext('sress.build'))"


class BuildFailed(Exception):
    """dbt did not end well; the message names the nodes that failed and why."""


@dataclass(frozen=True)
class NodeResult:
    """How one dbt node ended; seconds of execution."""

    name: str
    resource_type: str
    status: str
    seconds: float
    message: str | None = None


@dataclass(frozen=True)
class BuildResult:
    """A candidate that was built from start to end."""

    build_id: int
    month: str
    nodes: tuple[NodeResult, ...]


def build(settings: Settings, month: str) -> BuildResult:
    """Build seeds, models and tests for `month` ('YYYY-MM'); the candidate marts are then in `audit`.

    One build at a time on a database. Raises BuildFailed naming the failed nodes.
    """
    with connect(settings, "loader") as loader:
        prepare_streams(loader, load_contracts(settings.contracts_dir).values())
    with connect(settings, "transformer") as connection:
        connection.autocommit = True
        connection.execute(_BUILD_LOCK)
        row = connection.execute(
            "insert into ops.build (month, cut_off, status, deliveries) values "
            f"(%s, (date_trunc('month', %s::date) + interval '1 month - 1 day')::date, 'running', ({_DELIVERIES})) "
            "returning build_id",
            [month, f"{month}-01"],
        ).fetchone()
        assert row is not None
        build_id = int(row[0])
        try:
            nodes = _run_dbt(settings, month)
        except BaseException:
            _close(connection, build_id, "failed", [], None)
            raise
        failed = [node for node in nodes if node.status in _FAILED]
        _close(connection, build_id, "failed" if failed else "built", nodes, _manifest_hash(settings))
    if failed:
        raise BuildFailed("; ".join(f"{node.name}: {node.message or node.status}" for node in failed))
    return BuildResult(build_id, month, tuple(nodes))


def _close(connection: Any, build_id: int, status: str, nodes: list[NodeResult], manifest: str | None) -> None:
    connection.execute(
        "update ops.build set status = %s, finished_at = clock_timestamp(), nodes = %s, manifest_hash = %s "
        "where build_id = %s",
        [status, json.dumps([node.__dict__ for node in nodes]), manifest, build_id],
    )


def _run_dbt(settings: Settings, month: str) -> list[NodeResult]:
    from dbt.cli.main import dbtRunner

    os.environ.update(_environment(settings))
    target = settings.home / "dbt"
    target.mkdir(parents=True, exist_ok=True)
    result = dbtRunner().invoke(
        [
            "--log-path",
            str(target / "logs"),
            "--log-level",
            "warn",
            "build",
            "--project-dir",
            str(settings.dbt_dir),
            "--profiles-dir",
            str(settings.dbt_dir),
            "--target-path",
            str(target / "target"),
            "--vars",
            json.dumps({"month": month, "contracts": _contracts(settings)}),
        ]
    )
    if result.result is None:
        raise BuildFailed(f"dbt could not start: {result.exception}") from result.exception
    return [_node(item) for item in result.result]


def _node(item: Any) -> NodeResult:
    return NodeResult(
        name=str(item.node.name),
        resource_type=str(item.node.resource_type),
        status=str(item.status),
        seconds=round(float(item.execution_time), 3),
        message=str(item.message) if item.message and str(item.status) in _FAILED else None,
    )


def _contracts(settings: Settings) -> list[dict[str, Any]]:
    """What the marts show of each contract."""
    return [
        {
            "source": contract.source,
            "label": contract.label,
            "owner": contract.owner,
            "cadence": contract.cadence,
            "due_day": contract.due_day,
        }
        for contract in load_contracts(settings.contracts_dir).values()
    ]


def _environment(settings: Settings) -> dict[str, str]:
    """What dbt_project/profiles.yml reads."""
    url = urlsplit(database_url(settings))
    return {
        "SRESS_DBT_HOST": url.hostname or "127.0.0.1",
        "SRESS_DBT_PORT": str(url.port or 5432),
        "SRESS_DBT_USER": unquote(url.username or ""),
        "SRESS_DBT_PASSWORD": unquote(url.password or ""),
        "SRESS_DBT_DBNAME": url.path.strip("/"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        "DO_NOT_TRACK": "1",
    }


def _manifest_hash(settings: Settings) -> str:
    """sha256 over the project's own nodes: the same code gives the same hash on any machine."""
    manifest: Path = settings.home / "dbt" / "target" / "manifest.json"
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    checksums = sorted((name, node.get("checksum", {}).get("checksum", "")) for name, node in nodes.items())
    return hashlib.sha256(json.dumps(checksums).encode()).hexdigest()
