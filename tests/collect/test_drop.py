"""A local drop folder: what is taken, what waits, what is refused, what is told."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from sress.collect.bundled import take_bundled
from sress.collect.drop import take_drops
from sress.collect.files import FoundFile
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from collect_samples import contract, drop_contract

CONTENT = b"id;nom\n1;Ana\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings without a database: a local folder needs none."""
    return Settings(project_root=tmp_path, home=tmp_path, month="2026-10")


@pytest.fixture
def folder(home: Settings) -> Path:
    folder = home.drop_dir / "depot"
    folder.mkdir(parents=True)
    return folder


def put(folder: Path, name: str, content: bytes = CONTENT, age: float = 60) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def names(found: list[FoundFile]) -> list[tuple[str, str]]:
    return [(file.stream, file.path.name) for file in found]


def test_no_folder_is_no_delivery(home: Settings) -> None:
    collected = take_drops(home, drop_contract(), None)
    assert (collected.found, collected.waiting, collected.unmatched, collected.refused) == ([], [], [], [])


def test_a_file_is_found_where_it_lies_for_every_stream_that_reads_it(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-02.csv")
    put(folder, "dossiers 2026-01.csv")
    collected = take_drops(home, drop_contract(), None)
    assert names(collected.found) == [
        ("dossiers", "dossiers 2026-01.csv"),
        ("dossiers", "dossiers 2026-02.csv"),
        ("beneficiaires", "dossiers 2026-02.csv"),
    ]
    assert {file.path.parent for file in collected.found} == {folder}


@pytest.mark.parametrize(
    "name",
    [
        "dossiers 2026-01 - l'été.csv",
        'dossiers 2026-01 "définitif" (1).csv',
        unicodedata.normalize("NFD", "bénéficiaires évalués.csv"),
        unicodedata.normalize("NFC", "bénéficiaires évalués.csv"),
        "dossiers 2026-01 100% #2 [a]?*.csv",
    ],
)
def test_names_with_accents_spaces_and_quotes_are_taken(home: Settings, folder: Path, name: str) -> None:
    path = put(folder, name)
    assert [file.path for file in take_drops(home, drop_contract(), None).found] == [path]


def test_what_is_no_delivery_is_passed_over_and_a_strange_name_is_told(home: Settings, folder: Path) -> None:
    for name in (
        ".dossiers 2026-01.csv",
        "~$dossiers 2026-01.csv",
        "dossiers 2026-01.csv.part",
        "dossiers 2026-01.csv.filepart",
        "dossiers 2026-01.csv.TMP",
        "dossiers 2026-01.csv.ok",
    ):
        put(folder, name)
    (folder / "dossiers 2026-03.csv").mkdir()
    (folder / "dossiers 2026-04.csv").symlink_to(folder / "nowhere")
    put(folder, "lisez-moi.txt")
    collected = take_drops(home, drop_contract(), None)
    assert collected.found == []
    assert collected.unmatched == ["lisez-moi.txt"]


def test_a_name_that_is_not_utf8_is_refused_in_french(home: Settings, folder: Path) -> None:
    Path(os.fsdecode(bytes(folder) + b"/dossiers 2026-01 \xe9t\xe9.csv")).write_bytes(CONTENT)
    collected = take_drops(home, drop_contract(), None)
    assert collected.found == []
    assert "Renommez-le" in collected.refused[0].message
    collected.refused[0].file.encode("utf-8")


def test_a_growing_file_waits(home: Settings, folder: Path) -> None:
    path = put(folder, "dossiers 2026-01.csv", age=0)
    put(folder, "dossiers 2026-02.csv", age=0)

    def written_meanwhile(seconds: float) -> None:
        with path.open("ab") as file:
            file.write(b"2;Bob\n")

    collected = take_drops(home, drop_contract(), None, sleep=written_meanwhile)
    assert collected.waiting == ["dossiers 2026-01.csv"]
    assert {file.path.name for file in collected.found} == {"dossiers 2026-02.csv"}


def test_a_file_rewritten_at_the_same_size_waits(home: Settings, folder: Path) -> None:
    path = put(folder, "dossiers 2026-01.csv", age=1)
    collected = take_drops(home, drop_contract(), None, sleep=lambda _: put(folder, path.name, CONTENT[::-1], age=0.1))
    assert collected.waiting == ["dossiers 2026-01.csv"]
    assert collected.found == []


def test_files_at_rest_cost_no_second_look(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-01.csv")
    slept: list[float] = []
    assert take_drops(home, drop_contract(), None, sleep=slept.append).found
    assert slept == []


def test_without_its_marker_a_file_waits(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, "dossiers 2026-02.csv.sha256", DIGEST.encode())
    collected = take_drops(home, drop_contract("ok"), None)
    assert (collected.found, collected.waiting, collected.unmatched) == ([], ["dossiers 2026-01.csv"], [])


@pytest.mark.parametrize(
    ("marker", "content"),
    [
        ("dossiers 2026-01.csv.ok", b""),
        ("dossiers 2026-01.csv.OK", b"fin d'envoi\n"),
        ("dossiers 2026-01.ok", b""),
        ("dossiers 2026-01.csv.sha256", f"{DIGEST}  dossiers 2026-01.csv\n".encode()),
    ],
)
def test_any_marker_lets_the_file_in(home: Settings, folder: Path, marker: str, content: bytes) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, marker, content)
    assert names(take_drops(home, drop_contract("ok"), None).found) == [("dossiers", "dossiers 2026-01.csv")]


@pytest.mark.parametrize(
    "content",
    [
        f"{DIGEST}  dossiers 2026-01.csv\n".encode(),
        f"{DIGEST} *dossiers 2026-01.csv\r\n".encode(),
        f"SHA256 (dossiers 2026-01.csv) = {DIGEST}".encode(),
        DIGEST.upper().encode("utf-8-sig"),
        f"Hash\r\n----\r\n{DIGEST.upper()}\r\n".encode("utf-16"),
        f"{'0' * 64}  autre.csv\n{DIGEST}  dossiers 2026-01.csv\n".encode(),
    ],
)
def test_the_digest_is_read_in_every_form(home: Settings, folder: Path, content: bytes) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, "dossiers 2026-01.csv.sha256", content)
    assert names(take_drops(home, drop_contract("sha256"), None).found) == [("dossiers", "dossiers 2026-01.csv")]


