"""An SFTP server on loopback over files in memory, for the tests of collecting."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from posixpath import normpath

import paramiko

LOGIN, PASSWORD = "partenaire", "mot de passe très secret"


@dataclass
class Files:
    """What the server serves: bytes and time of change by absolute path.

    `opened` tells what was read; what is `gone` is listed and can no longer be opened.
    """

    content: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    user_key: bytes = b""

    def put(self, path: str, content: bytes) -> None:
        """A new version of a file, newer than the one before."""
        self.content[path] = content
        self.changed[path] = self.changed.get(path, 1_790_000_000) + 1

    def shown(self, path: str) -> paramiko.SFTPAttributes | None:
        """A file or a folder, None when there is neither."""
        seen = paramiko.SFTPAttributes()
        seen.filename = path.rsplit("/", 1)[-1]
        if path in self.content:
            seen.st_mode, seen.st_size = stat.S_IFREG | 0o444, len(self.content[path])
            seen.st_mtime = seen.st_atime = self.changed[path]
            return seen
        if any(name.startswith(path.rstrip("/") + "/") for name in self.content):
            seen.st_mode, seen.st_size = stat.S_IFDIR | 0o555, 0
            seen.st_mtime = seen.st_atime = 0
            return seen
        return None


class _Door(paramiko.ServerInterface):
    def __init__(self, files: Files) -> None:
        self.files = files

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (LOGIN, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = f"{key.get_name()} {key.get_base64()}".encode() == self.files.user_key
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Folder(paramiko.SFTPServerInterface):
    def __init__(self, server: _Door) -> None:
        super().__init__(server)
        self.files = server.files

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        path = normpath(path)
        if not self.files.shown(path):
            return paramiko.SFTP_NO_SUCH_FILE
        entries = {
            path.rstrip("/") + "/" + name[len(path.rstrip("/")) + 1 :].split("/")[0] for name in self._below(path)
        }
        return [shown for entry in sorted(entries) if (shown := self.files.shown(entry))]

    def _below(self, path: str) -> list[str]:
        return [name for name in self.files.content if name.startswith(path.rstrip("/") + "/")]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self.files.shown(normpath(path)) or paramiko.SFTP_NO_SUCH_FILE

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        if path not in self.files.content or path in self.files.gone:
            return paramiko.SFTP_NO_SUCH_FILE
        self.files.opened.append(path)
        return _Handle(self.files.content[path], self.files.shown(path))


class _Handle(paramiko.SFTPHandle):
    def __init__(self, content: bytes, shown: paramiko.SFTPAttributes | None) -> None:
        super().__init__()
        self.content, self.shown = content, shown

    def stat(self) -> paramiko.SFTPAttributes | None:
        return self.shown

    def read(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length]


@dataclass(frozen=True)
class Running:
    """A running server: its address and its host key as `ssh-keyscan` writes it."""

    url: str
    host_key: str


@contextmanager
def sftp_server(files: Files) -> Iterator[Running]:
    """Serve the files until the block ends."""
    host_key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    transports: list[paramiko.Transport] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                transport = paramiko.Transport(client)
                transport.add_server_key(host_key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder)
                transports.append(transport)
                with suppress(paramiko.SSHException, EOFError):
                    transport.start_server(server=_Door(files))

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    try:
        yield Running(f"sftp://127.0.0.1:{port}", f"{host_key.get_name()} {host_key.get_base64()}")
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in transports:
            transport.close()
        thread.join(5)
