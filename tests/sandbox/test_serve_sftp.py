from __future__ import annotations

import io
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import paramiko
import pytest
from sandbox.production import Production
from sandbox.serve import Faults, Running, start
from sandbox.serve.memory_files import stamp_of
from served_production import DELIVERY, production

FOLDER = "/france_active"
PATH = f"{FOLDER}/{DELIVERY}"
DATA = production().drops[f"france_active/{DELIVERY}"]


@contextmanager
def session(running: Running, **proof: object) -> Iterator[paramiko.SFTPClient]:
    login, password = running.credentials["france_active"]
    port = urlsplit(running.sftp_url).port or 0
    kind, coded = running.sftp_host_key.split()
    with paramiko.SSHClient() as client:
        entry = paramiko.hostkeys.HostKeyEntry.from_line(f"[127.0.0.1]:{port} {kind} {coded}")
        assert entry is not None
        assert entry.key is not None
        client.get_host_keys().add(f"[127.0.0.1]:{port}", kind, entry.key)
        asked = {"password": password} | proof
        client.connect("127.0.0.1", port, login, look_for_keys=False, allow_agent=False, timeout=10, **asked)
        yield client.open_sftp()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with start(production()) as running:
        yield running


@pytest.fixture
def sftp(running: Running) -> Iterator[paramiko.SFTPClient]:
    with session(running) as opened:
        yield opened


def test_a_delivery_lies_beside_its_marker_under_its_own_name(sftp: paramiko.SFTPClient) -> None:
    assert sftp.listdir("/") == ["france_active"]
    assert sftp.listdir(FOLDER) == [DELIVERY, f"{DELIVERY}.sha256"]
    assert sftp.open(PATH).read() == DATA


def test_a_file_shows_its_size_and_when_it_was_changed(sftp: paramiko.SFTPClient) -> None:
    shown = sftp.stat(PATH)
    assert (shown.st_size, shown.st_mtime) == (len(DATA), stamp_of(DATA))
    assert stat.S_ISREG(shown.st_mode or 0)
    assert stat.S_ISDIR(sftp.stat(FOLDER).st_mode or 0)


def test_a_session_begins_in_the_root_folder(sftp: paramiko.SFTPClient) -> None:
    assert sftp.normalize(".") == "/"
    for folder in ("france_active", "./france_active/", "//france_active", "/x/../france_active"):
        assert sftp.listdir(folder) == sftp.listdir(FOLDER)


def test_only_this_months_interventions_are_served(sftp: paramiko.SFTPClient) -> None:
    for path in ("/region_dispositifs/dispositifs_2026-10.csv", f"{FOLDER}/x.csv", "/etc/hostname"):
        with pytest.raises(FileNotFoundError):
            sftp.stat(path)


def test_nobody_can_change_anything(running: Running, sftp: paramiko.SFTPClient) -> None:
    with pytest.raises(OSError, match="Permission denied"):
        sftp.open(PATH, "w")
    for change in (lambda: sftp.remove(PATH), lambda: sftp.mkdir("/x"), lambda: sftp.rename(PATH, "/x")):
        with pytest.raises(OSError, match="unsupported"):
            change()
    with pytest.raises(OSError):  # noqa: PT011 - a new file: paramiko tells only that it failed
        sftp.open(f"{FOLDER}/new.csv", "w")
    assert sftp.open(PATH).read() == DATA
    assert running.sftp_files.names_in(FOLDER) == [DELIVERY, f"{DELIVERY}.sha256"]


def test_a_key_opens_as_well_as_the_password(running: Running) -> None:
    key = paramiko.ECDSAKey.from_private_key(io.StringIO(running.sftp_private_key))
    with session(running, password=None, pkey=key) as sftp:
        assert sftp.open(PATH).read() == DATA


@pytest.mark.parametrize("proof", [{"password": "x"}, {"password": None, "pkey": paramiko.ECDSAKey.generate()}])
def test_a_wrong_password_or_key_stays_outside(running: Running, proof: dict[str, object]) -> None:
    with pytest.raises(paramiko.AuthenticationException), session(running, **proof):
        pass


def test_a_month_without_a_delivery_is_an_empty_folder() -> None:
    with start(Production()) as running, session(running) as sftp:
        assert sftp.listdir(FOLDER) == []


def test_a_delivery_may_be_replaced_and_withdrawn_while_it_is_served() -> None:
    with start(production()) as running, session(running) as sftp:
        running.sftp_files.put(PATH, b"corrected")
        assert sftp.open(PATH).read() == b"corrected"
        assert sftp.stat(PATH).st_mtime == stamp_of(b"corrected")
        running.sftp_files.remove(PATH)
        assert sftp.listdir(FOLDER) == [f"{DELIVERY}.sha256"]


def test_a_marker_may_be_missing() -> None:
    with start(production(), faults=Faults(missing_marker=True)) as running, session(running) as sftp:
        assert sftp.listdir(FOLDER) == [DELIVERY]


def test_a_file_may_grow_between_two_looks() -> None:
    with start(production(), faults=Faults(growing=True)) as running, session(running) as sftp:
        sizes = [{one.filename: one.st_size for one in sftp.listdir_attr(FOLDER)}[DELIVERY] for _ in range(3)]
        assert sizes == [len(DATA) // 2, len(DATA), len(DATA)]
        assert time.time() - (sftp.stat(PATH).st_mtime or 0) < 60
        assert sftp.open(PATH).read() == DATA
