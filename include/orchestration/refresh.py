"""The main job: deliveries → raw → marts → gate → publication → brief → mail, through the real DAGs."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from sress.contracts.load import load_contracts
from sress.landing.store import prepare_streams
from sress.platform.database import bootstrap, connect
from sress.platform.settings import Settings

from orchestration.airflow_runner import AirflowRunner, RunOutcome
from orchestration.progress import Progress, Step
from orchestration.sandbox_partners import sandbox_partners
from orchestration.services import is_running
from orchestration.summary import print_summary, read_summary


def refresh(settings: Settings) -> int:
    """Run the main job for `settings.month`. Returns 0 when a publication is served and mailed, else 1."""
    started = datetime.now().astimezone()
    log = settings.logs_dir / f"refresh-{started:%Y%m%d-%H%M%S}.log"
    progress = Progress()
    runner = AirflowRunner(settings, log)
    failures: list[RunOutcome] = []
    progress.console.print(f"Observatoire SRESS — refresh of {settings.month}, state in {settings.home}")
    with progress.running():
        with progress.step("database and Airflow"):
            bootstrap(settings)
            contracts = load_contracts(settings.contracts_dir)
            with connect(settings, "loader") as connection:
                prepare_streams(connection, contracts.values())
            runner.prepare()
        with ExitStack() as partners:
            if os.environ.get("SRESS_SANDBOX", "1") != "0":
                with progress.step("sandbox partners") as step:
                    served = partners.enter_context(sandbox_partners(settings))
                    step.detail = f"{served.deliveries} synthetic deliveries"
                    if served.withdrawn:
                        step.detail += f", {served.withdrawn} of another world withdrawn"
            for source in contracts:
                failures += _run(progress, runner, f"import_{source}", warn_only=True)
        stopped = _run(progress, runner, "refresh_marts")
        failures += stopped
        if not stopped:
            failures += _run(progress, runner, "send_monthly_brief")
    summary = read_summary(settings, since=started)
    print_summary(progress.console, summary, log)
    return 1 if [failure for failure in failures if not failure.dag_id.startswith("import_")] else 0


def _run(progress: Progress, runner: AirflowRunner, dag_id: str, *, warn_only: bool = False) -> list[RunOutcome]:
    """Run one DAG as a step; returns the outcome in a list when it did not succeed."""
    with progress.step(dag_id) as step:
        outcome = runner.run(dag_id, on_task=lambda task: _show(step, task))
        if outcome.succeeded:
            skipped = [task for task, state in outcome.tasks.items() if state == "skipped"]
            step.detail = "nothing new" if skipped else ""
            return []
        reason = outcome.errors[0] if outcome.errors else str(outcome.tasks)
        step.finish("warned" if warn_only else "failed", reason.replace("\n", " ")[:160])
        return [outcome]


def _show(step: Step, task: str) -> None:
    step.detail = task


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """One refresh at a time on a state. Raises BlockingIOError when another one runs."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "refresh.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def main(settings: Settings) -> int:
    """Run the main job, alone on its state. Returns 0, 1 when it failed, 2 when it may not run now."""
    if is_running(settings):
        print(
            "Airflow's scheduler is up on this state and would take over the run: `make down` first.", file=sys.stderr
        )
        return 2
    try:
        with _only_one(settings):
            return refresh(settings)
    except BlockingIOError:
        print(f"another refresh runs on {settings.home}: wait for its end.", file=sys.stderr)
        return 2
    except Exception as error:
        print(f"refresh stopped: {type(error).__name__}: {error}\nDetails: {settings.logs_dir}", file=sys.stderr)
        return 1
