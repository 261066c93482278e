"""Killed, doubled or read at full speed: a publication is served whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication import list_publications, publish

INCLUDE = Path(__file__).parents[2] / "include"
PROGRAM = """
import pathlib, sys
from sress.platform.settings import Settings
from sress.publication import publish
settings = Settings(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), database_url=sys.argv[3], month=sys.argv[4])
publish(settings, int(sys.argv[5]))
"""


def start_publishing(settings: Settings, build_id: int) -> subprocess.Popen[bytes]:
    arguments = [str(settings.project_root), str(settings.home), database_url(settings), settings.month, str(build_id)]
    path = os.pathsep.join([str(INCLUDE), *sys.path])
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], env={**os.environ, "PYTHONPATH": path})


@contextmanager
def blocked_at(settings: Settings, statement: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Hold what the publisher needs next, so that it stops exactly there."""
    with connect(settings, "publisher") as connection:
        connection.execute(statement)
        yield connection
        connection.rollback()


def wait_until_stopped(settings: Settings, publisher: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    with connect(settings, "publisher") as connection:
        connection.autocommit = True
        while time.monotonic() < deadline:
            assert publisher.poll() is None, "the publisher ended before it was blocked"
            waiting = connection.execute(
                """
                select count(*)
                from pg_locks as waiting
                inner join pg_locks as here on here.pid = waiting.pid
                inner join pg_database as database on database.oid = here.database
                where not waiting.granted and database.datname = current_database()
                """
            ).fetchone()
            if waiting is not None and waiting[0]:
                return
            time.sleep(0.02)
    raise AssertionError("the publisher was never blocked")


@pytest.mark.parametrize(
    "stopped_by",
    [
        pytest.param("lock table publication.dim_thing in access exclusive mode", id="before the first mart"),
        pytest.param("lock table publication.indicator_value in share row exclusive mode", id="between two marts"),
        pytest.param("select from publication.current_publication for update", id="at the pointer"),
    ],
)
def test_a_publisher_killed_half_way_leaves_nothing(candidates: Any, settings: Settings, stopped_by: str) -> None:
    candidates.published("one")
    build_id = candidates.build("two")
    candidates.judge(build_id)
    with blocked_at(settings, stopped_by):
        publisher = start_publishing(settings, build_id)
        wait_until_stopped(settings, publisher)
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
    assert candidates.served_tags() == candidates.all_tagged("one")
    assert [p.status for p in list_publications(settings)] == ["published"]
    assert publish(settings, build_id).is_current
    assert candidates.served_tags() == candidates.all_tagged("two")
    with connect(settings, "engineer") as connection:
        for mart in candidates.marts:
            counts = connection.execute(
                sql.SQL("select count(*) from {} group by publication_id").format(sql.Identifier("publication", mart))
            ).fetchall()
            assert counts == [(20,), (20,)]


def test_two_runs_at_once_publish_once(candidates: Any, settings: Settings) -> None:
    build_id = candidates.build("one")
    candidates.judge(build_id)
    outcomes: list[bool] = []

    def run() -> None:
        outcomes.append(publish(settings, build_id).unchanged)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True, True]
    assert len(list_publications(settings)) == 1


def test_readers_never_see_two_publications_mixed(candidates: Any, settings: Settings) -> None:
    candidates.published("0", rows=200)
    done = threading.Event()
    reads: list[set[str]] = []
    failures: list[BaseException] = []

    def read() -> None:
        try:
            with connect(settings, "bi") as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                while not done.is_set():
                    seen: set[str] = set()
                    with connection.transaction():
                        for mart in (*candidates.marts, *candidates.marts):
                            found = connection.execute(
                                sql.SQL("select tag, count(*) from {} group by tag").format(
                                    sql.Identifier("marts", mart)
                                )
                            ).fetchall()
                            seen |= {f"{tag}:{count}" for tag, count in found}
                    reads.append(seen)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 7):
        candidates.published(str(number), rows=200 + number)
    done.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert len(reads) > 10
    assert {len(seen) for seen in reads} == {1}
    assert set.union(*reads) <= {f"{number}:{200 + number}" for number in range(7)}


def test_settings_still_start_with_the_root_and_the_home() -> None:
    assert [field.name for field in fields(Settings)][:2] == ["project_root", "home"]