@pytest.mark.parametrize("kind", ["ok", "sha256"])
def test_a_digest_of_other_bytes_refuses_the_file_in_french(home: Settings, folder: Path, kind: str) -> None:
    put(folder, "dossiers 2026-01.csv", CONTENT[:-3])
    put(folder, "dossiers 2026-01.csv.ok", DIGEST.encode())
    collected = take_drops(home, drop_contract(kind), None)
    assert collected.found == []
    (refusal,) = collected.refused
    assert refusal.file == "dossiers 2026-01.csv"
    assert "Source d'essai, fichier « dossiers 2026-01.csv »" in refusal.message
    assert (
        "l'empreinte SHA-256 donnée par « dossiers 2026-01.csv.ok » n'est pas celle du fichier reçu" in refusal.message
    )
    assert "Déposez de nouveau" in refusal.message


def test_each_marker_must_agree(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, "dossiers 2026-01.csv.sha256", DIGEST.encode())
    put(folder, "dossiers 2026-01.ok", b"0" * 64)
    collected = take_drops(home, drop_contract("sha256"), None)
    assert collected.found == []
    assert "« dossiers 2026-01.ok »" in collected.refused[0].message


def test_where_a_digest_is_due_an_empty_marker_makes_the_file_wait(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, "dossiers 2026-01.csv.sha256", b"\n")
    assert take_drops(home, drop_contract("sha256"), None).waiting == ["dossiers 2026-01.csv"]


def test_where_a_digest_is_due_other_words_refuse_the_file(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-01.csv")
    put(folder, "dossiers 2026-01.csv.sha256", b"transfert complet")
    (refusal,) = take_drops(home, drop_contract("sha256"), None).refused
    assert "ne contient pas d'empreinte SHA-256" in refusal.message


def test_a_stream_that_is_collected_otherwise_leaves_the_folder_alone(home: Settings, folder: Path) -> None:
    put(folder, "dossiers 2026-02.csv")
    streams = {
        "dossiers": {"file": r"dossiers.*\.csv"},
        "ailleurs": {
            "file": ".*",
            "collect": {"kind": "drop_folder", "connection": "essai", "folder": "ailleurs", "marker": "none"},
        },
    }
    made = drop_contract(streams=streams)
    assert names(take_drops(home, made, None).found) == [("dossiers", "dossiers 2026-02.csv")]
    (home.drop_dir / "ailleurs").mkdir()
    put(home.drop_dir / "ailleurs", "x.csv")
    elsewhere = made.collect_of("ailleurs")
    assert names(take_drops(home, made, None, drop=elsewhere).found) == [("ailleurs", "x.csv")]


def test_bundled_files_are_found_for_each_stream_that_reads_them_from_there(tmp_path: Path) -> None:
    home = Settings(project_root=tmp_path, home=tmp_path / "var", month="2026-10")
    folder = home.reference_dir / "livre"
    folder.mkdir(parents=True)
    for name in ("b.csv", "a.csv", "c.json", ".cache.csv"):
        put(folder, name)
    bundled = {"kind": "bundled", "connection": "essai", "folder": "livre"}
    open_data = {"kind": "open_data", "connection": "essai", "address": "http://exemple.invalid", "bundled": "livre"}
    streams = {"tables": {"file": r".*\.csv"}, "listes": {"file": r".*\.json", "collect": open_data}}
    found = take_bundled(home, contract(bundled, streams)).found
    assert names(found) == [("tables", "a.csv"), ("tables", "b.csv"), ("listes", "c.json")]
