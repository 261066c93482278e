"""Copy what is new on a partner's share to the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sress.collect.connection import Connection
from sress.collect.drop_folder import Expected, Outcome
from sress.collect.files import Collected
from sress.collect.inbox import draft
from sress.collect.marker import LONGEST_MARKER
from sress.collect.problem import CollectError
from sress.collect.settled import Look, Sleep, growing
from sress.collect.share import look_into, open_file, open_share
from sress.collect.state import CollectState
from sress.collect.survey import Candidate
from sress.platform.sealing import plain_name
from sress.platform.settings import Settings

_ALL_STREAMS = "*"


def fetch(settings: Settings, expected: Expected, connection: Connection, sleep: Sleep) -> Collected:
    """The new files of the share, each copied whole; those taken or refused before are not read again."""
    with open_share(connection, source=expected.contract.source) as (fs, root):
        folder = "/".join(part for part in (root.rstrip("/"), expected.drop.folder.strip("/")) if part)
        files = _look(fs, folder, expected, connection)
        memory = _Memory.of(settings, expected, connection, files)
        found = expected.survey(files)
        fresh = [one for one in found.candidates if not memory.knows(one)]
        names = {name for one in fresh for name in (one.name, *one.markers)}
        unsettled = growing(files, names, lambda: look_into(fs, folder), sleep)
        outcomes: dict[str, Outcome] = memory.refusals(found.candidates)
        taken: set[str] = set()
        for one in fresh:
            if unsettled.isdisjoint({one.name, *one.markers}) and plain_name(one.name) not in taken:
                outcomes[one.name] = _copy(settings, expected, fs, folder, one)
            else:
                outcomes[one.name] = None
            if outcomes[one.name] is not None:
                memory.keep(one, outcomes[one.name])
                taken.add(plain_name(one.name))
    return expected.collected(found, outcomes)


def _look(fs: Any, folder: str, expected: Expected, connection: Connection) -> dict[str, Look]:
    try:
        return look_into(fs, folder)
    except FileNotFoundError as error:
        if (connection.url or "").startswith("s3:"):
            return {}  # an object store has no empty folders
        raise CollectError(
            f"there is no folder '{folder}' on the share",
            source=expected.contract.source,
            address=connection.url or "",
            remedy="Correct the connection's path or the contract's folder",
        ) from error


def _copy(settings: Settings, expected: Expected, fs: Any, folder: str, one: Candidate) -> Outcome:
    """Copy one file; it waits for the next run when it changed meanwhile, or went away."""
    try:
        markers = {name: _head(fs, f"{folder}/{name}") for name in one.markers}
        with open_file(fs, f"{folder}/{one.name}", one.look.size) as source:
            copy = draft(settings, expected.contract, one.name, source)
    except FileNotFoundError:
        return None
    try:
        # A listing again, not the file's own properties: some servers spell the two differently.
        if look_into(fs, folder).get(one.name) != one.look or copy.size != one.look.size:
            return None
        return expected.judge(one.name, markers, lambda: copy.sha256, copy.publish)
    finally:
        copy.discard()


def _head(fs: Any, path: str) -> bytes:
    with fs.open(path, "rb") as file:
        return bytes(file.read(LONGEST_MARKER))


@dataclass
class _Memory:
    """What became of the files of one folder: how each looked with its markers, and why it was refused."""

    state: CollectState
    folder: str
    files: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, settings: Settings, expected: Expected, connection: Connection, there: dict[str, Look]) -> _Memory:
        state = CollectState(settings, expected.contract.source, _ALL_STREAMS)
        folder = f"{(connection.url or '').rstrip('/')}/{expected.drop.folder}"
        files = state.get(folder) or {}
        return cls(state, folder, {name: seen for name, seen in files.items() if name in there})

    def knows(self, one: Candidate) -> bool:
        return self.files.get(one.name, {}).get("seen") == _seen(one)

    def refusals(self, candidates: list[Candidate]) -> dict[str, Outcome]:
        return {
            one.name: self.files[one.name]["refused"]
            for one in candidates
            if self.knows(one) and self.files[one.name]["refused"]
        }

    def keep(self, one: Candidate, outcome: Outcome) -> None:
        self.files[one.name] = {"seen": _seen(one), "refused": outcome if isinstance(outcome, str) else None}
        self.state.put(self.folder, self.files)


def _seen(one: Candidate) -> list[list[Any]]:
    looks = {one.name: one.look, **one.markers}
    return [[name, look.size, look.stamp] for name, look in sorted(looks.items())]
