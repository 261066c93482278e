"""Every DAG file imports, and every DAG follows the house's policy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sress.contracts.load import load_contracts

ROOT = Path(__file__).resolve().parents[2]
_LIST = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print(json.dumps({
    "errors": {str(k): str(v) for k, v in bag.import_errors.items()},
    "dags": {d.dag_id: {
        "display": d.dag_display_name, "tags": sorted(d.tags), "catchup": d.catchup,
        "max_active_runs": d.max_active_runs,
        "tasks": {t.task_id: [t.owner, t.retries, sorted(t.upstream_task_ids)] for t in d.tasks},
    } for d in bag.dags.values()},
}))
"""


def read_dags(home: Path, **variables: str) -> dict[str, dict[str, object]]:
    """What Airflow reads from dags/, with no database at all."""
    environment = {
        **os.environ,
        **variables,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////nonexistent/parse-time/must-not-connect.db",
        "PYTHONPATH": str(ROOT / "include"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", _LIST, str(ROOT / "dags")], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    return read_dags(tmp_path_factory.mktemp("airflow"))


@pytest.mark.slow
def test_dags_import_without_any_database(listing: dict[str, dict[str, object]]) -> None:
    assert listing["errors"] == {}
    contracts = load_contracts(ROOT / "include" / "sources")
    assert set(listing["dags"]) == {f"import_{source}" for source in contracts} | {
        "refresh_marts",
        "send_monthly_brief",
        "purge_expired_data",
    }


@pytest.mark.slow
def test_dags_follow_the_policy(listing: dict[str, dict[str, object]]) -> None:
    for dag_id, dag in listing["dags"].items():
        assert dag["display"] != dag_id, f"{dag_id}: a French display name"
        assert dag["tags"], f"{dag_id}: tags"
        assert dag["catchup"] is False, dag_id
        assert dag["max_active_runs"] == 1, dag_id
        for task_id, (owner, retries, _) in dag["tasks"].items():  # type: ignore[attr-defined]
            assert owner == "observatoire", f"{dag_id}.{task_id}: an owner"
            assert retries >= 1, f"{dag_id}.{task_id}: retries"


@pytest.mark.slow
def test_nothing_is_published_without_the_gate(listing: dict[str, dict[str, object]]) -> None:
    tasks = listing["dags"]["refresh_marts"]["tasks"]  # type: ignore[index]
    assert tasks["gate"][2] == ["build"]
    assert tasks["publish"][2] == ["gate"]
    assert tasks["refresh_dashboards"][2] == ["publish"]


@pytest.mark.slow
def test_an_invalid_contract_fails_the_dag_import_by_file_line_and_field(tmp_path: Path) -> None:
    project = tmp_path / "checkout"
    shutil.copytree(ROOT / "include" / "sources", project / "include" / "sources")
    contract = project / "include" / "sources" / "cog.yml"
    contract.write_text(contract.read_text(encoding="utf-8").replace("due_day: 28", "due_day: 99"), encoding="utf-8")
    errors = read_dags(tmp_path / "airflow", SRESS_PROJECT_ROOT=str(project))["errors"]
    assert len(errors) == 2
    for message in errors.values():
        assert "cog.yml, line 7, field due_day" in str(message)


def test_a_dag_file_is_short_and_not_named_like_dbt() -> None:
    for path in (ROOT / "dags").glob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 90, path.name
        assert not path.name.startswith("dbt_"), path.name
