"""Lines of a table as the records of an API: headers are dotted paths into them."""

from __future__ import annotations

from typing import Any

from sandbox.tables import FileTable, Line


def nested(line: Line, table: FileTable) -> dict[str, Any]:
    """The record of a line; an empty cell is null."""
    record: dict[str, Any] = {}
    for name in table.columns:
        *path, last = table.headers[name].split(".")
        place = record
        for step in path:
            place = place.setdefault(step, {})
        cell = line.cells.get(name)
        place[last] = None if cell in (None, "") else cell
    return record


def without_layout(table: FileTable) -> FileTable:
    """The table without blank lines: an API has none."""
    table.lines = [line for line in table.lines if line.shape == "row"]
    return table
