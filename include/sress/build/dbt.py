"""Runs the dbt project in this process, matching projects on the way; `ops.build` keeps what each node did."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sress.build.candidate import drop_left_over, drop_views
from sress.build.ledger import finish_build, open_build
from sress.contracts.load import load_contracts
from sress.matching.run import match_projects
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings

# Unit tests and tests of seeds judge the code, not the deliveries: the test suite runs them.
_NOT_HERE = ("resource_type:unit_test", "path:seeds,resource_type:test")
_SIGHTINGS = ("+int_project__sightings", "parameters")
# Two halves, between which projects are matched. A test belongs to the half in which all it reads is there.
BEFORE_MATCHING = ("build", "--indirect-selection", "cautious", "--select", *_SIGHTINGS, "--exclude", *_NOT_HERE)
AFTER_MATCHING = ("build", "--indirect-selection", "cautious", "--exclude", *_SIGHTINGS, *_NOT_HERE)
FAILED = frozenset({"error", "fail", "runtime error"})
_BUILD_LOCK = 7_318_652_302


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one seed, model or test. `seconds` is wall time; `message` is dbt's own."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float
    message: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the node itself failed; nodes after it are skipped."""
        return self.status in FAILED


@dataclass(frozen=True)
class BuildResult:
    """A finished build: its row in `ops.build` and its nodes."""

    build_id: int
    month: str
    nodes: tuple[NodeResult, ...]


class BuildFailed(RuntimeError):
    """The build did not succeed; the message names the failed nodes."""

    def __init__(self, message: str, nodes: tuple[NodeResult, ...] = ()) -> None:
        super().__init__(message)
        self.nodes = nodes


def build(settings: Settings, month: str) -> BuildResult:
    """Build the candidate marts of `month` ('YYYY-MM') in schema `audit`, and test them.

    Builds wait for each other: they write the same schemas. Raises BuildFailed when a node failed
    or the project cannot be parsed; the row in `ops.build` then says failed.
    """
    settings = replace(settings, month=month)
    nodes: tuple[NodeResult, ...] = ()
    with connect(settings, "transformer") as connection:
        connection.execute("select pg_advisory_lock(%s)", [_BUILD_LOCK])
        build_id = open_build(connection, settings)
        try:
            project = parse(settings)
            drop_views(connection)
            nodes = run_dbt(settings, BEFORE_MATCHING, project)
            matching = match_projects(connection, settings.cut_off)
            nodes += run_dbt(settings, AFTER_MATCHING, project)
        except BuildFailed as failure:
            finish_build(connection, build_id, "failed", [asdict(node) for node in (*nodes, *failure.nodes)])
            raise
        except BaseException:
            finish_build(connection, build_id, "failed", [])
            raise
        drop_left_over(connection, [node.name for node in nodes if node.resource_type == "model"])
        finish_build(connection, build_id, "built", [asdict(node) for node in nodes], matching)
    return BuildResult(build_id, month, nodes)


def parse(settings: Settings) -> Any:
    """The parsed project for the settings' month, to be handed to `run_dbt`. Raises BuildFailed."""
    return _invoke(settings, ("parse",), None).result


def run_dbt(settings: Settings, command: Sequence[str], project: Any = None) -> tuple[NodeResult, ...]:
    """Run one dbt command (`("build", "--select", …)`) for the settings' month.

    What dbt writes goes below `settings.home`, never into the checkout. `project` is what `parse` gave:
    without it the project is parsed again. Raises BuildFailed.
    """
    return _nodes(_invoke(settings, command, project).result)


def _invoke(settings: Settings, command: Sequence[str], project: Any) -> Any:
    from dbt.cli.main import dbtRunner

    target = settings.home / "dbt"
    target.mkdir(parents=True, exist_ok=True)
    arguments = [
        *("--quiet", "--no-use-colors", "--no-send-anonymous-usage-stats"),
        *("--log-path", str(settings.logs_dir / "dbt")),
        *command,
        *("--project-dir", str(settings.dbt_dir), "--profiles-dir", str(settings.dbt_dir)),
        *("--target-path", str(target), "--vars", json.dumps(_variables(settings), ensure_ascii=False)),
    ]
    with _environment(_profile(settings)):
        outcome = dbtRunner(manifest=project).invoke(arguments)
    if outcome.success:
        return outcome
    nodes = _nodes(outcome.result)
    if outcome.exception is not None:
        raise BuildFailed(f"dbt stopped: {outcome.exception}", nodes) from outcome.exception
    failed = [f"{node.resource_type} {node.name}: {node.message}" for node in nodes if node.failed]
    raise BuildFailed("dbt build failed:\n" + "\n".join(failed or ["no node says why, see dbt.log"]), nodes)


def _variables(settings: Settings) -> dict[str, Any]:
    contracts = load_contracts(settings.contracts_dir).values()
    fields = {"source", "label", "owner", "cadence", "due_day"}
    return {"month": settings.month, "contracts": [contract.model_dump(include=fields) for contract in contracts]}


def _profile(settings: Settings) -> dict[str, str]:
    address = urlsplit(database_url(settings))
    options = parse_qs(address.query)
    return {
        "SRESS_DBT_HOST": address.hostname or "127.0.0.1",
        "SRESS_DBT_PORT": str(address.port or 5432),
        "SRESS_DBT_USER": unquote(address.username or ""),
        "SRESS_DBT_PASSWORD": unquote(address.password or ""),
        "SRESS_DBT_DBNAME": unquote(address.path.lstrip("/")),
        "SRESS_DBT_SSLMODE": options.get("sslmode", ["prefer"])[0],
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """The process environment with `values`, as it was afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _nodes(result: Any) -> tuple[NodeResult, ...]:
    return tuple(
        NodeResult(
            unique_id=item.node.unique_id,
            name=item.node.name,
            resource_type=str(item.node.resource_type),
            status=str(item.status),
            seconds=round(item.execution_time, 3),
            message=item.message,
        )
        for item in getattr(result, "results", None) or ()
    )
