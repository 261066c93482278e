"""Fixtures on a real PostgreSQL: one embedded server a session, a fresh database for each module."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import psycopg
import pytest
from sress.platform.cluster import Cluster
from sress.platform.database import bootstrap, connect, database_url
from sress.platform.postgres import ensure_running, stop
from sress.platform.settings import Settings

if TYPE_CHECKING:
    from whole_world import Collected, WholeWorld

ROOT = Path(__file__).resolve().parents[1]
# What tests of several folders share: importlib mode does not put it on the path.
sys.path.insert(0, str(ROOT / "tests" / "shared"))
TEMPLATE = "sress_template"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that of several processes none waits for the other's last one."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)

    def slow(listed: list[pytest.Item]) -> int:
        return sum(item.get_closest_marker("slow") is not None for item in listed)

    items[:] = [item for listed in sorted(files.values(), key=slow, reverse=True) for item in listed]


@pytest.fixture(scope="session", autouse=True)
def _clean_environment() -> Iterator[None]:
    """Tests do not see the settings of whoever runs them."""
    kept = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.startswith("SRESS_") and name != "SRESS_SHARED_DATA"
    }
    yield
    os.environ.update(kept)


@pytest.fixture(scope="session")
def server_settings(_clean_environment: None) -> Iterator[Settings]:
    """Settings of the session's server, whose application database is the template of the others."""
    home = Path(tempfile.mkdtemp(prefix="sress-tests-")).resolve()
    home.chmod(0o755)
    settings = Settings(project_root=ROOT, home=home, month="2026-10")
    bootstrap(settings)
    _do_not_wait_for_the_disk(settings)
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        connection.execute(f"create database {TEMPLATE} template sress")
    yield settings
    stop(settings)
    cluster = Cluster.find(home)
    for folder in (cluster.base if cluster else home, home):
        shutil.rmtree(folder, ignore_errors=True)


def _do_not_wait_for_the_disk(settings: Settings) -> None:
    """Nothing of a test must outlive a crash: dropping a database takes milliseconds then, not seconds.

    What survives a killed server is tested on servers of their own, in tests/platform.
    """
    with psycopg.connect(ensure_running(settings).url(), autocommit=True) as superuser:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            superuser.execute(f"alter system set {name} = off")
        superuser.execute("select pg_reload_conf()")


@pytest.fixture(scope="session")
def _admin_url(server_settings: Settings) -> str:
    url = database_url(server_settings)
    return url.rsplit("/", 1)[0]


@pytest.fixture(scope="module")
def settings(
    server_settings: Settings, _admin_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings with an empty, bootstrapped database and a home of their own, shared by a module."""
    yield from _fresh(server_settings, _admin_url, tmp_path_factory.mktemp("home"))


@pytest.fixture
def fresh_settings(server_settings: Settings, _admin_url: str, tmp_path: Path) -> Iterator[Settings]:
    """The same for one test alone."""
    yield from _fresh(server_settings, _admin_url, tmp_path)


class NewDatabase(Protocol):
    """Makes a database for the life of a context."""

    def __call__(self, home: Path, like: Settings | None = None) -> AbstractContextManager[Settings]: ...


@pytest.fixture(scope="session")
def new_database(server_settings: Settings, _admin_url: str) -> NewDatabase:
    """The same for whoever needs several: call it with a home, and leave it to drop the database.

    `like` names the warehouse to begin with a copy of, in place of an empty one; nobody may be connected to it.
    """

    def make(home: Path, like: Settings | None = None) -> AbstractContextManager[Settings]:
        template = database_url(like).rsplit("/", 1)[1] if like else TEMPLATE
        return contextmanager(_fresh)(server_settings, _admin_url, home, template)

    return make


def _fresh(base: Settings, admin_url: str, home: Path, template: str = TEMPLATE) -> Iterator[Settings]:
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{admin_url}/postgres", autocommit=True) as admin:
        if template != TEMPLATE:
            admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
        admin.execute(f"create database {name} template {template}")
        # A copy has the rows of its template, not the rights on it.
        admin.execute(f"revoke all on database {name} from public")
        admin.execute(f"grant connect on database {name} to sress_bi, sress_analyst")
        admin.execute(
            f"grant connect, temporary on database {name} "
            "to sress_loader, sress_transformer, sress_publisher, sress_engineer"
        )
    yield replace(base, home=home, database_url=f"{admin_url}/{name}")
    with psycopg.connect(f"{admin_url}/postgres", autocommit=True) as admin:
        _drop(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    """Drop a database with whoever is still connected to it.

    A worker of autovacuum may be there: only a superuser may end it by force, a plain drop sends it away.
    """
    for attempt in range(10):
        try:
            admin.execute(f"drop database {name} with (force)")
            return
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(attempt / 10)
        try:
            admin.execute(f"drop database {name}")
            return
        except psycopg.errors.ObjectInUse:
            continue
    raise RuntimeError(f"database {name} is still in use")


@pytest.fixture(scope="session")
def collected(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The files of a simulated world, for every warehouse that is to land them."""
    from whole_world import Collected

    with new_database(tmp_path_factory.mktemp("collected")) as settings:
        yield Collected.by(settings)


@pytest.fixture(scope="session")
def whole_world(
    new_database: NewDatabase, collected: Collected, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WholeWorld]:
    """The simulated world from files to candidate marts, for tests that only read it or copy it."""
    from whole_world import WholeWorld

    with new_database(tmp_path_factory.mktemp("whole-world")) as settings:
        world = WholeWorld.of(settings)
        world.land(collected)
        world.build()
        yield world


@pytest.fixture
def connection(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the engineer's role on the module's database."""
    with connect(settings, "engineer") as opened:
        yield opened
