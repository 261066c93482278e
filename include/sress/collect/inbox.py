"""Put what was fetched into the inbox, whole or not at all, sealed when the source holds personal data."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sress.collect.files import Collected, FoundFile, streams_of
from sress.contracts.model import Contract
from sress.platform.sealing import SEALED_SUFFIX, plain_name, seal
from sress.platform.settings import Settings

_PART = ".part"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Draft:
    """A copy beside its place in the inbox. `size` and `sha256` are those of the plain bytes."""

    part: Path
    path: Path
    size: int
    sha256: str

    def publish(self) -> Path:
        """Give the copy its name: from now on it waits to be landed."""
        os.replace(self.part, self.path)
        return self.path

    def discard(self) -> None:
        """Forget the copy."""
        self.part.unlink(missing_ok=True)


def draft(settings: Settings, contract: Contract, name: str, source: BinaryIO) -> Draft:
    """Copy a stream of bytes next to where it will wait. Plain personal data never touch the disk."""
    folder = settings.inbox_dir / contract.source
    folder.mkdir(parents=True, exist_ok=True)
    sealed = contract.holds_personal_data
    path = folder / (plain_name(name) + (SEALED_SUFFIX if sealed else ""))
    part = path.with_name(path.name + _PART)
    try:
        size, sha256 = _write_sealed(settings, source, part) if sealed else _write(source, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Draft(part, path, size, sha256)


def _write(source: BinaryIO, part: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def _write_sealed(settings: Settings, source: BinaryIO, part: Path) -> tuple[int, str]:
    data = source.read()
    part.write_bytes(seal(settings, data))
    return len(data), hashlib.sha256(data).hexdigest()


def waiting_in_inbox(settings: Settings, contract: Contract) -> Collected:
    """The files that were fetched and are not landed yet, in name order, for every stream that reads them."""
    folder = settings.inbox_dir / contract.source
    names = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    collected = Collected()
    for name in names:
        if name.endswith(_PART):
            continue
        streams = streams_of(contract, name)
        collected.found += [FoundFile(stream, folder / name) for stream in streams]
        if not streams:
            collected.unmatched.append(name)
    return collected
