"""Homes with an embedded server of their own, and processes that use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sress.platform import postgres
from sress.platform.cluster import Cluster
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
_USE = """
import sys, time
from sress.platform.settings import Settings
from sress.platform.database import bootstrap, connect
settings = Settings.from_env()
bootstrap(settings)
with connect(settings, "engineer") as connection:
    print(connection.execute("select current_user, session_user, pg_postmaster_start_time()").fetchone(), flush=True)
time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home whose path has a space and an accent, and which any user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="sress état ")).resolve()
    folder.chmod(0o755)
    yield folder / "var"
    _empty(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home under a folder that only its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="sress closed ")).resolve()
    yield folder / "var"
    _empty(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that uses the database of a home, and stays for some seconds."""
    started: list[subprocess.Popen[str]] = []

    def begin(home: Path, seconds: float = 0, python: str = sys.executable, **options: object) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "SRESS_HOME": str(home),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "include"), sysconfig.get_paths()["purelib"]]),
        }
        process = subprocess.Popen(
            [python, "-c", _USE, str(seconds)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def use(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """Use the database of a home in another process, to its end; gives what it printed."""

    def complete(home: Path, **options: object) -> str:
        process = start(home, **options)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out

    return complete


def _empty(home: Path) -> None:
    settings = Settings(ROOT, home, "2026-10")
    postgres.keep_running(settings, False)
    if cluster := Cluster.find(home):
        postgres.stop(settings)
        shutil.rmtree(cluster.base, ignore_errors=True)
