"""What a landing counted: enough to hold a delivery, to compare it with the one before, and to report it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Counts over one delivery; read = landed + rejected.

    `mended` are landed rows with a repair, `blocked` rows with a blocking problem; `empty` counts the
    empty cells of each column among the landed rows.
    """

    columns: list[str]
    read: int
    landed: int
    mended: int
    blocked: int
    reasons: dict[str, int]
    columns_unknown: list[str]
    columns_missing: list[str]
    empty: dict[str, int]

    @property
    def rejected(self) -> int:
        """Rows that do not land."""
        return self.read - self.landed
