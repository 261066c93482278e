"""The HTTP server of the simulated systems: one mount each, with its limit, its faults and a log of all calls."""

from __future__ import annotations

import itertools
import math
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sandbox.serve.exchange import Answer, Refused, Request, System, json_answer, text_answer
from sandbox.serve.faults import Faults
from sandbox.serve.limits import Limit

_LOOPBACK = "127.0.0.1"
_IDLE_SECONDS = 60


@dataclass
class Mount:
    """A system below /<name>, and how often it was called."""

    system: System
    limit: Limit | None = None
    calls: itertools.count[int] = field(default_factory=lambda: itertools.count(1))


class HttpServer:
    """Serves the mounts from `start` to `stop`; `requests` logs method, path and status of every call."""

    def __init__(self, mounts: Mapping[str, Mount], faults: Faults) -> None:
        self.requests: list[tuple[str, str, int]] = []
        self._mounts = dict(mounts)
        self._faults = faults
        self._server = _Server((_LOOPBACK, 0), _Handler)
        self._server.app = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-http", daemon=True
        )

    @property
    def url(self) -> str:
        """The address of the root."""
        return f"http://{_LOOPBACK}:{self._server.server_address[1]}"

    def start(self) -> HttpServer:
        """Answer from now on."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port and every connection."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join(5)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[Answer, bool]:
        """The answer to a call, and whether it is to be cut off in the middle."""
        parts = urlsplit(target)
        name, _, path = parts.path.lstrip("/").partition("/")
        mount = self._mounts.get(name)
        if mount is None:
            found, cut = text_answer("Not found", 404), False
        else:
            params = parse_qs(parts.query, keep_blank_values=True)
            base = f"{self.url}/{name}"
            request = Request(method, base, unquote(f"/{path}"), parts.query, params, headers, body)
            found, cut = self._ask(mount, request)
        self.requests.append((method, parts.path, found.status))
        return found, cut

    def _ask(self, mount: Mount, request: Request) -> tuple[Answer, bool]:
        faults, call = self._faults, next(mount.calls)
        time.sleep(faults.slow)
        wait = mount.limit.wait() if mount.limit else 0.0
        if wait:
            return _too_many(str(math.ceil(wait))), False
        if _falls_on(faults.too_many, call):
            return _too_many(_retry_after(call // faults.too_many)), False
        if _falls_on(faults.server_error, call):
            return text_answer("Le serveur a rencontré une erreur inattendue.", 500), False
        try:
            answer = mount.system(request)
        except Refused as refused:
            answer = refused.answer
        return answer, _falls_on(faults.cut, call)


def _falls_on(every: int, call: int) -> bool:
    return every > 0 and call % every == 0


def _too_many(retry_after: str) -> Answer:
    return json_answer({"message": "Rate limit exceeded", "http_status_code": 429}, 429, {"Retry-After": retry_after})


def _retry_after(turn: int) -> str:
    """In turn both forms that RFC 9110 §10.2.3 allows: seconds, and a date (which has whole seconds only)."""
    return "1" if turn % 2 else formatdate(math.ceil(time.time()) + 1, usegmt=True)


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that stopping it ends the ones that are kept alive too."""

    app: HttpServer
    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close what clients keep open."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """Reads a call from its socket and writes the answer."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        with suppress(ConnectionError):  # the client has gone: that is its own affair
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._send(*self.server.app.answer(self.command, self.path, dict(self.headers.items()), body))

    do_POST = do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Calls are logged in `requests`."""

    def _send(self, answer: Answer, cut: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = b"" if self.command == "HEAD" else answer.body
        if cut and body:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)
