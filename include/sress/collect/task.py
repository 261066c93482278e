"""One stream to be pulled from an API, and all that is needed for it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sress.collect.checkpoint import Checkpoint
from sress.collect.http import HttpClient
from sress.collect.inbox import draft
from sress.collect.problem import CollectError
from sress.collect.state import CollectState
from sress.contracts.collecting import Request
from sress.contracts.model import Contract
from sress.platform.exact_json import dump
from sress.platform.settings import Settings


@dataclass(frozen=True)
class Task:
    """`base` is the address of the system; `clock` tells seconds since 1970."""

    settings: Settings
    contract: Contract
    stream: str
    request: Request
    base: str
    client: HttpClient
    state: CollectState
    checkpoint: Checkpoint
    clock: Callable[[], float]

    @property
    def address(self) -> str:
        """What the request's path means."""
        return f"{self.base}/{self.filled(self.request.path).lstrip('/')}"

    @property
    def params(self) -> dict[str, str]:
        """The request's parameters, but for those of paging and of changes."""
        return {name: self.filled(value) for name, value in self.request.params.items()}

    @property
    def asked(self) -> str:
        """What is asked, wherever the system is: another path or another parameter is another question."""
        return dump([self.filled(self.request.path), self.params])

    def filled(self, text: str) -> str:
        """The text with the month, the year and the cut-off of the run in their places."""
        month, cut_off = self.settings.month, self.settings.cut_off.isoformat()
        return text.replace("{month}", month).replace("{year}", month[:4]).replace("{cut_off}", cut_off)

    def put_into_inbox(self, name: str, data: bytes) -> Path:
        """The file in the inbox, whole or not at all, sealed where it must be."""
        return draft(self.settings, self.contract, name, io.BytesIO(data)).publish()

    def error(self, what: str, remedy: str) -> CollectError:
        """An error that names the stream and its address."""
        return CollectError(what, source=self.contract.source, stream=self.stream, address=self.address, remedy=remedy)
