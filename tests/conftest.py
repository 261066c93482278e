"""Fixtures on a real PostgreSQL: one embedded server a session, a fresh database for each module."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sress.platform.cluster import Cluster
from sress.platform.database import bootstrap, connect, database_url
from sress.platform.postgres import stop
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "sress_template"


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
    with psycopg.connect(database_url(settings), autocommit=True) as connection:
        connection.execute(f"create database {TEMPLATE} template sress")
    yield settings
    stop(settings)
    cluster = Cluster.find(home)
    for folder in (cluster.base if cluster else home, home):
        shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session")
def new_database(server_settings: Settings, _admin_url: str) -> Callable[[Path], AbstractContextManager[Settings]]:
    """The same for whoever needs several: call it with a home, and leave it to drop the database."""
    return lambda home: contextmanager(_fresh)(server_settings, _admin_url, home)


def _fresh(base: Settings, admin_url: str, home: Path) -> Iterator[Settings]:
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{admin_url}/postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template {TEMPLATE}")
        for role in ("loader", "transformer", "publisher", "bi", "engineer"):
            admin.execute(f"grant connect on database {name} to sress_{role}")
    yield replace(base, home=home, database_url=f"{admin_url}/{name}")
    with psycopg.connect(f"{admin_url}/postgres", autocommit=True) as admin:
        _drop(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    """Drop a database with whoever is still connected to it.

    A worker of autovacuum may be there: only a superuser may end it by force, a plain drop sends it away.
    """
    try:
        admin.execute(f"drop database {name} with (force)")
    except psycopg.errors.InsufficientPrivilege:
        admin.execute(f"drop database {name}")


@pytest.fixture
def connection(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the engineer's role on the module's database."""
    with connect(settings, "engineer") as opened:
        yield opened
