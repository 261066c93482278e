"""The dashboards as they are loaded, and warehouses to read: an empty one of the described shape, a published one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sress.bi.assets import Asset
from sress.bi.load import completed_assets
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.publish import publish
from sress.publication.views import ensure_info_view
from sress.quality.gate import check_candidate

sys.path.insert(0, str(Path(__file__).parent))

from described_marts import described_marts

if TYPE_CHECKING:
    from conftest import NewDatabase
    from whole_world import WholeWorld

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> list[Asset]:
    """The assets of include/dashboards, completed as on a machine that has no contours of the EPCI."""
    settings = Settings(ROOT, tmp_path_factory.mktemp("no-contours"), "2026-10")
    return completed_assets(settings, "login:XXXXXXXXXX@host:5432/database")


@pytest.fixture(scope="module")
def described(settings: Settings) -> Settings:
    """A database whose `marts` are empty tables of exactly the columns that dbt's contracts promise."""
    with connect(settings, "publisher") as connection:
        for name, columns in described_marts().items():
            inside = ", ".join(f'"{column}" {data_type}' for column, data_type in columns.items())
            connection.execute(f"create table marts.{name} ({inside})".encode())
        ensure_info_view(connection)
        connection.execute("grant select on all tables in schema marts to sress_bi")
    return settings


@pytest.fixture(scope="session")
def published(
    new_database: NewDatabase, whole_world: WholeWorld, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The simulated world, gated and published."""
    with new_database(tmp_path_factory.mktemp("published"), like=whole_world.settings) as copied:
        settings = replace(copied, month=whole_world.settings.month)
        with connect(settings, "engineer") as connection:
            row: Any = connection.execute("select max(build_id) from ops.build").fetchone()
        check_candidate(settings, row[0])
        publish(settings, row[0])
        yield settings
