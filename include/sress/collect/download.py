"""Download a stream's files from the catalogue that publishes them, when they changed."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from sress.collect.address import base_address
from sress.collect.answer import Validators
from sress.collect.archive import open_member
from sress.collect.catalogue import Chosen, choose, read_catalogue
from sress.collect.connection import Connection
from sress.collect.http import HttpClient
from sress.collect.inbox import draft
from sress.collect.problem import CollectError
from sress.collect.rate import shared_limiter
from sress.collect.state import CollectState
from sress.contracts.collecting import OpenData, Resource
from sress.contracts.model import Contract
from sress.platform.settings import Settings

_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\]+")
_LONGEST_NAME = 120


def download_stream(
    settings: Settings,
    contract: Contract,
    stream_name: str,
    connection: Connection | None,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Path]:
    """Bring the stream's new files to the inbox; none when they are those of the last time.

    They are named `<source>_<stream>_<vintage, else year of change>_<name of the file>`. Raises CollectError.
    """
    resource, collect = contract.streams[stream_name].resource, contract.collect_of(stream_name)
    if resource is None or not isinstance(collect, OpenData):
        return []
    base = base_address(collect.address, connection.url if connection else None)
    limiter = shared_limiter(base, collect.rate.calls, collect.rate.seconds)
    client = HttpClient(contract.source, stream_name, base, limiter=limiter, sleep=sleep)
    with _named(contract.source, stream_name):
        chosen = choose(resource, read_catalogue(client, collect.catalogue, base, resource.dataset))
        task = _Task(settings, contract, stream_name, resource, client)
        found = [_bring(task, one) for one in reversed(chosen)]
    return [path for path in found if path]


@dataclass(frozen=True)
class _Task:
    settings: Settings
    contract: Contract
    stream: str
    resource: Resource
    client: HttpClient

    @property
    def state(self) -> CollectState:
        return CollectState(self.settings, self.contract.source, self.stream)


def _bring(task: _Task, one: Chosen) -> Path | None:
    """Download one file, unless the catalogue or its server says that it is the one of the last time."""
    entry, name = one.entry, f"file {one.entry.address}"
    told: dict[str, Any] = {"modified": entry.modified, "checksum": entry.checksum and list(entry.checksum)}
    told |= {"size": entry.size, "member": task.resource.member, "vintage": one.vintage}
    known = task.state.get(name) or {}
    same = known.get("told") == told
    if same and (entry.modified or entry.checksum):
        return None
    former = Validators(known.get("etag"), known.get("last_modified")) if _kept(known, told) else None
    target = _target(task, entry.address)
    now = task.client.download(entry.address, target, validators=former, size=entry.size, checksum=entry.checksum)
    path = _keep(task, one, target) if now else None
    version = now or former or Validators()
    task.state.put(name, {"told": told, "etag": version.etag, "last_modified": version.last_modified})
    target.unlink(missing_ok=True)
    return path


def _kept(known: dict[str, Any], told: dict[str, Any]) -> bool:
    """Whether the file of the last time would be kept again under the same name."""
    former = known.get("told", {})
    return all(former.get(part) == told[part] for part in ("member", "vintage"))


def _target(task: _Task, address: str) -> Path:
    """Where the download goes on after a crash."""
    name = hashlib.sha256(address.encode()).hexdigest()[:16]
    return task.settings.home / "collect" / task.contract.source / task.stream / name


def _keep(task: _Task, one: Chosen, downloaded: Path) -> Path:
    with _opened(task.resource, one, downloaded) as (original, data):
        vintage = one.vintage or one.entry.modified[:4]
        name = "_".join(filter(None, (task.contract.source, task.stream, vintage, original)))
        return draft(task.settings, task.contract, _NOT_IN_A_NAME.sub("_", name), data).publish()


@contextmanager
def _opened(resource: Resource, one: Chosen, downloaded: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The file that the stream reads, with its own name: the download, or its member."""
    if resource.member:
        with open_member(downloaded, resource.member) as (name, data):
            yield name[-_LONGEST_NAME:], data
    else:
        with downloaded.open("rb") as data:
            yield _name(one), data


def _name(one: Chosen) -> str:
    """The last part of the address, with the catalogue's extension where it has none."""
    name = PurePosixPath(unquote(urlsplit(one.entry.address).path)).name or "fichier"
    extension = one.entry.extension.lower()
    known = PurePosixPath(name).suffix or not extension.isalnum()
    return (name if known else f"{name}.{extension}")[-_LONGEST_NAME:]


@contextmanager
def _named(source: str, stream: str) -> Iterator[None]:
    """Whatever goes wrong inside names the source and the stream."""
    try:
        yield
    except CollectError as problem:
        if problem.source:
            raise
        raise type(problem)(str(problem), source=source, stream=stream) from problem
