"""The local services: Airflow's interface and scheduler, and Superset beside it where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from sress.platform.database import bootstrap
from sress.platform.postgres import keep_running
from sress.platform.postgres import stop as stop_postgres
from sress.platform.settings import Settings

from orchestration import superset
from orchestration.environment import airflow_environment
from orchestration.process_group import ProcessGroup, free_port

_READY_SECONDS = 120
_PORT = 8080


def start(settings: Settings) -> int:
    """Start `airflow standalone` in its own session, then Superset. Returns 0 when both answer."""
    group = _group(settings)
    if group.lives():
        _tell(settings, group.port)
        return superset.start(settings) if superset.installed(settings) else 0
    keep_running(settings, True)
    bootstrap(settings)
    port = free_port(_PORT)
    programs = Path(sys.executable).parent
    environment = {
        **os.environ,
        **airflow_environment(settings),
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(settings)),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    }
    log = settings.logs_dir / "airflow.log"
    _passwords(settings).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    process = group.start([sys.executable, "-m", "orchestration.standalone"], environment, log, port)
    if not _wait_ready(process, port):
        print(f"Airflow did not answer within {_READY_SECONDS} s; see {log}", file=sys.stderr)
        stop(settings)
        return 1
    _tell(settings, port)
    if superset.installed(settings):
        return superset.start(settings)
    print("Superset  not installed: make bi")
    return 0


def is_running(settings: Settings) -> bool:
    """Whether `start` was called on this state and its Airflow still lives."""
    return _group(settings).lives()


def stop(settings: Settings) -> int:
    """Stop Superset and the Airflow group started by `start`, then the embedded server."""
    superset.stop(settings)
    if _group(settings).stop():
        print("Airflow stopped")
    keep_running(settings, False)
    if stop_postgres(settings):
        print("PostgreSQL stopped")
    return 0


def _group(settings: Settings) -> ProcessGroup:
    return ProcessGroup(settings.home / "airflow" / "standalone.json")


def _passwords(settings: Settings) -> Path:
    return settings.home / "secrets" / "airflow_passwords.json"


def _wait_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError, KeyError, ValueError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=3) as answer:
                health = json.load(answer)
            if health["scheduler"]["status"] == health["metadatabase"]["status"] == "healthy":
                return True
        time.sleep(0.5)
    return False


def _tell(settings: Settings, port: int) -> None:
    print(f"Airflow   http://127.0.0.1:{port}")
    for user, password in json.loads(_passwords(settings).read_text()).items():
        print(f"Login     {user} / {password}")
    print("Stop it with: make down")
