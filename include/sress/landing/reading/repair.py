"""Mend rows that an unquoted decimal comma has split, where there is only one way to read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing.clean import SPACES, CellError, Cleaned, cleaner
from sress.landing.reading.headers import column_of

_WHOLE = re.compile(rf"[+-]?\d[\d{SPACES}]*")
_CENTS = re.compile(r"\d{1,2}(?:\s*€)?\s*")
_NUMBER_GOES_ON = re.compile(r"\d,\d{1,3}(?!\d)")  # « lots 1,2 », « 3,5 km »
_MOST_SPLITS = 4
_FREE = ("text", "organisations")


class Repairer:
    """Joins what belongs together in the rows of one file: its header says where the amounts stand."""

    def __init__(self, stream: Stream, header: list[str], delimiter: str) -> None:
        self._columns = [column_of(stream, title) for title in header]
        self._amounts = [place for place, column in enumerate(self._columns) if _is_amount(column)]
        self._joins = delimiter == ","
        self._rules: dict[int, Callable[[str], Cleaned]] = {}

    def join_split_amounts(self, cells: list[str]) -> list[str] | None:
        """The row with its amounts whole again; None when it needs no repair or leaves a doubt.

        A row is mended when it has exactly one reading in which every typed cell is valid. A comma of
        prose counts as another reading: it is followed by a space, or it is a decimal comma itself.
        """
        extra = len(cells) - len(self._columns)
        if not self._joins or extra <= 0 or not self._looks_split(cells, extra):
            return None
        readings = list(islice(self._readings(cells, 0, 0, set()), 2))
        if len(readings) != 1 or any(end - start > 1 and not self._amount_at(i) for i, start, end in readings[0]):
            return None
        if all(end - start == 1 for _, start, end in readings[0]):
            return None
        return [_joined(cells[start:end]) for _, start, end in readings[0]]

    def _looks_split(self, cells: list[str], extra: int) -> bool:
        return any(
            _is_split_amount(cells[at : at + 2])
            for place in self._amounts
            for at in range(place, min(place + extra, len(cells) - 1))
        )

    def _readings(
        self, cells: list[str], place: int, at: int, dead: set[tuple[int, int]]
    ) -> Iterator[list[tuple[int, int, int]]]:
        """Every way to spread the cells over the columns: (column, first cell, end), empty cells may remain."""
        if place == len(self._columns):
            if not any(cell.strip() for cell in cells[at:]):
                yield []
            return
        if (place, at) in dead:
            return
        found = False
        for end in self._ends(cells, place, at):
            for rest in self._readings(cells, place + 1, end, dead):
                found = True
                yield [(place, at, end), *rest]
        if not found:
            dead.add((place, at))

    def _ends(self, cells: list[str], place: int, at: int) -> Iterator[int]:
        """Where the cell of a column that begins at `at` may end."""
        last = min(at + 1 + _MOST_SPLITS, len(cells) - (len(self._columns) - place - 1))
        for end in range(at + 1, last + 1):
            parts = cells[at:end]
            if len(parts) > 1 and not self._may_join(place, parts):
                return
            if self._is_valid(place, _joined(parts).strip()):
                yield end

    def _may_join(self, place: int, parts: list[str]) -> bool:
        column = self._columns[place]
        if _is_amount(column):
            return _is_split_amount(parts)
        if column is not None and column.type not in _FREE:
            return False
        before, after = parts[-2], parts[-1]
        return after[:1].isspace() or bool(_NUMBER_GOES_ON.match(f"{before[-1:]},{after[:4]}"))

    def _amount_at(self, place: int) -> bool:
        return _is_amount(self._columns[place])

    def _is_valid(self, place: int, text: str) -> bool:
        """Whether a cell is what its column wants; a column that the contract does not know wants anything."""
        column = self._columns[place]
        if column is None:
            return True
        if not text:
            return not column.required
        if column.type in _FREE and column.pattern is None:
            return True
        if place not in self._rules:
            self._rules[place] = cleaner(column, [])
        try:
            self._rules[place](text)
        except CellError:
            return False
        return True


def _is_amount(column: Column | None) -> bool:
    return column is not None and column.type == "amount"


def _is_split_amount(parts: list[str]) -> bool:
    """Whether the cells are the euros and the cents of one amount."""
    return len(parts) == 2 and bool(_WHOLE.fullmatch(parts[0].strip()) and _CENTS.fullmatch(parts[1]))


def _joined(parts: list[str]) -> str:
    return ",".join(parts)
