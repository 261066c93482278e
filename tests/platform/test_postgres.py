"""The embedded server's life: several processes, kill -9, who stops it and when."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sress.platform import postgres
from sress.platform.cluster import Cluster
from sress.platform.database import bootstrap, connect
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[str]"]
Use = Callable[..., str]


def cluster_of(home: Path) -> Cluster:
    found = Cluster.find(home)
    assert found is not None
    return found


def runs(home: Path) -> bool:
    return cluster_of(home).runs()


def kill_server(home: Path) -> None:
    pid = cluster_of(home).server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while runs(home) and time.monotonic() < deadline:
        time.sleep(0.02)


def begun(process: subprocess.Popen[str]) -> str:
    """Wait until a started process uses the database; gives the line it prints then."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return line


def test_the_last_user_stops_the_server_and_the_port_stays(home: Path, use: Use) -> None:
    assert "sress_engineer" in use(home)
    port = cluster_of(home).port
    assert not runs(home)
    use(home)
    assert (cluster_of(home).port, runs(home)) == (port, False)


def test_a_process_that_ends_leaves_the_server_to_the_others(home: Path, start: Start, use: Use) -> None:
    first = begun(start(home, 60))
    assert use(home) == first
    assert runs(home)


def test_down_leaves_the_server_to_who_still_uses_it(home: Path, start: Start) -> None:
    process = start(home, 60)
    begun(process)
    settings = Settings(ROOT, home, "2026-10")
    assert not postgres.stop(settings)
    assert runs(home)
    process.kill()
    process.wait()
    assert postgres.stop(settings)
    assert not postgres.stop(settings)


def test_a_kept_server_outlives_its_users(home: Path, use: Use) -> None:
    settings = Settings(ROOT, home, "2026-10")
    postgres.keep_running(settings, True)
    first = use(home)
    assert runs(home)
    postgres.keep_running(settings, False)
    assert use(home) == first
    assert not runs(home)


def test_four_processes_at_once_share_one_server(home: Path, start: Start) -> None:
    processes = [start(home, 1) for _ in range(4)]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    assert len({out for out, _ in answers}) == 1
    assert not runs(home)


def test_a_forked_child_is_counted_by_itself(home: Path) -> None:
    """The parent's end must not stop the server under a child that it forked."""
    program = """
import os, time
from sress.platform.database import bootstrap, connect
from sress.platform.settings import Settings
settings = Settings.from_env()
bootstrap(settings)
if os.fork() == 0:
    time.sleep(1)
    with connect(settings, "engineer") as connection:
        print(connection.execute("select 'child ' || current_user").fetchone()[0], flush=True)
    raise SystemExit
with connect(settings, "engineer") as connection:
    print(connection.execute("select pg_postmaster_start_time()::text").fetchone()[0], flush=True)
"""
    environment = {**os.environ, "SRESS_HOME": str(home), "PYTHONPATH": str(ROOT / "include")}
    process = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    begun(process)
    process.wait(30)
    assert runs(home)
    out, _ = process.communicate(timeout=60)
    assert "child sress_engineer" in out
    deadline = time.monotonic() + 20
    while runs(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not runs(home)


def test_a_killed_server_comes_back_with_what_was_committed(home: Path) -> None:
    settings = Settings(ROOT, home, "2026-10")
    bootstrap(settings)
    with connect(settings, "loader") as connection:
        connection.execute("create table raw.kept as select 42 as answer")
    kill_server(home)
    with connect(settings, "loader") as connection:
        assert connection.execute("select answer from raw.kept").fetchone() == (42,)


def test_a_server_killed_at_work_waits_for_its_children(home: Path) -> None:
    """PostgreSQL refuses to start while a child of the killed server still writes; we try again."""
    settings = Settings(ROOT, home, "2026-10")
    bootstrap(settings)
    with connect(settings, "loader") as connection:
        connection.execute("create table raw.kept as select 42 as answer")
        connection.commit()
        busy = connect(settings, "engineer")
        busy.execute("select count(*) from generate_series(1, 1000)")
        kill_server(home)
    with connect(settings, "loader") as connection:
        assert connection.execute("select answer from raw.kept").fetchone() == (42,)
    busy.close()


def test_a_killed_client_does_not_keep_the_server_for_ever(home: Path, start: Start, use: Use) -> None:
    process = start(home, 60)
    begun(process)
    process.kill()
    process.communicate()
    assert runs(home)
    use(home)
    assert not runs(home)


@pytest.mark.parametrize("content", ["{pid}\n{data}\n", ""], ids=["a number in use", "empty"])
def test_a_stale_pid_file_is_no_obstacle(home: Path, use: Use, content: str) -> None:
    use(home)
    data = cluster_of(home).data
    (data / "postmaster.pid").write_text(content.format(pid=os.getpid(), data=data))
    use(home)


def test_a_taken_port_is_left_and_another_chosen(home: Path, use: Use) -> None:
    use(home)
    before = cluster_of(home).port
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", before))
        squatter.listen()
        use(home)
    assert cluster_of(home).port != before


def test_passwords_are_readable_by_their_owner_only(server_settings: Settings) -> None:
    modes = {path.stat().st_mode & 0o777 for path in server_settings.secrets_dir.iterdir()}
    assert modes == {0o600}


def test_only_the_loopback_address_is_listened_on(home: Path) -> None:
    """And a server, the tests' own apart, waits for the disk."""
    server = postgres.ensure_running(Settings(ROOT, home, "2026-10"))
    with psycopg.connect(server.url()) as connection:
        found = connection.execute(
            "select name, setting from pg_settings where name = any(%s) order by name",
            [["listen_addresses", "unix_socket_directories", "fsync", "synchronous_commit", "jit", "TimeZone"]],
        ).fetchall()
        version = connection.info.server_version // 10_000
    assert dict(found) == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "jit": "off",
        "TimeZone": "Europe/Paris",
    }
    assert version == 18
