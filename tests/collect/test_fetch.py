"""A drop folder on a real SFTP server on loopback: what is copied, what waits, who is let in."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from sress.collect.connection import Connection
from sress.collect.drop import take_drops
from sress.collect.files import Collected
from sress.collect.inbox import Draft, draft, waiting_in_inbox
from sress.collect.problem import CollectError
from sress.collect.state import CollectState
from sress.platform.sealing import unseal
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from collect_samples import ODD_NAMES, drop_contract, emptied, names
from sftp_server import LOGIN, PASSWORD, Files, Running, sftp_server

CONTENT = b"id;nom\n1;Ana\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def server(files: Files) -> Iterator[Running]:
    with sftp_server(files) as running:
        yield running


@pytest.fixture
def connection(server: Running) -> Connection:
    return Connection(f"{server.url}/base", LOGIN, PASSWORD, {"host_key": server.host_key})


@pytest.fixture
def clean(settings: Settings) -> Settings:
    """The module's database with an empty memory and an empty inbox."""
    return emptied(settings)


@pytest.fixture
def take(clean: Settings, connection: Connection) -> Callable[..., Collected]:
    def taken(marker: str = "none", sleep: Callable[[float], object] = lambda _: None, **more: Any) -> Collected:
        return take_drops(clean, drop_contract(marker, **more), connection, sleep=sleep)

    return taken


def test_new_files_are_copied_to_the_inbox_once(clean: Settings, files: Files, take: Callable[..., Collected]) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    files.put("/base/depot/archive/dossiers 2025-12.csv", CONTENT)
    files.put("/base/depot/lisez-moi.txt", b"...")
    first = take()
    assert [file.path for file in first.found] == [clean.inbox_dir / "essai" / "dossiers 2026-01.csv"]
    assert first.found[0].path.read_bytes() == CONTENT
    assert first.unmatched == ["lisez-moi.txt"]
    assert take().found == []
    assert files.opened == ["/base/depot/dossiers 2026-01.csv"]
    assert waiting_in_inbox(clean, drop_contract()).found == first.found


def test_a_corrected_file_of_the_same_name_is_fetched_again(files: Files, take: Callable[..., Collected]) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    take()
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT[::-1])
    assert take().found[0].path.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_come_home_composed(files: Files, take: Callable[..., Collected], name: str) -> None:
    files.put(f"/base/depot/{name}", CONTENT)
    assert names(take().found) == [unicodedata.normalize("NFC", name)]


@pytest.mark.parametrize("size", [0, 1, 3_000_000])
def test_a_file_comes_whole_whatever_its_size(files: Files, take: Callable[..., Collected], size: int) -> None:
    content = bytes(index % 251 for index in range(1000)) * (size // 1000 + 1)
    files.put("/base/depot/dossiers 2026-01.csv", content[:size])
    assert take().found[0].path.read_bytes() == content[:size]


def test_two_names_that_differ_by_spelling_only_come_one_after_the_other(
    clean: Settings, files: Files, take: Callable[..., Collected]
) -> None:
    files.put("/base/depot/" + unicodedata.normalize("NFD", "bénéficiaires.csv"), CONTENT)
    files.put("/base/depot/" + unicodedata.normalize("NFC", "bénéficiaires.csv"), CONTENT[::-1])
    first = take()
    assert len(first.found) == len(first.waiting) == 1
    contents = {file.path.read_bytes() for file in first.found}
    contents |= {file.path.read_bytes() for file in take().found}
    assert contents == {CONTENT, CONTENT[::-1]}


def test_a_file_that_grows_between_two_looks_waits(files: Files, take: Callable[..., Collected]) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT[:5])
    collected = take(sleep=lambda _: files.put("/base/depot/dossiers 2026-01.csv", CONTENT))
    assert (collected.found, collected.waiting) == ([], ["dossiers 2026-01.csv"])
    assert take().found[0].path.read_bytes() == CONTENT


def test_a_file_that_changes_while_it_is_copied_waits(
    clean: Settings, files: Files, take: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)

    def changed_meanwhile(*args: Any) -> Draft:
        made = draft(*args)
        files.put("/base/depot/dossiers 2026-01.csv", CONTENT * 2)
        return made

    monkeypatch.setattr("sress.collect.fetch.draft", changed_meanwhile)
    assert take().waiting == ["dossiers 2026-01.csv"]
    assert list((clean.inbox_dir / "essai").iterdir()) == []


def test_a_file_that_goes_away_meanwhile_stops_nothing(files: Files, take: Callable[..., Collected]) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    files.put("/base/depot/dossiers 2026-02.csv", CONTENT)
    files.gone = {"/base/depot/dossiers 2026-01.csv"}
    collected = take()
    assert collected.waiting == ["dossiers 2026-01.csv"]
    assert set(names(collected.found)) == {"dossiers 2026-02.csv"}


