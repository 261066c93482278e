"""Build the candidate marts, hold them against gate 2, publish them, refresh the dashboards.

Runs when a source brought something new, and on the monthly date at the latest. A critical failure
stops before publication, and so does a person who holds publications back: readers keep the last one.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, chain, dag, task
from airflow.sdk.exceptions import AirflowFailException
from sress.contracts.load import load_contracts
from sress.platform.settings import Settings

AT_THE_LATEST = CronTriggerTimetable("0 5 5 * *", timezone="Europe/Paris")
ANY_SOURCE = [Asset(f"raw/{source}") for source in load_contracts(Settings.from_env().contracts_dir)]


@dag(
    dag_id="refresh_marts",
    dag_display_name="Actualiser les indicateurs",
    schedule=AssetOrTimeSchedule(timetable=AT_THE_LATEST, assets=ANY_SOURCE),
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Paris"),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "observatoire", "retries": 1},
    tags=["marts"],
)
def refresh_marts() -> None:
    """dbt → gate 2 → publication → dashboards."""

    @task
    def build() -> int:
        from sress.build.dbt import build as build_marts

        settings = Settings.from_env()
        return build_marts(settings, settings.month).build_id

    @task
    def gate(build_id: int) -> int:
        from sress.mail.postponed import postpone
        from sress.publication.history import withhold
        from sress.quality.gate import check_candidate
        from sress.quality.verdict import critical_lines, gate_passed

        settings = Settings.from_env()
        verdicts = check_candidate(settings, build_id)
        if not gate_passed(verdicts):
            reasons = "\n".join(critical_lines(verdicts))
            withhold(settings, build_id, reasons)
            postpone(settings, build_id)
            raise AirflowFailException(f"publication withheld: {reasons}")
        return build_id

    @task
    def publish(build_id: int) -> int:
        from sress.publication.publication import PublicationRefused
        from sress.publication.publish import publish_or_withhold

        try:
            return publish_or_withhold(Settings.from_env(), build_id, by="refresh_marts").publication_id
        except PublicationRefused as refusal:
            raise AirflowFailException(f"publication retenue : {refusal}") from refusal

    @task
    def refresh_dashboards() -> int:
        from sress.bi.load import refresh_dashboards as fill_cache

        warmed = fill_cache(Settings.from_env())
        return warmed.answered if warmed else 0

    built = build()
    checked = gate(built)
    chain(built, checked, publish(checked), refresh_dashboards())


refresh_marts()
