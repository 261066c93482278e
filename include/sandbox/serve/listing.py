"""A list of records that is served in parts, and may move while somebody reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

Record = dict[str, Any]


class Listing:
    """Records in the order in which they are served.

    With `drift`, once somebody has read the first part and not the rest, a record of that part goes to
    the end, as one does that is updated: who reads on misses a record and meets another one twice.
    It moves once, and keeps its content.
    """

    def __init__(self, records: list[Record], *, drift: bool = False) -> None:
        self._records = list(records)
        self._drift = drift
        self._lock = threading.Lock()

    def part(self, start: int, size: int, keep: Callable[[Record], bool] | None = None) -> tuple[list[Record], int]:
        """At most `size` records from `start` on of those to keep, and how many of those there are."""
        with self._lock:
            kept = [record for record in self._records if keep(record)] if keep else list(self._records)
            part = kept[start : start + size]
            if self._drift and start == 0 and 0 < len(part) < len(kept):
                self._records.remove(part[0])
                self._records.append(part[0])
                self._drift = False
        return part, len(kept)
