"""Open a WebDAV server: Nextcloud, ownCloud, SharePoint, a plain web server."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, quote

from webdav4.client import Client  # type: ignore[import-untyped]
from webdav4.fsspec import WebdavFileSystem  # type: ignore[import-untyped]

from sress.collect.connection import Connection

_ANSWER_SECONDS = 60


class QuotingClient(Client):  # type: ignore[misc]
    """The library leaves `#`, `?` and `%` of a file's name in the address, where they mean something else."""

    def join_url(self, path: str, add_trailing_slash: bool = False) -> Any:
        """The address of a path below the server's."""
        return super().join_url(quote(path), add_trailing_slash)


def open_webdav(connection: Connection, address: SplitResult) -> WebdavFileSystem:
    """The server's files below the address, over TLS for `webdavs`."""
    base = address._replace(scheme="https" if address.scheme == "webdavs" else "http").geturl()
    proof = (connection.login, connection.password or "") if connection.login else None
    client = QuotingClient(base, auth=proof, timeout=_ANSWER_SECONDS)
    return WebdavFileSystem(base, client=client, skip_instance_cache=True)
