"""Airflow's interface and scheduler as local services: started and stopped as one process group."""

from __future__ import annotations

import json
import os
import signal
import socket
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

from orchestration.environment import airflow_environment

_READY_SECONDS = 120
_STOP_SECONDS = 20
_PORT = 8080


def start(settings: Settings) -> int:
    """Start `airflow standalone` in its own session. Returns 0 when the interface answers."""
    record = _record(settings)
    if _alive(record):
        _tell(settings, json.loads(record.read_text())["port"])
        return 0
    keep_running(settings, True)
    bootstrap(settings)
    port = _free_port()
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
    log.parent.mkdir(parents=True, exist_ok=True)
    _passwords(settings).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.standalone"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=0o077,
        )
    record.write_text(json.dumps({"pid": process.pid, "port": port, "started": _started(process.pid)}))
    if not _wait_ready(process, port):
        print(f"Airflow did not answer within {_READY_SECONDS} s; see {log}", file=sys.stderr)
        stop(settings)
        return 1
    _tell(settings, port)
    return 0


def is_running(settings: Settings) -> bool:
    """Whether `start` was called on this state and its Airflow still lives."""
    return _alive(_record(settings))


def stop(settings: Settings) -> int:
    """Stop the Airflow group started by `start`, then the embedded server."""
    record = _record(settings)
    if _alive(record):
        group = json.loads(record.read_text())["pid"]
        _signal(group, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline and _group_lives(group):
            time.sleep(0.2)
        _signal(group, signal.SIGKILL)
        print("Airflow stopped")
    record.unlink(missing_ok=True)
    keep_running(settings, False)
    if stop_postgres(settings):
        print("PostgreSQL stopped")
    return 0


def _record(settings: Settings) -> Path:
    path = settings.home / "airflow" / "standalone.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _passwords(settings: Settings) -> Path:
    return settings.home / "secrets" / "airflow_passwords.json"


def _alive(record: Path) -> bool:
    """Whether the recorded process still is the one that was started, not another with its number."""
    if not record.exists():
        return False
    found = json.loads(record.read_text())
    return bool(found["started"]) and _started(found["pid"]) == found["started"]


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    with suppress(ChildProcessError):
        os.waitpid(group, os.WNOHANG)
    return True


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _free_port() -> int:
    for port in (_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on the loopback address")


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
