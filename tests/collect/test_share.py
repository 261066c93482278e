"""Drop folders on the other kinds of share: mounted folders, real WebDAV and S3 servers on loopback."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sress.collect.connection import Connection
from sress.collect.drop import take_drops
from sress.collect.files import FoundFile
from sress.collect.problem import CollectError
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from collect_samples import ODD_NAMES, composed, drop_contract, emptied, names
from sftp_server import LOGIN, PASSWORD

CONTENT = b"id;nom\n1;Ana\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def clean(settings: Settings) -> Settings:
    """The module's database with an empty memory and an empty inbox."""
    return emptied(settings)


def test_a_share_of_an_unknown_kind_is_an_error(clean: Settings) -> None:
    with pytest.raises(CollectError, match="no way to open a share of kind 'ftp'.*sftp://"):
        take_drops(clean, drop_contract(), Connection("ftp://127.0.0.1/x"))


def test_a_server_that_is_not_there_is_an_error(clean: Settings) -> None:
    with pytest.raises(CollectError, match="the share failed"):
        take_drops(clean, drop_contract(), Connection("sftp://127.0.0.1:1/x", LOGIN, PASSWORD))


def test_a_mounted_folder_is_a_share(clean: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "partage réseau" / "depot"
    folder.mkdir(parents=True)
    for name in ODD_NAMES:
        (folder / name).write_bytes(CONTENT)
    connection = Connection((tmp_path / "partage réseau").as_uri())
    found = take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found
    assert sorted(names(found)) == composed(ODD_NAMES)
    assert {file.path.parent for file in found} == {clean.inbox_dir / "essai"}
    assert take_drops(clean, drop_contract(), connection).found == []


@pytest.fixture
def webdav(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A WebDAV server that asks for a login, and the folder that it serves."""
    from cheroot.wsgi import Server
    from wsgidav.wsgidav_app import WsgiDAVApp

    app = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": str(tmp_path)},
            "simple_dc": {"user_mapping": {"*": {LOGIN: {"password": PASSWORD}}}},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield f"webdav://127.0.0.1:{server.bind_addr[1]}/dav", tmp_path
    server.stop()
    thread.join(5)


def test_a_webdav_share_is_read(clean: Settings, webdav: tuple[str, Path]) -> None:
    url, root = webdav
    (root / "depot" / "archive").mkdir(parents=True)
    for name in ODD_NAMES:
        (root / "depot" / name).write_bytes(CONTENT)
    connection = Connection(url, LOGIN, PASSWORD)
    found = take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found
    assert sorted(names(found)) == composed(ODD_NAMES)
    assert {file.path.read_bytes() for file in found} == {CONTENT}
    assert take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found == []
    with pytest.raises(CollectError, match=r"essai: .*401"):
        take_drops(clean, drop_contract(), Connection(url, LOGIN, "mauvais"))


@pytest.fixture
def bucket() -> Iterator[tuple[Connection, Callable[[str, bytes], None]]]:
    """A bucket of an S3 server of one's own, and a way to put files in it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="cle", aws_secret_access_key="secret", region_name="us-east-1"
    )
    client.create_bucket(Bucket="partage")
    yield (
        Connection("s3://partage/sources", "cle", "secret", {"endpoint_url": endpoint, "region_name": "us-east-1"}),
        lambda key, content: client.put_object(Bucket="partage", Key=key, Body=content),
    )
    server.stop()


def test_an_s3_bucket_is_read(clean: Settings, bucket: tuple[Connection, Callable[[str, bytes], None]]) -> None:
    connection, put = bucket

    def take() -> list[FoundFile]:
        return take_drops(clean, drop_contract(), connection, sleep=lambda _: None).found

    assert take() == []
    put("sources/depot/", b"")
    put("sources/depot/archive/dossiers 2025-12.csv", CONTENT)
    for name in ODD_NAMES:
        put(f"sources/depot/{name}", CONTENT)
    assert sorted(names(take())) == composed(ODD_NAMES)
    assert take() == []
    put("sources/depot/dossiers 2026-01 100% #2.csv", CONTENT[::-1])
    (again,) = take()
    assert again.path.read_bytes() == CONTENT[::-1]
