"""Files in memory, as a file server shows them: their size and time of change at every look."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

_FIRST_STAMP = int(datetime(2026, 1, 5, tzinfo=UTC).timestamp())
_DAY_SECONDS = 86_400
_LOOKS_TO_GROW = 2


def stamp_of(data: bytes) -> int:
    """The second in which these bytes were last changed: always the same for the same bytes."""
    return _FIRST_STAMP + zlib.crc32(data) % _DAY_SECONDS


class MemoryFiles:
    """Files by absolute path; `put` and `remove` change them while they are served.

    `folders` are there even when they are empty. A file told to `grow` is still being uploaded: the
    first look shows half of it, the second the whole of it, both changed at that moment.
    """

    def __init__(self, files: Mapping[str, bytes] | None = None, folders: Iterable[str] = ()) -> None:
        self._content = dict(files or {})
        self._folders = {"/", *folders}
        self._stamps = {path: stamp_of(data) for path, data in self._content.items()}
        self._looks: dict[str, int] = {}

    def put(self, path: str, data: bytes) -> None:
        """Add a file, or a new version of it."""
        self._content[path] = data
        self._stamps[path] = stamp_of(data)
        self._looks.pop(path, None)

    def remove(self, path: str) -> None:
        """Take a file away."""
        del self._content[path]

    def grow(self, path: str) -> None:
        """Let the file's upload begin again."""
        self._looks[path] = 0

    def is_file(self, path: str) -> bool:
        """Whether there is a file at this path."""
        return path in self._content

    def is_folder(self, path: str) -> bool:
        """Whether this is one of the folders, or there are files below it."""
        return path in self._folders or any(name.startswith(f"{path}/") for name in list(self._content))

    def names_in(self, folder: str) -> list[str]:
        """The files and folders right in a folder."""
        start = folder.rstrip("/") + "/"
        paths = [*self._content, *self._folders]
        return sorted({path[len(start) :].split("/")[0] for path in paths if path.startswith(start) and path != start})

    def look(self, path: str) -> tuple[int, int]:
        """Size and time of change of a file, as this look shows them."""
        if path in self._looks:
            self._looks[path] += 1
            self._stamps[path] = int(time.time())
            if self._looks[path] == _LOOKS_TO_GROW:
                del self._looks[path]
        return len(self.read(path)), self._stamps[path]

    def read(self, path: str) -> bytes:
        """What the file holds by now."""
        data = self._content[path]
        return data[: len(data) // 2] if path in self._looks else data
