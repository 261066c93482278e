"""Everything the partners deliver in a month, in memory: what is dropped, served by an API, or published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OpenFile:
    """A file of a public catalogue: its dataset and title there, its name in the address, its bytes."""

    dataset: str
    title: str
    name: str
    data: bytes
    media: str = "csv"


@dataclass
class Production:
    """`drops` by '<source>/<file name>', `apis` by '<source>/<list>', and files of public catalogues."""

    drops: dict[str, bytes] = field(default_factory=dict)
    apis: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    open_files: list[OpenFile] = field(default_factory=list)
