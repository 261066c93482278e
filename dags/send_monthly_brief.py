"""Render the monthly brief from the published marts and send it to the pilots, once each."""

from __future__ import annotations

import pendulum
from airflow.sdk import chain, dag, task
from airflow.sdk.exceptions import AirflowFailException
from sress.platform.settings import Settings


@dag(
    dag_id="send_monthly_brief",
    dag_display_name="Envoyer le point mensuel",
    schedule="0 8 5 * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Paris"),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "observatoire", "retries": 2},
    tags=["brief"],
)
def send_monthly_brief() -> None:
    """brief → mail."""

    @task
    def render() -> dict[str, str]:
        from sress.brief.render import render_brief

        return render_brief(Settings.from_env()).as_json()

    @task
    def send(files: dict[str, str]) -> dict[str, int]:
        from sress.brief.render import BriefFiles
        from sress.mail.send import count_by_status, send_brief

        counts = count_by_status(send_brief(Settings.from_env(), BriefFiles.of(files)))
        if counts.get("uncertain") or counts.get("failed"):
            raise AirflowFailException(f"mail not delivered to everybody: {counts}")
        return counts

    rendered = render()
    chain(rendered, send(rendered))


send_monthly_brief()
