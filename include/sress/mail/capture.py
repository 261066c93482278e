"""A local SMTP server that keeps every message as a file: the default where no real server is set."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

FILE_HEADER = "X-SRESS-File"


class _Keeper:
    """Writes each message it accepts, under the name the message proposes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        name = Path(str(message_from_bytes(content, policy=default).get(FILE_HEADER, "message"))).name
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{name}.{os.getpid()}"
        draft.write_bytes(content)
        os.replace(draft, self._folder / f"{name}.eml")
        return "250 kept"


@contextmanager
def capturing(folder: Path) -> Iterator[int]:
    """A capture server on a free loopback port for the time of the block; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(_Keeper(folder), hostname="127.0.0.1", port=port, data_size_limit=50_000_000)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
