"""A workbook with one sheet a call for projects, group headers over merged cells, and a draft in a hidden sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sandbox.tables import Cell, FileTable

SHEET_STEP = 10_000_000  # rows of the second sheet are counted from here on
_CREATED = datetime(2022, 1, 1)
_DRAFT = ("Mutualisation (brouillon)", ("N° dossier", "Montant voté"), ("VA-0000-0001", "999999"))


def grouped_bytes(sheets: Mapping[str, FileTable], groups: Mapping[str, str]) -> tuple[bytes, list[int]]:
    """The workbook, and the row numbers of all its lines in order; `groups` by column name."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": "Données synthétiques", "created": _CREATED})
    bold = workbook.add_format({"bold": True, "align": "center"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    _write_draft(workbook.add_worksheet(_DRAFT[0]))
    numbers: list[int] = []
    for place, (name, table) in enumerate(sheets.items()):
        page = workbook.add_worksheet(name)
        if place == 0:
            page.activate()
            page.set_first_sheet()
        first = _write_heads(page, table, groups, bold)
        numbers += [place * SHEET_STEP + row + 1 for row in _write_lines(page, table, first, day)]
    workbook.close()
    return buffer.getvalue(), numbers


def _write_draft(page: Worksheet) -> None:
    """A forgotten sheet with the name of a call; it is hidden, and none of it counts."""
    for row, texts in enumerate(_DRAFT[1:]):
        for column, text in enumerate(texts):
            page.write_string(row, column, text)
    page.hide()


def _write_heads(page: Worksheet, table: FileTable, groups: Mapping[str, str], bold: Format) -> int:
    """Banner, groups over their columns, names below; returns the first row of data (from 0)."""
    for row, text in enumerate(table.banner):
        if text:
            page.merge_range(row, 0, row, len(table.columns) - 1, text, bold)
    top = len(table.banner)
    for group, left, right in _runs(table.columns, groups):
        if not group:
            for column in range(left, right + 1):
                page.merge_range(top, column, top + 1, column, table.headers[table.columns[column]], bold)
            continue
        if left < right:
            page.merge_range(top, left, top, right, group, bold)
        else:
            page.write_string(top, left, group, bold)
        for column in range(left, right + 1):
            page.write_string(top + 1, column, table.headers[table.columns[column]], bold)
    page.freeze_panes(top + 2, 1)
    return top + 2


def _runs(columns: list[str], groups: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """(group, first column, last column) of neighbouring columns of one group."""
    left = 0
    for group, run in groupby(columns, key=lambda name: groups.get(name, "")):
        count = len(list(run))
        yield group, left, left + count - 1
        left += count


def _write_lines(page: Worksheet, table: FileTable, first: int, day: Format) -> list[int]:
    for row, line in enumerate(table.lines, start=first):
        for column, name in enumerate(table.columns):
            _write_cell(page, row, column, line.cells.get(name), day)
    return list(range(first, first + len(table.lines)))


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, day: Format) -> None:
    if isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int):
        page.write_number(row, column, value)
    elif value:
        page.write_string(row, column, value)
