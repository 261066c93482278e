"""What collecting needs to know of a connection; who keeps it (Airflow, the environment) is not its business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Connection:
    """Where a system is and how to log in. `url` has no credentials in it and may be None: the contract's then.

    `password` and `extra` hold secrets: neither is ever shown.
    """

    url: str | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)


Connections = Callable[[str], Connection | None]


def no_connections(name: str) -> Connection | None:
    """No connection is known: only local folders, bundled files and open addresses can be collected."""
    return None
