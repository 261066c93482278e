"""The landing report: what became of one delivery, row for row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class LandingReport:
    """What became of one delivery. `status` is landed, held or rejected; read = landed + rejected.

    `drift` is what differs from the delivery before (see `drift.py`), `vanished` how many of its rows
    a full pull no longer holds.
    """

    delivery_id: int
    source: str
    stream: str
    file_name: str
    status: str
    read: int = 0
    landed: int = 0
    mended: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    columns_unknown: list[str] = field(default_factory=list)
    columns_missing: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    drift: dict[str, Any] = field(default_factory=dict)
    vanished: int = 0
    unchanged: bool = False

    @property
    def held(self) -> bool:
        """Whether the delivery waits for a person's decision."""
        return self.status == "held"

    def as_json(self) -> dict[str, Any]:
        """The stable machine-readable form of `sress land --json`."""
        return {
            "delivery_id": self.delivery_id,
            "source": self.source,
            "stream": self.stream,
            "file": self.file_name,
            "status": self.status,
            "read": self.read,
            "landed": self.landed,
            "mended": self.mended,
            "rejected": self.rejected,
            "held": self.held,
            "reasons": self.reasons,
            "columns_unknown": self.columns_unknown,
            "columns_missing": self.columns_missing,
            "messages": self.messages,
            "drift": self.drift,
            "vanished": self.vanished,
            "unchanged": self.unchanged,
        }
