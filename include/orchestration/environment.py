"""The environment that Airflow and its tasks run in, derived from the settings.

Set before Airflow is imported: it reads its configuration at import.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sress.platform.database import airflow_database_url
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
        "AIRFLOW__CORE__FERNET_KEY": _secret(settings, "airflow_fernet_key", _fernet_key),
        "AIRFLOW__API__SECRET_KEY": _secret(settings, "airflow_api_secret", _token),
        "AIRFLOW__API_AUTH__JWT_SECRET": _secret(settings, "airflow_jwt_secret", _token),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": airflow_database_url(settings),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(include), os.environ.get("PYTHONPATH", "")])),
        "SRESS_HOME": str(settings.home),
        "SRESS_MONTH": settings.month,
    }


def _secret(settings: Settings, name: str, make: object) -> str:
    path: Path = settings.home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())  # type: ignore[operator]
    return path.read_text().strip()


def _token() -> str:
    return secrets.token_urlsafe(48)


def _fernet_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()
