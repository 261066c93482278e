"""Open the share where a partner drops files: SFTP, S3, WebDAV, or a folder that is mounted here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from sress.collect.connection import Connection
from sress.collect.problem import CollectError
from sress.collect.settled import Look

_TIMEOUT_SECONDS = 60
_STAMPS = ("ETag", "etag", "mtime", "modified", "LastModified")


@contextmanager
def open_share(connection: Connection, *, source: str = "") -> Iterator[tuple[Any, str]]:
    """The share as an fsspec file system, and the path in it that the connection's address names.

    Raises CollectError for whatever goes wrong with the share while it is open.
    """
    address = urlsplit(connection.url or "")
    opened = _OPENERS.get(address.scheme)
    if not opened:
        raise CollectError(
            f"no way to open a share of kind '{address.scheme}'",
            source=source,
            remedy=f"The connection's address starts with one of: {', '.join(f'{kind}://' for kind in _OPENERS)}",
        )
    try:
        fs, root = opened(connection, address)
        try:
            yield fs, root
        finally:
            _close(fs)
    except CollectError as error:
        if error.source:
            raise
        raise CollectError(str(error), source=source) from error
    except _failures() as error:
        raise CollectError(
            f"the share failed: {type(error).__name__}: {error}",
            source=source,
            address=connection.url or "",
            remedy="Check the connection's host, login and folder; the next run starts again where this one stopped",
        ) from error


def look_into(fs: Any, folder: str) -> dict[str, Look]:
    """The files right in a folder, by name. Raises FileNotFoundError when there is no such folder."""
    fs.invalidate_cache()
    looks = {}
    for entry in fs.ls(folder, detail=True):
        path = str(entry["name"]).rstrip("/")
        shown = _followed(fs, entry, path)
        if shown["type"] == "file" and path.strip("/") != folder.strip("/"):
            looks[path.rsplit("/", 1)[-1]] = look_at(shown)
    return looks


def _followed(fs: Any, entry: dict[str, Any], path: str) -> dict[str, Any]:
    """What a link points to; a link to nothing stays one."""
    if entry["type"] != "link" and not entry.get("islink"):
        return entry
    try:
        return dict(fs.info(path))
    except OSError:
        return {**entry, "type": "link"}


def look_at(info: dict[str, Any]) -> Look:
    """What fsspec tells of a file, whatever the kind of share."""
    stamp = next((str(info[name]) for name in _STAMPS if info.get(name)), "")
    modified = info.get("mtime")
    return Look(int(info["size"] or 0), stamp, modified if isinstance(modified, float) else None)


def open_file(fs: Any, path: str, size: int) -> Any:
    """A file of the share, to be read from its start."""
    file = fs.open(path, "rb")
    if size and hasattr(file, "prefetch"):
        file.prefetch(size)  # SFTP answers 32 KB at a time: without it each waits for the one before
    return file


def _open_sftp(connection: Connection, address: SplitResult) -> tuple[Any, str]:
    from sress.collect.sftp import open_sftp

    return open_sftp(connection, address), unquote(address.path)


def _open_s3(connection: Connection, address: SplitResult) -> tuple[Any, str]:
    from s3fs import S3FileSystem  # type: ignore[import-untyped]

    endpoint = connection.extra.get("endpoint_url")
    region = connection.extra.get("region_name")
    fs = S3FileSystem(
        anon=connection.login is None,
        key=connection.login,
        secret=connection.password,
        endpoint_url=endpoint,
        client_kwargs={"region_name": region} if region else {},
        # A server of one's own has no name for each bucket.
        config_kwargs={
            "connect_timeout": 10,
            "read_timeout": _TIMEOUT_SECONDS,
            **({"s3": {"addressing_style": "path"}} if endpoint else {}),
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    return fs, address.netloc + unquote(address.path)


def _open_webdav(connection: Connection, address: SplitResult) -> tuple[Any, str]:
    from sress.collect.webdav import open_webdav

    return open_webdav(connection, address), ""


def _open_folder(connection: Connection, address: SplitResult) -> tuple[Any, str]:
    from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

    return LocalFileSystem(skip_instance_cache=True), unquote(address.path)


_OPENERS = {
    "sftp": _open_sftp,
    "s3": _open_s3,
    "webdav": _open_webdav,
    "webdavs": _open_webdav,
    "file": _open_folder,
}


def _failures() -> tuple[type[Exception], ...]:
    """What the file systems raise; imported late, for they are slow to load."""
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
    from httpx import HTTPError, InvalidURL
    from paramiko import SSHException  # type: ignore[import-untyped]
    from webdav4.client import ClientError  # type: ignore[import-untyped]

    return OSError, EOFError, SSHException, HTTPError, InvalidURL, ClientError, BotoCoreError


def _close(fs: Any) -> None:
    """An SSH connection has a thread that would outlive its use."""
    if hasattr(fs, "ftp"):
        fs.ftp.close()
        fs.client.close()
