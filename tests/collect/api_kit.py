"""A contract of one API, and the state that its pulls leave."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopback import Asked, Loopback, Reply, json_reply
from sress.collect.api import pull_stream
from sress.collect.connection import Connection
from sress.contracts.model import Contract
from sress.platform.settings import Settings

_numbers = itertools.count()
BEGIN = 1_793_000_000.0


def api_contract(*, request: dict[str, Any], auth: dict[str, Any] | None = None, personal: str = "none") -> Contract:
    """A contract with the stream `projets`; its source is another one at each call."""
    return Contract.model_validate(
        {
            "source": f"essai_{next(_numbers)}",
            "label": "Essai",
            "owner": "Essai",
            "steward": "essai@exemple.invalid",
            "licence": "Licence Ouverte 2.0",
            "cadence": "daily",
            "due_day": 5,
            "schedule": "0 5 * * *",
            "collect": {
                "kind": "http_api",
                "connection": "essai_api",
                "address": "https://api.exemple.invalid/v1",
                "auth": auth or {"kind": "none"},
                "rate": {"calls": 10000, "seconds": 1},
            },
            "streams": {
                "projets": {
                    "description": "Projects.",
                    "request": {"path": "projets", "records": "data", "id": "id", **request},
                    "format": {"kind": "json"},
                    "columns": [{"name": "id", "description": "Id.", "personal": personal}],
                    "key": [] if personal == "drop" else ["id"],
                    "revision": {"replaces": "stream"},
                }
            },
        }
    )


@dataclass
class Puller:
    """Pulls one contract from a loopback server, at a time that the test sets; pauses are noted, not made."""

    settings: Settings
    server: Loopback
    contract: Contract
    login: str | None = None
    password: str | None = None
    now: float = BEGIN
    slept: list[float] = field(default_factory=list)

    def pull(self) -> list[Path]:
        """One pull into the inbox."""
        connection = Connection(self.server.url, self.login, self.password)
        return pull_stream(
            self.settings, self.contract, "projets", connection, clock=lambda: self.now, sleep=self.slept.append
        )

    def records(self) -> list[dict[str, Any]]:
        """The records of one pull that gives a file; the file is taken away as landing does."""
        (path,) = self.pull()
        lines = path.read_text("utf-8").splitlines()
        path.unlink()
        return [json.loads(line) for line in lines]

    @property
    def checkpoint(self) -> list[str]:
        """The names of what is kept of a pull under way."""
        folder = self.settings.home / "collect" / self.contract.source / "projets"
        return sorted(path.name for path in folder.glob("*"))


def paged(records: list[dict[str, Any]], asked: Asked, size: int = 2, **more: Any) -> Reply:
    """The page of a list that was asked for, with the total."""
    begin = (int(asked.params["page"]) - 1) * size
    return json_reply({"data": records[begin : begin + size], "total": len(records), **more})


def people(*ids: int, **more: Any) -> list[dict[str, Any]]:
    """Records of these ids."""
    return [{"id": key, "nom": f"n{key}", **more} for key in ids]


Answer = Callable[[Asked], Reply]
