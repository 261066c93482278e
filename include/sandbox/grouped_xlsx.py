"""Write tables as sheets with two header rows: groups over merged cells, then the names of the columns."""

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


def grouped_xlsx_bytes(
    sheets: Mapping[str, FileTable], groups: Mapping[str, str], hidden: Mapping[str, list[str]]
) -> tuple[bytes, dict[str, list[int]]]:
    """The workbook, and by sheet the row number of each line. `groups` by column; a column without one fills both rows.

    The same arguments give the same bytes.
    """
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": "Données synthétiques", "created": _CREATED})
    bold = workbook.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    numbers = {name: _write(workbook.add_worksheet(name), table, groups, bold, day) for name, table in sheets.items()}
    _write_hidden(workbook, hidden)
    workbook.close()
    return buffer.getvalue(), numbers


def _write(page: Worksheet, table: FileTable, groups: Mapping[str, str], bold: Format, day: Format) -> list[int]:
    for row, text in enumerate(table.banner):
        if text and row == 0:
            page.merge_range(row, 0, row, len(table.columns) - 1, text, bold)
        elif text:
            page.write_string(row, 0, text)
    top = len(table.banner)
    _write_header(page, top, table, groups, bold)
    for row, line in enumerate(table.lines, start=top + 2):
        for column, name in enumerate(table.columns):
            _write_cell(page, row, column, line.cells.get(name), day)
    page.freeze_panes(top + 2, 0)
    return list(range(top + 3, top + 3 + len(table.lines)))


def _write_header(page: Worksheet, top: int, table: FileTable, groups: Mapping[str, str], bold: Format) -> None:
    places = enumerate(table.columns)
    for group, members in groupby(places, key=lambda place: groups.get(place[1], "")):
        run = list(members)
        for column, name in run:
            if group:
                page.write_string(top + 1, column, table.headers[name], bold)
            else:
                page.merge_range(top, column, top + 1, column, table.headers[name], bold)
        first, last = run[0][0], run[-1][0]
        if group and last > first:
            page.merge_range(top, first, top, last, group, bold)
        elif group:
            page.write_string(top, first, group, bold)


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, day: Format) -> None:
    if isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int):
        page.write_number(row, column, value)
    elif value:
        page.write_string(row, column, value)


def _write_hidden(workbook: Workbook, hidden: Mapping[str, list[str]]) -> None:
    for name, lines in hidden.items():
        page = workbook.add_worksheet(name)
        for row, text in enumerate(lines):
            page.write_string(row, 0, text)
        page.hide()
