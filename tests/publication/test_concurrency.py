"""Killed, doubled or read at full speed: a publication is served whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication import PublicationRefused, hold, list_publications, publish, rollback
from sress.publication.history import read_turns

INCLUDE = Path(__file__).parents[2] / "include"
START = """
import pathlib, sys
from sress.platform.settings import Settings
from sress.publication import hold, publish, rollback
settings = Settings(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), database_url=sys.argv[3], month=sys.argv[4])
"""
READER = """
import json, pathlib, sys
import psycopg
url, kind, stop = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
joined = (
    "select min(least(dim.tag, fct.tag, value.tag)), max(greatest(dim.tag, fct.tag, value.tag)), count(*) "
    "from marts.dim_thing as dim "
    "inner join marts.fct_thing as fct on dim.thing_code = fct.thing_code "
    "inner join marts.indicator_value as value on value.territory = 'DEP-' || fct.amount"
)
single = [f"select min(tag), max(tag), count(*) from marts.{name}" for name in
          ("dim_thing", "fct_thing", "indicator_value", "dim_thing")]
reads, failed, mixed, seen = 0, [], [], set()
with psycopg.connect(url, options="-c role=sress_bi", autocommit=True) as connection:
    if kind == "transaction":
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    print("ready", flush=True)
    while not stop.exists():
        try:
            with connection.transaction():
                statements = single if kind == "transaction" else [joined]
                found = {connection.execute(statement).fetchone() for statement in statements}
        except psycopg.Error as error:
            failed.append(str(error))
            continue
        reads += 1
        if len(found) != 1 or any(low != high for low, high, _ in found):
            mixed.append(sorted(map(list, found)))
        seen |= {tag + ":" + str(count) for tag, _, count in found}
print(json.dumps({"reads": reads, "failed": failed, "mixed": mixed, "seen": sorted(seen)}))
"""


def start(settings: Settings, statement: str) -> subprocess.Popen[bytes]:
    """Run a statement on the store in a process of its own."""
    arguments = [str(settings.project_root), str(settings.home), database_url(settings), settings.month]
    path = os.pathsep.join([str(INCLUDE), *sys.path])
    program = START + statement
    return subprocess.Popen([sys.executable, "-c", program, *arguments], env={**os.environ, "PYTHONPATH": path})


@contextmanager
def blocked_at(settings: Settings, statement: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Hold what the publisher needs next, so that it stops exactly there."""
    with psycopg.connect(database_url(settings)) as connection:
        if statement.startswith("lock table publication."):
            connection.execute("set role sress_publisher")  # the owner of the marts' tables
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
        publisher = start(settings, f"publish(settings, {build_id})")
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


def wait_until_gone(settings: Settings) -> None:
    """The server notices that the client is dead, and gives up its statement."""
    deadline = time.monotonic() + 30
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        while time.monotonic() < deadline:
            left = connection.execute(
                "select from pg_stat_activity "
                "where datname = current_database() and application_name = 'sress publisher' and state = 'active'"
            ).rowcount
            if not left:
                return
            time.sleep(0.1)
    raise AssertionError("the killed client's statement is still there")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "stopped_by", "again"),
    [
        pytest.param(
            "rollback(settings, why='x')",
            "select from publication.current_publication for update",
            lambda settings: rollback(settings, why="x"),
            id="a rollback at the pointer",
        ),
        pytest.param(
            "rollback(settings, why='x')",
            "lock table ops.publication_turn in access exclusive mode",
            lambda settings: rollback(settings, why="x"),
            id="a rollback at its line in the history",
        ),
        pytest.param(
            "hold(settings, 'x')",
            "lock table ops.publication_hold in share row exclusive mode",
            lambda settings: hold(settings, "x"),
            id="a hold",
        ),
    ],
)
def test_a_killed_decision_leaves_nothing_and_can_be_taken_again(
    candidates: Any, settings: Settings, statement: str, stopped_by: str, again: Callable[[Settings], object]
) -> None:
    candidates.published("one")
    candidates.published("two")
    before = everything_decided(settings)
    with blocked_at(settings, stopped_by):
        process = start(settings, statement)
        wait_until_stopped(settings, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until_gone(settings)
    assert everything_decided(settings) == before
    assert candidates.served_tags() == candidates.all_tagged("two")
    again(settings)
    assert everything_decided(settings) != before


def everything_decided(settings: Settings) -> list[Any]:
    with psycopg.connect(database_url(settings)) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "select publication_id from publication.current_publication",
                "select publication_id, status from publication.publication order by 1",
                "select kind, publication_id, former_id, withdrawn from ops.publication_turn order by turn_id",
                "select why from ops.publication_held",
            )
        ]


def test_rollbacks_at_once_are_one_after_the_other(candidates: Any, settings: Settings) -> None:
    """Each turns the pointer to the one before what it finds: three of them go three steps back, none is lost."""
    for tag in ("one", "two", "three", "four"):
        candidates.published(tag)
    threads = [threading.Thread(target=rollback, args=(settings,), kwargs={"why": "essai"}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert candidates.served_tags() == candidates.all_tagged("one")
    with connect(settings, "engineer") as connection:
        turns = [(turn.former_id, turn.publication_id) for turn in read_turns(connection) if turn.kind == "rollback"]
    assert turns == [(4, 3), (3, 2), (2, 1)]


def test_one_of_two_holds_at_once_is_refused(candidates: Any, settings: Settings) -> None:
    outcomes: list[str] = []

    def run() -> None:
        try:
            outcomes.append(hold(settings, "vérification").why)
        except PublicationRefused as refusal:
            outcomes.append(str(refusal))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome == "vérification" for outcome in outcomes) == 1
    assert sum("déjà retenues" in outcome for outcome in outcomes) == 1


@pytest.mark.slow
def test_eight_readers_at_full_speed_see_fifty_publications_whole(
    candidates: Any, settings: Settings, tmp_path: Path
) -> None:
    """Four join the marts in single statements, four read them one by one in REPEATABLE READ transactions."""
    stop = tmp_path / "stop"
    candidates.published("00", rows=100)
    arguments = [(database_url(settings), kind, str(stop)) for kind in ("join", "transaction") * 4]
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, *each], stdout=subprocess.PIPE, text=True)
        for each in arguments
    ]  # fmt: skip
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for number in range(1, 51):
            candidates.published(f"{number:02}", rows=100 + number)
    finally:
        stop.touch()
        told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert [failure for reader in told for failure in reader["failed"]] == []
    assert [mixture for reader in told for mixture in reader["mixed"]] == []
    assert all(reader["reads"] > 50 for reader in told)
    seen = {tag for reader in told for tag in reader["seen"]}
    assert seen <= {f"{number:02}:{100 + number}" for number in range(51)}
    assert len(seen) > 40


def test_settings_still_start_with_the_root_and_the_home() -> None:
    assert [field.name for field in fields(Settings)][:2] == ["project_root", "home"]
