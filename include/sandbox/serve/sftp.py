"""An SFTP server on loopback over files in memory: read-only, a login with a password or a key."""

from __future__ import annotations

import io
import logging
import socket
import stat
import threading
from contextlib import suppress
from posixpath import normpath

import paramiko  # type: ignore[import-untyped]

from sandbox.serve.memory_files import MemoryFiles

_LOOPBACK = "127.0.0.1"
_LOG = "sandbox.sftp"
# A client that hangs up early is no news: without a handler of its own paramiko's report would go to standard error.
logging.getLogger(_LOG).addHandler(logging.NullHandler())


class SftpServer:
    """Serves `files` from `start` to `stop`, or as a context manager.

    `url` and `host_key` (`type base64`, as ssh-keyscan writes it) say how to reach it, `private_key`
    (OpenSSH text) opens it as well as `password` does.
    """

    def __init__(self, files: MemoryFiles, login: str, password: str) -> None:
        self.files = files
        self.login = login
        self.password = password
        self.user_key = paramiko.ECDSAKey.generate()
        self._host_key = paramiko.ECDSAKey.generate()
        self._listener = socket.create_server((_LOOPBACK, 0))
        self._transports: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._accept, name="sandbox-sftp", daemon=True)

    @property
    def url(self) -> str:
        """The address of the root folder."""
        return f"sftp://{_LOOPBACK}:{self._listener.getsockname()[1]}"

    @property
    def host_key(self) -> str:
        """The server's public key."""
        return f"{self._host_key.get_name()} {self._host_key.get_base64()}"

    @property
    def private_key(self) -> str:
        """A key that logs in."""
        text = io.StringIO()
        self.user_key.write_private_key(text)
        return text.getvalue()

    def start(self) -> SftpServer:
        """Accept connections from now on."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port and every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for transport in self._transports:
            transport.close()

    def __enter__(self) -> SftpServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._greet(client)

    def _greet(self, client: socket.socket) -> None:
        """Start a session; a client that hangs up in the middle of it ends only its own."""
        transport = paramiko.Transport(client)
        transport.set_log_channel(_LOG)
        transport.add_server_key(self._host_key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder)
        self._transports = [one for one in self._transports if one.is_active()] + [transport]
        # With an event start_server returns at once: a slow client keeps nobody else waiting.
        transport.start_server(event=threading.Event(), server=_Door(self))


class _Door(paramiko.ServerInterface):  # type: ignore[misc]
    """Who may come in, and to what."""

    def __init__(self, server: SftpServer) -> None:
        self.server = server

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        known = (username, password) == (self.server.login, self.server.password)
        return int(paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = username == self.server.login and key == self.server.user_key
        return int(paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        session = kind == "session"
        return int(paramiko.OPEN_SUCCEEDED if session else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)


class _Folder(paramiko.SFTPServerInterface):  # type: ignore[misc]
    """The tree of files; whatever would change it is refused by paramiko's own answers."""

    def __init__(self, door: _Door) -> None:
        super().__init__(door)
        self.files = door.server.files

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        folder = _whole(path)
        if not self.files.is_folder(folder):
            return int(paramiko.SFTP_NO_SUCH_FILE)
        return [self._shown(f"{folder.rstrip('/')}/{name}") for name in self.files.names_in(folder)]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        path = _whole(path)
        if self.files.is_folder(path) or self.files.is_file(path):
            return self._shown(path)
        return int(paramiko.SFTP_NO_SUCH_FILE)

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self.stat(path)

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        path = _whole(path)
        if not self.files.is_file(path):
            return int(paramiko.SFTP_NO_SUCH_FILE)
        if flags:  # os.O_RDONLY is 0
            return int(paramiko.SFTP_PERMISSION_DENIED)
        shown = self._shown(path)
        return _Handle(self.files.read(path), shown)

    def _shown(self, path: str) -> paramiko.SFTPAttributes:
        seen = paramiko.SFTPAttributes()
        seen.filename = path.rsplit("/", 1)[-1]
        if self.files.is_folder(path):
            seen.st_mode, seen.st_size, seen.st_mtime = stat.S_IFDIR | 0o555, 0, 0
        else:
            seen.st_mode = stat.S_IFREG | 0o444
            seen.st_size, seen.st_mtime = self.files.look(path)
        seen.st_atime, seen.st_uid, seen.st_gid = seen.st_mtime, 0, 0
        return seen


def _whole(path: str) -> str:
    """The absolute path: a session begins in the root folder. POSIX lets normpath keep two slashes at the front."""
    return "/" + normpath("/" + path).lstrip("/")


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]
    """An open file: what it held when it was opened."""

    def __init__(self, content: bytes, shown: paramiko.SFTPAttributes) -> None:
        super().__init__()
        self.content, self.shown = content, shown

    def stat(self) -> paramiko.SFTPAttributes:
        return self.shown

    def read(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length]
