"""Erase every night what has come to the end of its retention."""

from __future__ import annotations

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task
from sress.platform.settings import Settings

EVERY_NIGHT = CronTriggerTimetable("0 4 * * *", timezone="Europe/Paris")


@dag(
    dag_id="purge_expired_data",
    dag_display_name="Purger les données échues",
    schedule=EVERY_NIGHT,
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Paris"),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "observatoire", "retries": 2},
    tags=["retention"],
)
def purge_expired_data() -> None:
    """purge, by class."""

    @task
    def purge() -> dict[str, int]:
        from sress.retention.purge import purge as purge_expired

        return {erased.what: erased.count for erased in purge_expired(Settings.from_env())}

    purge()


purge_expired_data()
