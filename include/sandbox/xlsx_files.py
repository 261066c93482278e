"""Write tables as the sheets of a workbook, the same bytes each time, and say where each line stands."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sandbox.tables import Cell, FileTable

_CREATED = datetime(2022, 1, 1)


def xlsx_bytes(
    sheets: dict[str, FileTable],
    hidden: dict[str, list[str]],
    groups: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[bytes, dict[str, list[int]]]:
    """The workbook, and by sheet the row number of each line (the first row of the sheet is 1).

    `groups` gives, by sheet, the group of each column: a first header row, merged over neighbours; a
    column without one fills both rows.
    """
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": "Données synthétiques", "created": _CREATED})
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    above = groups or {}
    numbers = {
        name: _write(workbook.add_worksheet(name), table, bold, day, above.get(name, {}))
        for name, table in sheets.items()
    }
    _write_hidden(workbook, hidden)
    workbook.close()
    return buffer.getvalue(), numbers


def _write(page: Worksheet, table: FileTable, bold: Format, day: Format, groups: Mapping[str, str]) -> list[int]:
    for row, text in enumerate(table.banner):
        if text and row == 0:
            page.merge_range(row, 0, row, len(table.columns) - 1, text, bold)
        elif text:
            page.write_string(row, 0, text)
    first = len(table.banner)
    if groups:
        first += 1
        _write_groups(page, first - 1, table, groups, bold)
    for column, name in enumerate(table.columns):
        if not groups or groups.get(name):
            page.write_string(first, column, table.headers[name], bold)
    for row, line in enumerate(table.lines, start=first + 1):
        for column, name in enumerate(table.columns):
            _write_cell(page, row, column, line.cells.get(name), day)
    page.freeze_panes(first + 1, 0)
    return list(range(first + 2, first + 2 + len(table.lines)))


def _write_groups(page: Worksheet, row: int, table: FileTable, groups: Mapping[str, str], bold: Format) -> None:
    """A row of headers above the headers, each over the columns of its group; a column without one fills both."""
    for group, members in groupby(enumerate(table.columns), key=lambda place: groups.get(place[1], "")):
        run = list(members)
        first, last = run[0][0], run[-1][0]
        if not group:
            for column, name in run:
                page.merge_range(row, column, row + 1, column, table.headers[name], bold)
        elif last > first:
            page.merge_range(row, first, row, last, group, bold)
        else:
            page.write_string(row, first, group, bold)


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, day: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, value)


def _write_hidden(workbook: Workbook, hidden: dict[str, list[str]]) -> None:
    for name, lines in hidden.items():
        page = workbook.add_worksheet(name)
        for row, text in enumerate(lines):
            page.write_string(row, 0, text)
        page.hide()
