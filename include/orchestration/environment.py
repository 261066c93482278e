"""The environment that Airflow and its tasks run in, derived from the settings.

Set before Airflow is imported: it reads its configuration at import.
"""

from __future__ import annotations

import base64
import hashlib
import os

from sress.platform.database import airflow_database_url
from sress.platform.secret import secret
from sress.platform.settings import Settings

TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    "GX_ANALYTICS_ENABLED": "false",
    "SCARF_ANALYTICS": "false",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Variables for any Airflow process of this checkout; secrets are made once and kept 0600."""
    home = settings.home / "airflow"
    include = settings.project_root / "include"
    return {
        **TELEMETRY_OFF,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.project_root / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Europe/Paris",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
        "AIRFLOW__CORE__FERNET_KEY": _fernet_key(settings),
        "AIRFLOW__API__SECRET_KEY": secret(settings, "airflow_api"),
        "AIRFLOW__API_AUTH__JWT_SECRET": secret(settings, "airflow_jwt"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": airflow_database_url(settings),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(include), os.environ.get("PYTHONPATH", "")])),
        "SRESS_HOME": str(settings.home),
    }


def _fernet_key(settings: Settings) -> str:
    """A key in the form that Airflow's encryption of connections wants, from a secret of this state."""
    digest = hashlib.sha256(secret(settings, "airflow_fernet").encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()
