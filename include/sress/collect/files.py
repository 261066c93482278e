"""Find the files that a source has delivered, in its drop folder or bundled with the product."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from sress.contracts.collecting import Bundled
from sress.contracts.model import Contract
from sress.platform.settings import Settings

_SETTLED_SECONDS = 0.2
_GROWING_AGE_SECONDS = 5.0


@dataclass(frozen=True)
class FoundFile:
    """A file that belongs to a stream of the contract."""

    stream: str
    path: Path


def find_files(settings: Settings, contract: Contract) -> list[FoundFile]:
    """Files of each stream in name order; one file may feed several streams.

    A file whose size still changes is left for the next run. No folder means no delivery.
    """
    folder = _folder(settings, contract)
    if not folder.is_dir():
        return []
    names = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    settled = _settled(names)
    return [
        FoundFile(stream, path)
        for stream, spec in contract.streams.items()
        for path in settled
        if re.fullmatch(spec.file, path.name)
    ]


def _folder(settings: Settings, contract: Contract) -> Path:
    root = settings.reference_dir if isinstance(contract.collect, Bundled) else settings.drop_dir
    return root / getattr(contract.collect, "folder", contract.source)


def _settled(paths: list[Path]) -> list[Path]:
    """The files that are not being written: those touched in the last seconds are looked at twice."""
    sizes = {path: path.stat().st_size for path in paths}
    young = [path for path in paths if time.time() - path.stat().st_mtime < _GROWING_AGE_SECONDS]
    if young:
        time.sleep(_SETTLED_SECONDS)
    growing = {path for path in young if path.stat().st_size != sizes[path]}
    return [path for path in paths if path not in growing]
