"""A line of the values in ambitions.json."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """One reading in one edition and territory, for all or for one member such as a conference."""

    reading: str
    edition: str
    territory: str
    member: str | None
    value: float | None
    numerator: float | None
    denominator: int | None
    unknown: int | None
    status: str
