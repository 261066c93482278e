"""A delivery that a system made: its bytes, and the tables behind it with the place of each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.deliveries import Delivery
from sandbox.sheet import Field
from sandbox.tables import FileTable


@dataclass(frozen=True)
class Part:
    """One stream's table in a delivery; `numbers` are the row numbers of its lines in the file.

    `repeats`: a line that says the same as an earlier one is set aside by the contract.
    """

    stream: str
    table: FileTable
    numbers: list[int]
    fields: tuple[Field, ...]
    repeats: bool = True


@dataclass(frozen=True)
class Made:
    """A delivery. `way` says how the partner gives it.

    `drop`: `data` as the file `delivery.file` in the source's folder. `api`: `records` of the list
    `endpoint`; the pull is known as `delivery.file`. `open`: `data` in a public catalogue under
    `dataset`, `title` and `name`; the downloaded file is known as `delivery.file`.
    """

    delivery: Delivery
    parts: tuple[Part, ...]
    data: bytes = b""
    way: str = "drop"
    endpoint: str = ""
    records: tuple[dict[str, Any], ...] = ()
    dataset: str = ""
    title: str = ""
    name: str = ""
    media: str = "csv"
