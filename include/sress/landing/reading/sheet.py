"""One sheet of a workbook: its cells, the header below its banner, merged or on two rows, and its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sress.contracts.formats import XlsxFormat
from sress.contracts.model import Stream
from sress.landing.fold import fold
from sress.landing.reading.headers import find_header, has_mandatory, header_score, known_names, named_cells
from sress.landing.reading.table import Table

_SEPARATOR = " / "
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """A visible sheet: its cells as text from row 1 on, and its merged ranges (0-based, ends included)."""

    name: str
    grid: list[list[str]]
    merges: list[Merge]
    stream: Stream
    form: XlsxFormat

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(any(row) for row in self.grid)

    @property
    def has_mandatory(self) -> bool:
        """Whether one row names every mandatory column."""
        return has_mandatory(self.titles, self.stream)

    @property
    def score(self) -> int:
        """How many of the stream's columns its header names."""
        return max((header_score(row, self.stream) for row in self.titles), default=0)

    @cached_property
    def titles(self) -> list[list[str]]:
        """The titles that each of the first rows would give, if it were the header."""
        head = self._head()
        if self.form.header_levels == 1:
            return head
        known = known_names(self.stream)
        above = [self._groups(head, row - 1) if row else [] for row, names in enumerate(head)]
        return [_both(groups, names, known) if groups else names for groups, names in zip(above, head, strict=True)]

    def table(self, where: str) -> Table:
        """The rows below the header. Raises FileError when there is no header; `where` says what was searched."""
        index = self._header(where)
        header = named_cells(self.titles[index])
        width = len(header)
        table = Table(header, [], sheets=(self.name,))
        for row, cells in enumerate(self.grid[index + 1 :], start=index + 2):
            padded = [*cells[:width], *[""] * (width - len(cells))]
            if any(cell.strip() for cell in padded):
                table.rows.append((row, padded))
        return table

    def _head(self) -> list[list[str]]:
        """The first rows, where what is merged downwards stands in each of its rows; the data are left alone."""
        head = [list(row) for row in self.grid[: self.form.header_within]]
        for (top, left), (bottom, _) in self.merges:
            for row in range(top + 1, min(bottom + 1, len(head))):
                if left < len(head[row]) and not head[row][left]:
                    head[row][left] = head[top][left]
        return head

    def _header(self, where: str) -> int:
        """The header's row. Where the groups above the names say as much as these, the names are the header."""
        index = find_header(self.titles, self.stream, where)
        below = self.titles[index + 1 : index + 2]
        says_as_much = any(header_score(row, self.stream) == self.score for row in below)
        return index + 1 if self.form.header_levels == 2 and says_as_much else index

    def _groups(self, head: list[list[str]], row: int) -> list[str]:
        """The group above each name: over its merged cells; one that is not merged, over the blanks to its right."""
        groups = [cell.strip() for cell in head[row]]
        merged = [(left, right) for (top, left), (bottom, right) in self.merges if top <= row <= bottom]
        covered = {column: left for left, right in merged for column in range(left, min(right + 1, len(groups)))}
        for column in range(1, len(groups)):
            if column in covered:
                groups[column] = groups[covered[column]]
            elif not groups[column] and column - 1 not in covered:
                groups[column] = groups[column - 1]
        return groups


def _both(groups: list[str], names: list[str], known: set[str]) -> list[str]:
    """Two header rows as one: « Group / Name » where the contract knows it, else the name alone if it is unique."""
    counts = Counter(fold(name) for name in names)
    titles = []
    for group, name in zip(groups, names, strict=True):
        both = _SEPARATOR.join(filter(None, (group, name)))
        alone = not name or fold(group) == fold(name) or (fold(both) not in known and counts[fold(name)] == 1)
        titles.append(name if alone else both)
    return titles
