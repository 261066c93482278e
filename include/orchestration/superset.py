"""Superset as a local service, from its own environment: started on the loopback address, dashboards loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from sress.bi.accounts import metadata
from sress.bi.load import load
from sress.bi.place import administrator_password, assets_folder, reader_password, record
from sress.bi.superset import SupersetError
from sress.platform.database import connect
from sress.platform.postgres import keep_running
from sress.platform.secret import secret
from sress.platform.settings import Settings

from orchestration.environment import TELEMETRY_OFF
from orchestration.process_group import ProcessGroup, free_port

_READY_SECONDS = 120
_PORT = 8088


def installed(settings: Settings) -> bool:
    """Whether `make bi` has made Superset's environment."""
    return (_programs(settings) / "gunicorn").exists()


def start(settings: Settings) -> int:
    """Bring its metadata to this version, start it, load the dashboards. Returns 0 when it shows them."""
    if not installed(settings):
        print("Superset is not installed: make bi", file=sys.stderr)
        return 1
    group = ProcessGroup(record(settings))
    if not group.lives() and not _serve(settings, group):
        print(f"Superset did not start; see {_log(settings)}", file=sys.stderr)
        stop(settings)
        return 1
    try:
        load(settings)
    except SupersetError as error:
        print(f"the dashboards were not loaded: {error}", file=sys.stderr)
        return 1
    if not _published(settings):
        print("Nothing is published yet: the pages have nothing to show before the first `make refresh`")
    print(f"Superset  http://127.0.0.1:{group.port}/dashboard/list/")
    print(f"Login     lecteur / {reader_password(settings)}")
    print(f"Login     ingenieur / {administrator_password(settings)}")
    return 0


def stop(settings: Settings) -> None:
    """Stop what `start` started; the database server is the caller's."""
    if ProcessGroup(record(settings)).stop():
        print("Superset stopped")


def _serve(settings: Settings, group: ProcessGroup) -> bool:
    """Prepare, then start gunicorn: one process, since caches and the login limiter are its own."""
    keep_running(settings, True)
    environment = _environment(settings)
    log = _log(settings)
    log.parent.mkdir(parents=True, exist_ok=True)
    prepare = [str(_programs(settings) / "python"), str(assets_folder(settings) / "server" / "prepare.py")]
    with log.open("ab") as output:
        if subprocess.call(prepare, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output):
            return False
    port = free_port(_PORT)
    command = [str(_programs(settings) / "gunicorn"), "--workers", "1", "--threads", "8", "--timeout", "120"]
    application = ["--bind", f"127.0.0.1:{port}", "superset.app:create_app()"]
    return _wait_ready(group.start(command + application, environment, log, port), port)


def _environment(settings: Settings) -> dict[str, str]:
    """What superset_config.py reads; nothing of the pipeline's own secrets."""
    home = settings.home / "superset"
    home.mkdir(parents=True, exist_ok=True)
    passed = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR", "TZ") if name in os.environ}
    return {
        **TELEMETRY_OFF,
        **passed,
        "PATH": f"{_programs(settings)}{os.pathsep}{os.environ.get('PATH', '')}",
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(assets_folder(settings) / "server" / "superset_config.py"),
        "SRESS_SUPERSET_SECRET_KEY": secret(settings, "superset_secret_key"),
        "SRESS_SUPERSET_METADATA_URL": os.environ.get("SRESS_SUPERSET_METADATA_URL") or metadata(settings).url(),
        "SRESS_SUPERSET_CACHE_DIR": str(home / "cache"),
        "SRESS_SUPERSET_PASSWORD": administrator_password(settings),
        "SRESS_SUPERSET_READER_PASSWORD": reader_password(settings),
    }


def _published(settings: Settings) -> bool:
    with connect(settings, "bi") as connection:
        return connection.execute("select to_regclass('marts.publication_info') is not null").fetchone() == (True,)


def _programs(settings: Settings) -> Path:
    return settings.project_root / ".venv-superset" / "bin"


def _log(settings: Settings) -> Path:
    return settings.logs_dir / "superset.log"


def _wait_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=3) as answer,
        ):
            if answer.status == 200:
                return True
        time.sleep(0.5)
    return False
