"""Run real DAGs to their end in this process, through Airflow's own `dag.test()`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sress.platform.settings import Settings

from orchestration.environment import airflow_environment


@dataclass
class RunOutcome:
    """How a DAG run ended; `errors` are the messages of failed tasks, `tasks` their states."""

    dag_id: str
    state: str
    tasks: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        """Whether every task that had to run did."""
        return self.state == "success"


class AirflowRunner:
    """Airflow, imported late and configured for this checkout, with its own output in a log file."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings = settings
        self._log = log
        self._dags: dict[str, Any] = {}
        self._on_task: Callable[[str], None] = lambda task: None
        self._errors: list[str] = []

    def prepare(self) -> None:
        """Set the environment, migrate the metadata database if it must be, load the DAGs.

        Raises RuntimeError when a DAG file cannot be imported.
        """
        os.environ.update(airflow_environment(self._settings))
        os.environ["SRESS_MONTH"] = self._settings.month  # one month for the whole run, also past midnight
        with self.quiet():
            self._migrate()
            from airflow.dag_processing.dagbag import DagBag

            bag = DagBag(str(self._settings.project_root / "dags"))
            if bag.import_errors:
                raise RuntimeError("; ".join(f"{path}: {error}" for path, error in bag.import_errors.items()))
            self._dags = dict(bag.dags)
            self._listen()

    def run(self, dag_id: str, on_task: Callable[[str], None]) -> RunOutcome:
        """Run one DAG to its end. `on_task` hears the id of each task as it starts."""
        self._on_task, self._errors = on_task, []
        with self.quiet():
            run = self._dags[dag_id].test()
            tasks = {ti.task_id: str(ti.state) for ti in run.get_task_instances()}
        return RunOutcome(dag_id, str(run.state), tasks, list(self._errors))

    def _migrate(self) -> None:
        """Bring Airflow's metadata to this version; a look at two tables when there is nothing to do."""
        from airflow import __version__

        marker = self._settings.home / "airflow" / "migrated"
        if marker.exists() and marker.read_text() == f"{__version__} {self._revision()}":
            return
        from airflow.utils.db import upgradedb

        upgradedb()
        marker.write_text(f"{__version__} {self._revision()}")

    def _revision(self) -> str:
        url = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        scheme, rest = url.split("://", 1)
        with psycopg.connect(f"{scheme.split('+')[0]}://{rest}") as connection:
            found = connection.execute("select to_regclass('public.alembic_version')").fetchone()
            if found is None or found[0] is None:
                return ""
            row = connection.execute("select version_num from alembic_version").fetchone()
            return str(row[0]) if row else ""

    def _listen(self) -> None:
        from airflow.listeners import hookimpl
        from airflow.sdk.listener import get_listener_manager

        runner = self

        class TaskListener:
            """Tells the runner which task starts and why one fails."""

            @hookimpl
            def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
                runner._on_task(task_instance.task_id)

            @hookimpl
            def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
                runner._errors.append(str(error))

        get_listener_manager().add_listener(TaskListener())

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Send everything that Airflow and dbt print to the log file, also from C and child processes."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        sys.stdout.flush()
        sys.stderr.flush()
        kept = os.dup(1), os.dup(2)
        with self._log.open("ab") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            try:
                yield
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os.dup2(kept[0], 1)
                os.dup2(kept[1], 2)
                os.close(kept[0])
                os.close(kept[1])
