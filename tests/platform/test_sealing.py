"""Sealing: only this state's key opens what it sealed, and damage is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sress.platform.sealing import SealError, is_sealed, plain_name, seal, unseal
from sress.platform.settings import Settings


@pytest.fixture
def state(tmp_path: Path) -> Settings:
    return Settings(project_root=tmp_path, home=tmp_path / "home", month="2026-10")


@pytest.mark.parametrize("data", [b"", b"Z\xc3\xa9bulon", bytes(range(256)) * 50])
def test_sealed_bytes_come_back_and_do_not_show_what_they_hold(state: Settings, data: bytes) -> None:
    sealed = seal(state, data)
    assert unseal(state, sealed) == data
    assert is_sealed(sealed)
    assert not is_sealed(data)
    assert len(data) < 8 or data not in sealed
    assert seal(state, data) != sealed


def test_another_state_cannot_open_it(state: Settings, tmp_path: Path) -> None:
    with pytest.raises(SealError, match="vault_key"):
        unseal(replace(state, home=tmp_path / "other"), seal(state, b"secret"))


def test_a_changed_byte_is_noticed(state: Settings) -> None:
    sealed = bytearray(seal(state, b"secret" * 20))
    sealed[60] ^= 1
    with pytest.raises(SealError):
        unseal(state, bytes(sealed))


def test_plain_bytes_are_not_taken_for_sealed_ones(state: Settings) -> None:
    with pytest.raises(SealError, match="not sealed"):
        unseal(state, b"plain")


def test_the_key_is_a_file_that_only_its_owner_reads(state: Settings) -> None:
    seal(state, b"secret")
    key = state.secrets_dir / "vault_key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_suffix_of_a_sealed_file_is_no_part_of_its_name() -> None:
    assert plain_name("export 2026-10.csv.sealed") == "export 2026-10.csv"
    assert plain_name("export.csv") == "export.csv"
