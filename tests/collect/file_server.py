"""A catalogue and its files on loopback: ETag, Range, broken answers; it remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """What the server answers by path: an object is JSON, bytes are a file. `cut` breaks off the first answers."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    cut: int = 0
    url: str = ""

    def statuses(self, path: str) -> list[int]:
        """How the requests for one path were answered."""
        return [status for asked, status in self.asked if asked == path]


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        page = self.site.pages.get(self.path)
        if page is None:
            self._answer(404, b"")
        elif isinstance(page, bytes):
            self._file(page)
        else:
            self._answer(200, json.dumps(page).encode(), {"Content-Type": "application/json"})

    def _file(self, data: bytes) -> None:
        etag = f'"{hash(data)}"'
        headers = {"ETag": etag}
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", headers)
        elif self.headers.get("If-Range") == etag:
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._answer(206, data[start:], headers)
        else:
            self._answer(200, data, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.site.asked.append((self.path, status))
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.site.cut and headers and "ETag" in headers:
            self.site.cut -= 1
            self.close_connection = True
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@contextmanager
def file_server(site: Site) -> Iterator[Site]:
    """Serve the site until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()
    thread.join(5)
