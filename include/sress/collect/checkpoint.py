"""The pages of a pull that is under way, kept on disk so that a pull that was killed goes on where it was.

Page files are answers as received, sealed when the source holds personal data; each is written whole or not
at all. What was asked is not kept with them: reading them again gives the same questions.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sress.collect.problem import CollectError
from sress.platform.sealing import SealError, seal, unseal
from sress.platform.settings import Settings

LONGEST_LIFE_SECONDS = 6 * 3600.0
_PLAN = "pull.json"


@dataclass(frozen=True)
class Plan:
    """What a pull asks. `question` tells one from another; `since` is the former newest moment, None for a full pull.

    `started` is in seconds since 1970.
    """

    question: str
    since: str | None
    started: float


class Checkpoint:
    """The checkpoint of one stream."""

    def __init__(self, settings: Settings, source: str, stream: str, *, sealed: bool) -> None:
        self._settings = settings
        self._source = source
        self._stream = stream
        self._sealed = sealed
        self._folder = settings.home / "collect" / source / stream

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process pulls a stream. Raises CollectError when another does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._folder.with_name(f"{self._stream}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CollectError(
                    "another process is pulling this stream",
                    source=self._source,
                    stream=self._stream,
                    remedy="Wait until it has ended.",
                ) from None
            yield

    def plan(self, question: str, now: float) -> Plan | None:
        """The plan of the pull that was broken off, if it asked the same and is young enough; else all is cleared."""
        with suppress(OSError, ValueError, TypeError, SealError):
            found = Plan(**json.loads(self._read(_PLAN)))
            if found.question == question and 0 <= now - found.started < LONGEST_LIFE_SECONDS:
                return found
        self.clear()
        return None

    def begin(self, plan: Plan) -> None:
        """A new pull is under way."""
        self.clear()
        self._write(_PLAN, json.dumps(asdict(plan)).encode())

    def page(self, reading: int, number: int) -> bytes | None:
        """The answer that was kept for a page of a pass, None when it has not come yet."""
        try:
            return self._read(_page_name(reading, number))
        except (OSError, SealError):
            return None

    def keep(self, reading: int, number: int, body: bytes) -> None:
        """Keep the answer for a page of a pass."""
        self._write(_page_name(reading, number), body)

    def clear(self) -> None:
        """Nothing is under way any more; the plan goes first, so that pages never outlive it as another's."""
        for path in sorted(self._folder.glob("*"), key=lambda path: path.name != self._name(_PLAN)):
            path.unlink(missing_ok=True)

    def _name(self, name: str) -> str:
        return f"{name}.sealed" if self._sealed else name

    def _read(self, name: str) -> bytes:
        data = (self._folder / self._name(name)).read_bytes()
        return unseal(self._settings, data) if self._sealed else data

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path: Path = self._folder / self._name(name)
        draft = path.with_name(f"{path.name}.part")
        draft.write_bytes(seal(self._settings, data) if self._sealed else data)
        os.replace(draft, path)


def _page_name(reading: int, number: int) -> str:
    return f"{reading}-{number:06d}.page"
