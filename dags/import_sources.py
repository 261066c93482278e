"""One `import_<source>` DAG per contract: collect the files, land them, hold them against gate 1.

A late or failing source never blocks the others: each has its own DAG, and `refresh_marts` follows the assets that
did arrive. Within a source, what gate 1 holds stops nothing else: the marts follow what passed, then the run says
what did not.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Asset, chain, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.platform.settings import Settings

START = pendulum.datetime(2026, 1, 1, tz="Europe/Paris")


def import_dag(contract: Contract) -> DAG:
    """The import DAG of one source."""

    @dag(
        dag_id=f"import_{contract.source}",
        dag_display_name=f"Importer — {contract.label}",
        description=f"{contract.owner}; {contract.cadence}, due on day {contract.due_day}.",
        schedule=contract.schedule,
        start_date=START,
        catchup=False,
        max_active_runs=1,
        default_args={"owner": "observatoire", "retries": 2},
        tags=["import", contract.cadence, contract.source],
    )
    def import_source() -> None:
        @task
        def collect() -> dict[str, Any]:
            from orchestration.connections import airflow_connection
            from sress.collect.source import collect_source

            return collect_source(Settings.from_env(), contract, airflow_connection).as_json()

        @task
        def land(collected: dict[str, Any]) -> list[dict[str, Any]]:
            from sress.landing.run import land_files

            return [report.as_json() for report in land_files(Settings.from_env(), contract, collected["found"])]

        @task(outlets=[Asset(f"raw/{contract.source}")])
        def check(collected: dict[str, Any], reports: list[dict[str, Any]]) -> list[str]:
            from sress.quality.deliveries import check_deliveries
            from sress.quality.verdict import critical_lines

            fresh = [report["delivery_id"] for report in reports if not report["unchanged"]]
            verdicts = check_deliveries(Settings.from_env(), fresh) if fresh else []
            refused = [*collected["failed"], *critical_lines(verdicts)]
            if refused and not any(verdict.passed for verdict in verdicts):
                raise AirflowFailException("\n".join(refused))
            if not fresh:
                raise AirflowSkipException("nothing new was delivered")
            return refused

        @task
        def tell(refused: list[str]) -> None:
            if refused:
                raise AirflowFailException("\n".join(refused))

        collected = collect()
        reports = land(collected)
        refused = check(collected, reports)
        chain(collected, reports, refused, tell(refused))

    return import_source()


for _contract in load_contracts(Settings.from_env().contracts_dir).values():
    import_dag(_contract)
