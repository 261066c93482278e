"""The vault keeps every file once; what names persons is sealed, and lies nowhere in the clear."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from landing_kit import MAIL, PERSON, Kit, body, contract, person
from sress.landing import run, vault
from sress.landing.land import carries_personal_data
from sress.landing.report import LandingReport
from sress.landing.run import land_files
from sress.platform.sealing import SealError, seal
from sress.platform.settings import Settings


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    return Kit(fresh_settings, tmp_path / "incoming")


@pytest.fixture
def state(tmp_path: Path) -> Settings:
    """Settings for what needs no database."""
    return Settings(project_root=tmp_path, home=tmp_path / "home", month="2026-10")


def clear_text(root: Path) -> list[Path]:
    """Files below a folder that show the person to whoever reads the disk."""
    words = [PERSON.encode(), MAIL.encode(), PERSON.encode("utf-16-le")]
    return [path for path in root.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)]


def test_the_same_bytes_are_kept_once_and_read_back(state: Settings) -> None:
    first = vault.store(state, b"bytes")
    assert vault.store(state, b"bytes") == first
    digest, path = first
    assert path == f"{digest[:2]}/{digest}"
    assert vault.read(state, path) == b"bytes"
    assert len([file for file in state.vault_dir.rglob("*") if file.is_file()]) == 1


def test_personal_bytes_are_sealed_under_the_digest_of_the_plain_ones(state: Settings) -> None:
    digest, path = vault.store(state, PERSON.encode(), personal=True)
    assert (digest, path) == (vault.sha256_of(PERSON.encode()), f"{digest[:2]}/{digest}.sealed")
    assert vault.read(state, path) == PERSON.encode()
    assert clear_text(state.vault_dir) == []


def test_bytes_that_turn_out_to_be_personal_lose_their_clear_copy(state: Settings) -> None:
    _, clear = vault.store(state, PERSON.encode())
    vault.store(state, PERSON.encode(), personal=True)
    assert clear_text(state.vault_dir) == []
    assert vault.read(state, clear) == PERSON.encode()


def test_personal_bytes_are_not_laid_open_by_a_stream_without_persons(state: Settings) -> None:
    sealed = vault.store(state, PERSON.encode(), personal=True)
    assert vault.store(state, PERSON.encode(), personal=False) == sealed
    assert clear_text(state.vault_dir) == []


def test_removed_bytes_are_gone_and_the_error_says_why(state: Settings) -> None:
    _, path = vault.store(state, b"bytes", personal=True)
    assert vault.remove(state, path)
    assert not vault.remove(state, path)
    assert not vault.holds(state, path)
    with pytest.raises(FileNotFoundError, match="purged"):
        vault.read(state, path)


def test_a_failed_write_leaves_nothing_behind(state: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full_disk)
        with pytest.raises(OSError, match="no space"):
            vault.store(state, b"bytes")
    assert [path for path in state.vault_dir.rglob("*") if path.is_file()] == []


def test_a_personal_delivery_shows_the_person_in_no_table_and_in_no_file(kit: Kit) -> None:
    report = kit.land("fiches_2026-10.csv", person("A"), person("B"), f"C;{PERSON};{MAIL};Angers;mille {MAIL}")
    assert (report.read, report.landed) == (3, 3)
    assert kit.query("select personal, vault_path like '%.sealed', file_name from ops.delivery") == [
        (True, True, "fiches_2026-10.csv")
    ]
    shown = kit.everything()
    assert "essai" in shown
    assert PERSON not in shown
    assert MAIL not in shown
    assert clear_text(kit.settings.home / "vault") == clear_text(kit.settings.rejects_dir) == []
    (stored,) = kit.query("select vault_path from ops.delivery")
    assert MAIL in vault.read(kit.settings, stored[0]).decode()


def test_a_file_without_persons_stays_in_the_clear(kit: Kit) -> None:
    kit.contract = contract(personal=False)
    kit.land("fiches_2026-10.csv", "A;Angers;1,00", header="Numéro;Ville;Montant")
    assert kit.query("select personal, vault_path like '%.sealed' from ops.delivery") == [(False, False)]


def test_a_file_that_another_stream_reads_for_persons_is_personal_for_both() -> None:
    with_persons, without = contract().streams["fiches"], contract(personal=False).streams["fiches"]
    both = contract().model_copy(update={"streams": {"calendrier": without, "participants": with_persons}})
    assert carries_personal_data(both, "calendrier", "fiches_2026-10.csv")
    apart = both.model_copy(
        update={"streams": {"calendrier": without.model_copy(update={"file": "calendrier.csv"}), "x": with_persons}}
    )
    assert not carries_personal_data(apart, "calendrier", "calendrier.csv")
    assert carries_personal_data(apart, "calendrier", "sans nom convenu.csv")


def test_a_sealed_file_lands_under_its_own_name_and_is_the_same_delivery_as_the_plain_one(kit: Kit) -> None:
    plain = kit.land("fiches_2026-10.csv", person("A"))
    sealed = kit.folder / "fiches_2026-10.csv.sealed"
    sealed.write_bytes(seal(kit.settings, body(person("A")).encode()))
    again = kit.land_path(sealed)
    assert (again.delivery_id, again.unchanged, again.file_name) == (plain.delivery_id, True, "fiches_2026-10.csv")


def test_a_file_sealed_elsewhere_is_an_error_and_no_delivery(kit: Kit, tmp_path: Path) -> None:
    elsewhere = replace(kit.settings, home=tmp_path / "elsewhere")
    path = kit.write("fiches_2026-10.csv.sealed", "")
    path.write_bytes(seal(elsewhere, body(person("A")).encode()))
    with pytest.raises(SealError):
        kit.land_path(path)
    assert kit.query("select count(*) from ops.delivery") == [(0,)]


def found(*paths: Path) -> list[dict[str, str]]:
    return [{"stream": "fiches", "path": str(path)} for path in paths]


def test_the_inbox_is_empty_after_landing_whatever_became_of_the_files(kit: Kit) -> None:
    kit.folder = kit.settings.inbox_dir / "essai"
    good = kit.folder / "fiches_2026-10.csv.sealed"
    bad = kit.write("fiches_2026-09.csv", "rien\n")
    good.write_bytes(seal(kit.settings, body(person("A")).encode()))
    reports = land_files(kit.settings, kit.contract, found(good, bad, bad))
    assert [report.status for report in reports] == ["landed", "rejected", "rejected"]
    assert list(kit.folder.iterdir()) == []
    assert land_files(kit.settings, kit.contract, found(good, bad)) == []


def test_a_landing_that_fails_leaves_the_inbox_as_it_was(kit: Kit, tmp_path: Path) -> None:
    kit.folder = kit.settings.inbox_dir / "essai"
    good = kit.write("fiches_2026-10.csv", body(person("A")))
    broken = kit.write("fiches_2026-11.csv.sealed", "")
    broken.write_bytes(seal(replace(kit.settings, home=tmp_path / "elsewhere"), b"x"))
    with pytest.raises(SealError):
        land_files(kit.settings, kit.contract, found(good, broken))
    assert good.exists()


def test_a_drop_folder_loses_what_names_persons_with_its_marker_and_keeps_the_rest(kit: Kit) -> None:
    kit.folder = kit.settings.drop_dir / "essai"
    personal = kit.write("fiches_2026-10.csv", body(person("A")))
    kit.write("fiches_2026-10.csv.sha256", "…")
    kit.write("fiches_2026-10.ok", "")
    other = kit.write("fiches_2026-11.csv.ok", "")
    land_files(kit.settings, kit.contract, found(personal))
    assert list(kit.folder.iterdir()) == [other]
    plain = kit.write("fiches_2026-12.csv", body("B;Angers;1,00", header="Numéro;Ville;Montant"))
    land_files(kit.settings, contract(personal=False), found(plain))
    assert plain.exists()


def test_a_file_that_the_partner_replaced_meanwhile_is_left_for_the_next_run(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.folder = kit.settings.drop_dir / "essai"
    path = kit.write("fiches_2026-10.csv", body(person("A")))
    landed = run.land_file

    def replaced_after_landing(*arguments: Any) -> LandingReport:
        report = landed(*arguments)
        path.write_text(body(person("A"), person("B")), encoding="utf-8")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(run, "land_file", replaced_after_landing)
        land_files(kit.settings, kit.contract, found(path))
    assert path.exists()
    assert [report.landed for report in land_files(kit.settings, kit.contract, found(path))] == [2]
    assert not path.exists()
