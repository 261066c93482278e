"""The brief as a workbook: numbers as numbers, named tables, no formula, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from sress.brief import wording
from sress.brief.model import BriefFigures
from sress.brief.sheets import Sheet, all_sheets
from sress.brief.table import LONG, MISSING, Table

HEADER = {"bold": True, "bg_color": "#1F3A56", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
DAY = "dd/mm/yyyy"
# Locale-independent codes: French programs show them as 1 234,5.
WHOLE, TENTHS = "#,##0", "#,##0.0"
STYLE = "Table Style Light 1"


@dataclass(frozen=True)
class _Formats:
    """The formats of one workbook."""

    head: Any
    day: Any
    whole: Any
    tenths: Any
    text: Any
    wrap: Any
    missing: Any
    title: Any
    mark: Any


def write_workbook(figures: BriefFigures) -> bytes:
    """The bytes of the workbook; the same figures give the same bytes."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": wording.title(figures),
                "author": "Observatoire SRESS",
                "comments": wording.SYNTHETIC if figures.publication.synthetic else "",
                "created": figures.publication.published_at.replace(tzinfo=None),
            }
        )
        formats = _formats(book)
        for sheet in all_sheets(figures):
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    return buffer.getvalue()


def _formats(book: Any) -> _Formats:
    return _Formats(
        head=book.add_format(HEADER),
        day=book.add_format({"num_format": DAY, "valign": "top"}),
        whole=book.add_format({"num_format": WHOLE, "valign": "top"}),
        tenths=book.add_format({"num_format": TENTHS, "valign": "top"}),
        text=book.add_format({"valign": "top"}),
        wrap=book.add_format({"text_wrap": True, "valign": "top"}),
        missing=book.add_format({"align": "right", "italic": True, "valign": "top"}),
        title=book.add_format({"bold": True, "font_size": 14, "font_color": "#1F3A56"}),
        mark=book.add_format({"bold": True, "font_color": "#7A2000"}),
    )


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:
    """The title, the synthetic mark, then each table with its own heading row."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    page.write_string(0, 0, sheet.title, formats.title)
    if sheet.mark:
        page.write_string(1, 0, sheet.mark, formats.mark)
    line = 2
    for number, table in enumerate(sheet.tables):
        if number == 0:
            page.freeze_panes(line + 1, sheet.frozen)
            page.repeat_rows(line)
        line = _write_table(page, table, line, formats) + 2


def _write_table(page: Any, table: Table, line: int, formats: _Formats) -> int:
    """Write one table and give the line after it. A table of Excel has at least one row."""
    rows: Sequence[Iterable[object]] = table.rows or [["–"] + [None] * (len(table.columns) - 1)]
    last = line + len(rows)
    page.add_table(
        line,
        0,
        last,
        len(table.columns) - 1,
        {
            "name": table.name,
            "style": STYLE,
            "columns": [{"header": head, "header_format": formats.head} for head in table.columns],
        },
    )
    for at, row in enumerate(rows, start=line + 1):
        for place, cell in enumerate(row):
            _write_cell(page, at, place, cell, formats)
    return last + 1


def _write_cell(page: Any, line: int, place: int, cell: object, formats: _Formats) -> None:
    """Numbers as numbers, days as days, `s` and `nd` to the right, nothing for nothing."""
    if isinstance(cell, bool):
        page.write_string(line, place, "oui" if cell else "non", formats.text)
    elif isinstance(cell, Decimal | int):
        whole = cell == int(cell)
        page.write_number(line, place, float(cell), formats.whole if whole else formats.tenths)
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, formats.day)
    elif cell in MISSING:
        page.write_string(line, place, str(cell), formats.missing)
    elif cell is not None and cell != "":
        text = str(cell)
        page.write_string(line, place, text, formats.wrap if len(text) > LONG else formats.text)
