"""The bootstrap, and an external server in the place of the embedded one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sress.platform import database
from sress.platform.database import MigrationChanged, airflow_database_url, bootstrap, connect, database_url
from sress.platform.postgres import ensure_running
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def applied(settings: Settings) -> list[tuple[object, ...]]:
    with connect(settings, "engineer") as connection:
        return connection.execute("select name, sha256, applied_at from ops.migration order by 1").fetchall()


def external(home: Path, name: str) -> Settings:
    """Settings that point to a database of another server, whose owner may make roles and is no superuser."""
    server = ensure_running(Settings(ROOT, home, "2026-10"))
    with psycopg.connect(server.url(), autocommit=True) as superuser:
        if not superuser.execute("select 1 from pg_roles where rolname = 'dsi'").fetchone():
            superuser.execute("create role dsi login createrole createdb password 'p@ss/word'")
        superuser.execute(f"create database {name} owner dsi")
    url = f"postgresql://dsi:p%40ss%2Fword@127.0.0.1:{server.port}/{name}"
    return Settings(ROOT, home.with_name("unused"), "2026-10", database_url=url)


def test_bootstrap_twice_is_a_no_op(settings: Settings) -> None:
    before = applied(settings)
    bootstrap(settings)
    assert applied(settings) == before


def test_bootstraps_at_once_wait_for_each_other(home: Path) -> None:
    settings = external(home, "warehouse")
    errors: list[Exception] = []

    def run() -> None:
        try:
            bootstrap(settings)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(applied(settings)) == len(list((ROOT / "include/sress/platform/migrations").glob("*.sql")))


def test_an_edited_migration_is_refused_by_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    name, text = next(iter(database._migrations().items()))
    monkeypatch.setattr(database, "_migrations", lambda: {name: text + "-- another wording"})
    with pytest.raises(MigrationChanged, match=name):
        bootstrap(settings)


def test_an_external_server_takes_the_place_of_the_embedded_one(home: Path) -> None:
    settings = external(home, "warehouse")
    assert database_url(settings) == settings.database_url
    bootstrap(settings)
    with connect(settings, "loader") as connection:
        connection.execute("create table raw.essai (a text)")
        assert connection.execute("select current_user::text, session_user::text").fetchone() == ("sress_loader", "dsi")
    with connect(settings, "bi") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from raw.essai")
    assert not settings.home.exists()


def test_two_databases_of_one_server_share_the_roles(home: Path) -> None:
    for name in ("first", "second"):
        settings = external(home, name)
        bootstrap(settings)
        with connect(settings, "transformer") as connection:
            connection.execute("create table audit.essai (a text)")


def test_another_process_uses_the_external_server(
    home: Path, use: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = external(home, "warehouse")
    assert settings.database_url is not None
    monkeypatch.setenv("SRESS_DATABASE_URL", settings.database_url)
    assert "'dsi'" in use(settings.home)
    assert not settings.home.exists()


def test_airflow_has_another_database_of_the_same_server(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", raising=False)
    embedded = airflow_database_url(Settings(ROOT, home, "2026-10"))
    assert embedded.startswith("postgresql+psycopg2://sress:")
    assert embedded.endswith("/airflow")
    outside = airflow_database_url(external(home, "warehouse"))
    assert outside.startswith("postgresql+psycopg2://dsi:p%40ss%2Fword@")
    assert outside.endswith("/warehouse_airflow")
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql+psycopg2://elsewhere/airflow")
    assert airflow_database_url(replace(settings, month="2026-09")) == "postgresql+psycopg2://elsewhere/airflow"
