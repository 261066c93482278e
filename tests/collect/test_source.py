"""A source as a whole: each stream its own way, one that fails does not stop the others."""

from __future__ import annotations

from pathlib import Path

from sress.collect.connection import Connection, Connections, no_connections
from sress.collect.files import Collected
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.platform.settings import Settings

NOBODY = "http://127.0.0.1:9"


def contract(settings: Settings, source: str) -> Contract:
    return load_contracts(settings.contracts_dir)[source]


def closed(name: str) -> Connection | None:
    """Partners whose servers are down."""
    return Connection(url=NOBODY)


def without_key(name: str) -> Connection | None:
    """All servers are down, and of Sirene there is not even a connection."""
    return None if name == "sirene" else closed(name)


def collect(settings: Settings, source: str, connections: Connections) -> Collected:
    return collect_source(settings, contract(settings, source), connections, sleep=lambda seconds: None)


def put(settings: Settings, name: str, data: bytes = b"x") -> Path:
    path = settings.drop_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_shipped_files_are_there_though_the_catalogue_is_not(fresh_settings: Settings) -> None:
    collected = collect(fresh_settings, "cog", closed)
    assert {file.stream for file in collected.found} == {"communes", "epci", "epci_membres", "departements"}
    (failure,) = collected.failed
    assert "cog" in failure
    assert "communes_insee" in failure


def test_a_partner_without_a_connection_is_named(fresh_settings: Settings) -> None:
    collected = collect(fresh_settings, "sirene", without_key)
    assert not collected.found
    assert any("sirene" in line and "connection" in line for line in collected.failed)


def test_a_file_put_by_hand_is_taken_whatever_the_usual_way(fresh_settings: Settings) -> None:
    path = put(fresh_settings, "insee_flores/flores_2025_a17.csv")
    collected = collect(fresh_settings, "insee_flores", closed)
    assert path in [file.path for file in collected.found]


def test_a_file_that_nobody_expects_is_named_once(fresh_settings: Settings) -> None:
    put(fresh_settings, "region_dispositifs/notes de réunion.csv")
    collected = collect(fresh_settings, "region_dispositifs", no_connections)
    assert collected.unmatched == ["notes de réunion.csv"]
    assert collected.as_json()["unmatched"] == ["notes de réunion.csv"]


def test_a_marker_is_asked_for_by_hand_too(fresh_settings: Settings) -> None:
    name = "france_active/france_active_interventions_2026-10.csv"
    put(fresh_settings, name)
    collected = collect(fresh_settings, "france_active", no_connections)
    assert not collected.found
    assert collected.waiting == [name.split("/")[1]]
