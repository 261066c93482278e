"""A table of the workbook, and how a figure becomes a cell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sress.brief import french
from sress.brief.model import Value
from sress.brief.presentation import SECRET, SUPPRESSED

Row = Sequence[object]
MISSING = frozenset({SECRET, french.NOT_AVAILABLE})
LONG = 40


@dataclass(frozen=True)
class Table:
    """A named table: its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


def cell(value: Value | None) -> object:
    """A figure as a cell: the number, `s`, `nd`, nothing for a period that the measure does not have."""
    if value is None:
        return None
    if value.status == SUPPRESSED:
        return SECRET
    return french.NOT_AVAILABLE if value.value is None else value.value
