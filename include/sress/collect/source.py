"""Collect everything that a source has to give, stream by stream: one that fails does not stop the others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sress.collect.api import pull_stream
from sress.collect.bundled import take_bundled
from sress.collect.connection import Connections
from sress.collect.download import download_stream
from sress.collect.drop import take_by_hand, take_drops
from sress.collect.files import Collected
from sress.collect.inbox import waiting_in_inbox
from sress.collect.problem import CollectError
from sress.collect.settled import Sleep
from sress.contracts.collecting import DropFolder, HttpApi, OpenData
from sress.contracts.model import Contract
from sress.platform.settings import Settings


def collect_source(
    settings: Settings, contract: Contract, connections: Connections, *, sleep: Sleep = time.sleep
) -> Collected:
    """Fetch what is new, and return every file that waits to be landed.

    What cannot be collected is named in `failed`, in English, with what to do about it. `sleep` waits
    between two looks at a file and before a request is made again.
    """
    collected = Collected()
    collected.add(take_bundled(settings, contract))
    for drop in _drop_folders(contract):
        with _noted(collected):
            collected.add(take_drops(settings, contract, connections(drop.connection), drop=drop, sleep=sleep))
    collected.add(take_by_hand(settings, contract, sleep=sleep))
    for name in contract.streams:
        with _noted(collected):
            _fetch(settings, contract, name, connections, sleep)
    collected.add(waiting_in_inbox(settings, contract))
    return collected


def _drop_folders(contract: Contract) -> list[DropFolder]:
    ways = [contract.collect_of(name) for name in contract.streams]
    return list(dict.fromkeys(way for way in ways if isinstance(way, DropFolder)))


def _fetch(settings: Settings, contract: Contract, stream: str, connections: Connections, sleep: Sleep) -> None:
    """Bring what is new of one stream into the inbox."""
    way = contract.collect_of(stream)
    if isinstance(way, HttpApi):
        pull_stream(settings, contract, stream, connections(way.connection), sleep=sleep)
    elif isinstance(way, OpenData):
        download_stream(settings, contract, stream, connections(way.connection), sleep=sleep)


@contextmanager
def _noted(collected: Collected) -> Iterator[None]:
    """A problem is written down, and the next stream has its turn."""
    try:
        yield
    except CollectError as problem:
        collected.failed.append(str(problem))
