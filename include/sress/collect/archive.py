"""Read one file out of a ZIP archive, as a stream and within bounds; nothing is unpacked where it asks to be."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from sress.collect.problem import CollectError

LARGEST_MEMBER = 4 << 30


@contextmanager
def open_member(archive: Path, pattern: str, largest: int = LARGEST_MEMBER) -> Iterator[tuple[str, BinaryIO]]:
    """The bare name and the bytes of the one member whose name fits the pattern. Raises CollectError."""
    try:
        with zipfile.ZipFile(archive) as opened:
            member = _only(opened, pattern)
            with opened.open(member) as stream:
                bounded = io.BufferedReader(_Bounded(cast(BinaryIO, stream), largest))
                yield _bare(member), cast(BinaryIO, bounded)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as problem:
        raise CollectError(
            f"the archive cannot be read: {problem}",
            remedy="Leave out `member` in the contract if the file is no ZIP; otherwise tell its publisher",
        ) from problem


class _Bounded(io.RawIOBase):
    """Bytes up to a bound: the size that an archive tells of its members may be false."""

    def __init__(self, source: BinaryIO, largest: int) -> None:
        self._source, self._left = source, largest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise CollectError("the file in the archive is larger than allowed", remedy="Look at the archive by hand")
        buffer[: len(data)] = data
        return len(data)


def _only(opened: zipfile.ZipFile, pattern: str) -> zipfile.ZipInfo:
    files = [member for member in opened.infolist() if not member.is_dir()]
    fitting = [member for member in files if re.search(pattern, _bare(member))]
    if len(fitting) != 1:
        names = ", ".join(f"« {_bare(member)} »" for member in files)
        raise CollectError(
            f"{len(fitting)} files of the archive fit member '{pattern}'; it holds: {names}",
            remedy="Correct `member` of the stream's `resource` in the contract",
        )
    return fitting[0]


def _bare(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name
