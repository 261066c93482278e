"""Mend rows that an unquoted decimal comma has split, where there is only one way to do it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing.clean import SPACES, CellError, Cleaned, cleaner
from sress.landing.fold import fold
from sress.landing.reading.headers import header_names

_WHOLE = re.compile(rf"[+-]?\d[\d{SPACES}]*")
_CENTS = re.compile(r"\d{1,2}(?:\s*€)?")
_MOST_SPLITS = 4
_FREE = ("text", "organisations")


class Repairer:
    """Joins what belongs together in the rows of one file: its header says where the amounts stand."""

    def __init__(self, stream: Stream, header: list[str], delimiter: str) -> None:
        self._width = len(header)
        self._columns = [_column_of(stream, title) for title in header]
        self._amounts = [place for place, column in enumerate(self._columns) if column and column.type == "amount"]
        self._joins = delimiter == ","
        self._rules: dict[int, Callable[[str], Cleaned]] = {}

    def join_split_amounts(self, cells: list[str]) -> list[str] | None:
        """The row with its amounts whole again; None when it needs no repair or leaves a doubt."""
        extra = len(_trimmed(cells, self._width)) - self._width
        if not self._joins or not 0 < extra <= min(_MOST_SPLITS, len(self._amounts)):
            return None
        cells = _trimmed(cells, self._width)
        found = [
            row
            for places in combinations(self._amounts, extra)
            if (row := _joined(cells, places)) is not None and self._fits(row)
        ]
        return found[0] if len(found) == 1 else None

    def _fits(self, row: list[str]) -> bool:
        """Whether each cell is what its column wants."""
        return all(
            self._is_valid(place, column, row[place].strip()) for place, column in enumerate(self._columns) if column
        )

    def _is_valid(self, place: int, column: Column, text: str) -> bool:
        if not text:
            return not column.required
        if column.type in _FREE:
            return True
        if place not in self._rules:
            self._rules[place] = cleaner(column, [text])
        try:
            self._rules[place](text)
        except CellError:
            return False
        return True


def _column_of(stream: Stream, title: str) -> Column | None:
    return next((column for column in stream.columns if fold(title) in header_names(column)), None)


def _joined(cells: list[str], places: tuple[int, ...]) -> list[str] | None:
    """The cells with two of them made one at each place of the result; None where they are no split amount."""
    row: list[str] = []
    rest = list(cells)
    while rest:
        cell = rest.pop(0)
        if len(row) in places:
            if not rest or not _WHOLE.fullmatch(cell.strip()) or not _CENTS.fullmatch(rest[0].strip()):
                return None
            cell = f"{cell.strip()},{rest.pop(0).strip()}"
        row.append(cell)
    return row


def _trimmed(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells
