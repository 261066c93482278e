"""The embedded server: several processes, kill -9, odd places, ordinary users."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sress.platform import postgres
from sress.platform.database import airflow_database_url, bootstrap, connect, database_url
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

_CHILD = """
import sys, time
from sress.platform.settings import Settings
from sress.platform.database import bootstrap, connect
settings = Settings.from_env()
bootstrap(settings)
with connect(settings, "engineer") as connection:
    print(connection.execute("select current_user, session_user, pg_postmaster_start_time()").fetchone(), flush=True)
time.sleep(float(sys.argv[1]))
"""


def child(home: Path, seconds: float = 0, python: str = sys.executable, **options: object) -> subprocess.Popen[str]:
    packages = sysconfig.get_paths()["purelib"]
    environment = {
        **os.environ,
        "SRESS_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "include"), packages]),
    }
    return subprocess.Popen(
        [python, "-c", _CHILD, str(seconds)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def server_pids(home: Path) -> list[int]:
    """Postmasters on this home's data."""
    record = home / "postgres.json"
    if not record.exists():
        return []
    state = postgres._State.load(home)
    return [pid] if (pid := postgres._server_pid(state)) and postgres._is_ours(state) else []


@pytest.fixture
def home() -> Iterator[Path]:
    """A home whose path has a space and an accent, emptied afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sress état "))
    folder.chmod(0o755)
    yield folder
    settings = Settings(ROOT, folder, "2026-10")
    postgres.keep_running(settings, False)
    if (folder / "postgres.json").exists():
        base = postgres._State.load(folder).base
        postgres.stop(settings)
        shutil.rmtree(base, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_last_user_stops_the_server_and_the_data_stay(home: Path) -> None:
    for _ in range(2):
        process = child(home)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert "sress_engineer" in out
        assert server_pids(home) == []


@pytest.mark.slow
def test_four_processes_at_once_share_one_server(home: Path) -> None:
    processes = [child(home, 2) for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    assert len({out for out, _ in answers}) == 1
    assert server_pids(home) == []


@pytest.mark.slow
def test_a_killed_server_comes_back_with_what_was_committed(home: Path) -> None:
    settings = Settings(ROOT, home, "2026-10")
    postgres.keep_running(settings, True)
    assert child(home).wait(60) == 0
    (pid,) = server_pids(home)
    with psycopg.connect(_url(settings), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")
    os.kill(pid, signal.SIGKILL)
    process = child(home)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    with psycopg.connect(_url(settings)) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


@pytest.mark.slow
def test_a_killed_client_does_not_keep_the_server_for_ever(home: Path) -> None:
    process = child(home, 60)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert len(server_pids(home)) == 1
    assert child(home).wait(60) == 0
    deadline = time.monotonic() + 10
    while server_pids(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert server_pids(home) == []


def test_a_stale_pid_file_with_a_living_number_is_no_obstacle(home: Path) -> None:
    assert child(home).wait(60) == 0
    data = postgres._State.load(home).data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    process = child(home)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err


def test_a_taken_port_is_left_and_another_chosen(home: Path) -> None:
    import socket

    assert child(home).wait(60) == 0
    before = postgres._State.load(home).port
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", before))
        squatter.listen()
        process = child(home)
        _, err = process.communicate(timeout=90)
        assert process.returncode == 0, err
    assert postgres._State.load(home).port != before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_an_unreachable_home_has_its_data_elsewhere() -> None:
    folder = Path(tempfile.mkdtemp(prefix="sress-closed-"))
    home = folder / "var"
    try:
        process = child(home)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        base = postgres._State.load(home).base
        assert not base.is_relative_to(folder)
        assert (base / "data").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        shutil.rmtree(base)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def interpreter_for_everybody() -> str | None:
    """A Python of this version that an ordinary user may run."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [os.path.realpath(sys.executable), f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"]
    return next((path for path in candidates if Path(path).exists() and postgres._reachable(Path(path).parent)), None)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become an ordinary user")
def test_an_ordinary_user_runs_the_server_itself() -> None:
    python = interpreter_for_everybody()
    if python is None:
        pytest.skip("no interpreter here that an ordinary user may run")
    user = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="sress-user-"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        process = child(folder / "var", python=python, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd=folder)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        data = postgres._State.load(folder / "var").data
        assert data.is_relative_to(folder)
        assert data.stat().st_uid == user.pw_uid
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_passwords_are_readable_by_their_owner_only(server_settings: Settings) -> None:
    modes = {path.stat().st_mode & 0o777 for path in server_settings.secrets_dir.iterdir()}
    assert modes == {0o600}


def test_bootstrap_twice_is_a_no_op(settings: Settings) -> None:
    with connect(settings, "engineer") as connection:
        before = connection.execute("select name, applied_at from ops.migration order by 1").fetchall()
    bootstrap(settings)
    with connect(settings, "engineer") as connection:
        assert connection.execute("select name, applied_at from ops.migration order by 1").fetchall() == before


def test_the_external_address_is_used_as_it_is(settings: Settings) -> None:
    assert settings.database_url is not None
    assert database_url(settings) == settings.database_url
    assert airflow_database_url(settings).endswith("_airflow")


def _url(settings: Settings) -> str:
    password = (settings.secrets_dir / "postgres_application").read_text()
    return f"postgresql://sress:{password}@127.0.0.1:{postgres._State.load(settings.home).port}/sress"