def test_the_marker_decides_and_a_refusal_is_told_until_it_is_mended(
    files: Files, take: Callable[..., Collected]
) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    assert take("sha256").waiting == ["dossiers 2026-01.csv"]
    files.put("/base/depot/dossiers 2026-01.csv.sha256", b"0" * 64)
    refused = take("sha256").refused
    assert "empreinte SHA-256" in refused[0].message
    files.opened.clear()
    assert take("sha256").refused == refused
    assert files.opened == []
    files.put("/base/depot/dossiers 2026-01.csv.sha256", f"{DIGEST}  dossiers 2026-01.csv".encode())
    taken = take("sha256")
    assert (names(taken.found), taken.refused) == (["dossiers 2026-01.csv"], [])


def test_personal_data_never_lie_open_in_the_inbox(
    clean: Settings, files: Files, take: Callable[..., Collected]
) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    (found,) = take(personal="drop").found
    assert found.path.name == "dossiers 2026-01.csv.sealed"
    assert b"Ana" not in found.path.read_bytes()
    assert unseal(clean, found.path.read_bytes()) == CONTENT
    assert waiting_in_inbox(clean, drop_contract(personal="drop")).found == [found]


def test_a_crash_after_the_copy_fetches_again_and_loses_nothing(
    clean: Settings, files: Files, take: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    with monkeypatch.context() as broken:
        broken.setattr(CollectState, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take()
    assert names(waiting_in_inbox(clean, drop_contract()).found) == ["dossiers 2026-01.csv"]
    assert names(take().found) == ["dossiers 2026-01.csv"]


def test_a_missing_folder_is_an_error_that_says_what_to_correct(files: Files, take: Callable[..., Collected]) -> None:
    files.put("/ailleurs/dossiers 2026-01.csv", CONTENT)
    with pytest.raises(CollectError, match="essai: .*no folder '/base/depot' on the share.*Correct"):
        take()


@pytest.mark.parametrize("kind", [ed25519.Ed25519PrivateKey, rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey])
def test_a_private_key_opens_the_share(clean: Settings, server: Running, files: Files, kind: type) -> None:
    made = {
        ed25519.Ed25519PrivateKey: ed25519.Ed25519PrivateKey.generate,
        rsa.RSAPrivateKey: lambda: rsa.generate_private_key(65537, 2048),
        ec.EllipticCurvePrivateKey: lambda: ec.generate_private_key(ec.SECP256R1()),
    }[kind]()
    locked = serialization.BestAvailableEncryption(b"phrase")
    text = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, locked).decode()
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    files.user_key = made.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    extra = {"host_key": server.host_key, "private_key": text, "private_key_passphrase": "phrase"}
    connection = Connection(f"{server.url}/base", LOGIN, None, extra)
    assert names(take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found) == ["dossiers 2026-01.csv"]
    without = Connection(f"{server.url}/base", LOGIN, None, {"host_key": server.host_key, "private_key": text})
    with pytest.raises(CollectError, match="essai: private_key cannot be read.*passphrase") as problem:
        take_drops(clean, drop_contract(), without)
    assert text[40:80] not in str(problem.value)


def test_a_host_is_let_in_by_its_key_only(clean: Settings, server: Running, files: Files) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    other = paramiko.ECDSAKey.generate()
    stranger = f"[127.0.0.1]:22 {other.get_name()} {other.get_base64()}"

    def take(extra: dict[str, Any]) -> list[str]:
        connection = Connection(f"{server.url}/base", LOGIN, PASSWORD, extra)
        return names(take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found)

    for extra, message in (
        ({}, "the host is not known.*SHA256:.*host_key"),
        ({"host_key": stranger}, "another key than the one in host_key"),
        ({"host_key": stranger, "no_host_key_check": True}, "another key than the one in host_key"),
        ({"host_key": "ssh-ed25519 not-a-key"}, "no public key"),
    ):
        with pytest.raises(CollectError, match=message):
            take(extra)
    assert files.opened == []
    known = f"# comment\n{stranger}\n127.0.0.1 {server.host_key} comment\n"
    assert take({"host_key": known}) == ["dossiers 2026-01.csv"]


def test_a_host_is_not_checked_when_the_connection_says_so(clean: Settings, server: Running, files: Files) -> None:
    files.put("/base/depot/dossiers 2026-01.csv", CONTENT)
    connection = Connection(f"{server.url}/base", LOGIN, PASSWORD, {"no_host_key_check": "true"})
    assert take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found


def test_a_wrong_password_is_told_without_it(clean: Settings, server: Running) -> None:
    connection = Connection(f"{server.url}/base", LOGIN, "mauvais-secret", {"host_key": server.host_key})
    with pytest.raises(CollectError, match=r"essai: .*Authentication.*Check the connection") as problem:
        take_drops(clean, drop_contract(), connection)
    assert "mauvais-secret" not in str(problem.value)
