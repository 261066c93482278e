"""Write a table as CSV bytes and say on which physical line each of its lines stands."""

from __future__ import annotations

import csv
import io

from sandbox.tables import FileTable, Line
from sandbox.vocabulary import MARK

_KEPT_WHEN_SHORT = 7


def csv_bytes(table: FileTable, delimiter: str = ";") -> tuple[bytes, list[int]]:
    """The file, and for each line of the table its physical line number (the header is line 1)."""
    lines = [_join([table.headers[name] for name in table.columns] + [""] * table.trailing, delimiter)]
    numbers = []
    for line in table.lines:
        numbers.append(len(lines) + 1)
        lines.append(_text_of(line, table, delimiter))
    text = table.newline.join([*lines, ""])
    return text.encode(table.encoding), numbers


def _text_of(line: Line, table: FileTable, delimiter: str) -> str:
    cells = [str(line.cells.get(name) or "") for name in table.columns]
    if line.shape == "blank":
        return ""
    if line.shape == "separators":
        return delimiter * (len(table.columns) - 1)
    if line.shape == "short":
        return _join([*cells[:_KEPT_WHEN_SHORT], MARK], delimiter)
    if line.shape == "extra":
        place = table.columns.index(table.split)
        name = cells[place].replace('"', "")
        cells[place : place + 1] = [name, " antenne locale"]
    return _join(cells + [""] * table.trailing, delimiter)


def _join(cells: list[str], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="").writerow(cells)
    return buffer.getvalue()
