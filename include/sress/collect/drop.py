"""Take the files that a partner dropped: in place from a local folder, copied to the inbox from a share."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from sress.collect.connection import Connection
from sress.collect.drop_folder import Expected, Outcome
from sress.collect.fetch import fetch
from sress.collect.files import Collected
from sress.collect.marker import LONGEST_MARKER
from sress.collect.settled import Look, Sleep, growing, young
from sress.collect.share import look_into
from sress.contracts.collecting import DropFolder
from sress.contracts.model import Contract
from sress.platform.settings import Settings


def take_drops(
    settings: Settings,
    contract: Contract,
    connection: Connection | None,
    *,
    drop: DropFolder | None = None,
    sleep: Sleep = time.sleep,
) -> Collected:
    """The files of one drop folder, `drop` or the contract's own, for the streams collected from it.

    Without a connection, or one without an address, the folder is local: files are found where they
    lie, and no folder means no delivery. Otherwise new files are copied from the share to the inbox and
    only those are found; what is still there unchanged is not fetched again. Raises CollectError.
    """
    chosen = drop or contract.collect
    if not isinstance(chosen, DropFolder):
        raise TypeError(f"{contract.source} has no drop folder")
    expected = Expected(contract, chosen)
    if connection is None or connection.url is None:
        return _take_in_place(settings.drop_dir / chosen.folder, expected, sleep)
    return fetch(settings, expected, connection, sleep)


def take_by_hand(settings: Settings, contract: Contract, *, sleep: Sleep = time.sleep) -> Collected:
    """The files that somebody put into `drop/<source>/`, whatever way the source usually comes.

    The marker of the contract's own drop folder is asked for here too.
    """
    ways = [contract.collect_of(name) for name in contract.streams]
    drop = DropFolder(kind="drop_folder", connection="drop_folder", folder=contract.source)
    marked = next((way for way in ways if isinstance(way, DropFolder)), drop)
    expected = Expected(contract, drop.model_copy(update={"marker": marked.marker}), by_hand=True)
    return _take_in_place(settings.drop_dir / drop.folder, expected, sleep)


def _take_in_place(folder: Path, expected: Expected, sleep: Sleep) -> Collected:
    from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

    def look() -> dict[str, Look]:
        return look_into(LocalFileSystem(), str(folder))

    if not folder.is_dir():
        return Collected()
    files = look()
    found = expected.survey(files)
    unsettled = growing(files, young({one.name: one.look for one in found.candidates}, time.time()), look, sleep)
    outcomes = {
        one.name: None if one.name in unsettled else _judge(folder, expected, one.name, list(one.markers))
        for one in found.candidates
    }
    return expected.collected(found, outcomes)


def _judge(folder: Path, expected: Expected, name: str, markers: list[str]) -> Outcome:
    path = folder / name
    try:
        contents = {marker: (folder / marker).read_bytes()[:LONGEST_MARKER] for marker in markers}
        return expected.judge(name, contents, lambda: _sha256(path), lambda: path)
    except FileNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
