"""The pipeline against the servers with every fault on: what it collects is what the production holds."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sandbox.cog import load_cog
from sandbox.produce import produce
from sandbox.production import Production
from sandbox.serve import Faults, Running, start
from sress.collect.api import pull_stream
from sress.collect.connection import Connection
from sress.collect.download import download_stream
from sress.collect.drop import take_drops
from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.platform.sealing import is_sealed, unseal
from sress.platform.settings import Settings

MONTH = "2026-10"
FAULTS = Faults.from_text("429,500,cut,token,drift,growing")


@pytest.fixture(scope="module")
def contracts(settings: Settings) -> dict[str, Contract]:
    return load_contracts(settings.contracts_dir)


@pytest.fixture(scope="module")
def production(settings: Settings) -> Production:
    return produce(1, 1, MONTH, 1, load_cog(settings.reference_dir)).production


@pytest.fixture(scope="module")
def running(production: Production) -> Iterator[Running]:
    with start(production, faults=FAULTS, limits=False) as running:
        yield running


def connection(running: Running, path: str, name: str = "") -> Connection:
    login, password = running.credentials.get(name, (None, None))
    return Connection(url=running.http_url + path, login=login, password=password)


def content(settings: Settings, path: Path) -> bytes:
    """What was collected; files with personal data wait sealed."""
    data = path.read_bytes()
    return unseal(settings, data) if is_sealed(data) else data


def records(settings: Settings, path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(settings, path).decode().splitlines()]


def canonical(found: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in found)


@pytest.mark.parametrize(
    ("source", "stream", "path", "name", "api"),
    [
        ("sirene", "unites_legales", "/sirene/api-sirene/3.11", "sirene", "sirene/unites_legales"),
        ("sirene", "etablissements", "/sirene/api-sirene/3.11", "sirene", "sirene/etablissements"),
        ("sirene", "recherche", "/recherche", "", "sirene/recherche"),
        ("populations", "communes", "/melodi", "", "populations/observations"),
    ],
)
def test_every_record_is_pulled_once(
    settings: Settings,
    contracts: dict[str, Contract],
    production: Production,
    running: Running,
    source: str,
    stream: str,
    path: str,
    name: str,
    api: str,
) -> None:
    (pulled,) = pull_stream(
        replace(settings, month=MONTH), contracts[source], stream, connection(running, path, name), sleep=lambda _: None
    )
    assert canonical(records(settings, pulled)) == canonical(production.apis[api])


@pytest.mark.parametrize(
    ("source", "stream", "path"),
    [
        ("scdl_subventions", "conventions", "/datagouv"),
        ("ess_france", "entreprises", "/datagouv"),
    ],
)
def test_every_open_file_is_downloaded_whole(
    settings: Settings,
    contracts: dict[str, Contract],
    production: Production,
    running: Running,
    source: str,
    stream: str,
    path: str,
) -> None:
    resource = contracts[source].streams[stream].resource
    assert resource is not None
    published = [file.data for file in production.open_files if file.dataset == resource.dataset]
    found = download_stream(settings, contracts[source], stream, connection(running, path), sleep=lambda _: None)
    assert sorted(content(settings, file) for file in found) == sorted(published)


def test_the_table_inside_melodis_archive_is_downloaded(
    settings: Settings, contracts: dict[str, Contract], production: Production, running: Running
) -> None:
    there = connection(running, "/melodi")
    (found,) = download_stream(settings, contracts["insee_flores"], "flores", there, sleep=lambda _: None)
    (archive,) = [file.data for file in production.open_files if file.dataset == "DS_FLORES_A17"]
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert found.read_bytes() == packed.read(packed.namelist()[0])


def test_a_drop_that_was_growing_is_taken_with_the_next_look(
    settings: Settings, contracts: dict[str, Contract], production: Production, running: Running
) -> None:
    login, password = running.credentials["france_active"]
    share = Connection(running.sftp_url, login, password, {"host_key": running.sftp_host_key})
    first = take_drops(settings, contracts["france_active"], share)
    second = take_drops(settings, contracts["france_active"], share)
    files = {name.split("/")[1]: data for name, data in production.drops.items() if name.startswith("france_active/")}
    assert len(first.waiting) == 1
    taken = {one.path.name: content(settings, one.path) for one in [*first.found, *second.found]}
    assert taken == {name: data for name, data in files.items() if not name.endswith(".sha256")}
