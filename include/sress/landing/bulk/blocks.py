"""A big text file in blocks of whole lines, read once, whatever its size."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

BLOCK = 8 * 1024 * 1024
_BOM, _GZIP_MARK = b"\xef\xbb\xbf", b"\x1f\x8b"
# The longest record that the reader of rows joins.
_MOST_LINES = 60


@dataclass(frozen=True)
class Block:
    """Lines of a file; `first` is the physical number of the first one."""

    data: bytes
    first: int

    @property
    def lines(self) -> int:
        """How many lines it holds; the last of a file may lack its line break."""
        return self.data.count(b"\n") + (not self.data.endswith(b"\n"))


def open_plain(path: Path) -> IO[bytes]:
    """The file's bytes, decompressed where they are compressed."""
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP_MARK
    return cast(IO[bytes], gzip.open(path, "rb")) if compressed else path.open("rb")


def blocks_of(file: IO[bytes], size: int = BLOCK) -> Iterator[Block]:
    """The blocks of an open file, without the mark of its encoding; a quoted record is not cut in two."""
    rest, first = b"", 1
    while chunk := file.read(size):
        data = rest + chunk
        if first == 1 and not rest:
            data = data.removeprefix(_BOM)
        end = _cut(data)
        if end == 0:
            rest = data
            continue
        block, rest = Block(data[:end], first), data[end:]
        yield block
        first += block.data.count(b"\n")
    if rest:
        yield Block(rest, first)


def _cut(data: bytes) -> int:
    """Just behind a line break that is outside quotation marks; the last one where a stray mark hides them."""
    last = end = data.rfind(b"\n") + 1
    for _ in range(_MOST_LINES):
        if end == 0 or data.count(b'"', 0, end) % 2 == 0:
            return end or last
        end = data.rfind(b"\n", 0, end - 1) + 1
    return last
