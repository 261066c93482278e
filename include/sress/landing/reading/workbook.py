"""Sheets of a workbook (xls, xlsx, ods): banner, merged cells, one or two header rows, several sheets."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from sress.contracts.formats import XlsxFormat
from sress.contracts.model import Stream
from sress.landing.fold import fold
from sress.landing.problem import FileError
from sress.landing.reading.headers import (
    find_header,
    has_mandatory,
    header_names,
    header_score,
    known_names,
    named_cells,
)
from sress.landing.reading.table import SHEET_STEP, Table

_SEPARATOR = " / "
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class _Sheet:
    """A visible sheet: its cells as text from row 1 on, and its merged ranges (0-based, ends included)."""

    name: str
    grid: list[list[str]]
    merges: list[Merge]


def read_workbook(data: bytes, stream: Stream, form: XlsxFormat) -> Table:
    """Read the sheet, or the sheets, that the contract names. Hidden sheets are never read.

    Raises FileError when the workbook does not open, or holds no sheet or header that is expected.
    """
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(workbook, name, form) for name in _visible(workbook)]
    except (python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise FileError(
            "unreadable_file",
            "le classeur ne s'ouvre pas : fichier tronqué ou qui n'est pas un XLSX/XLS. Redéposez-le en entier",
        ) from error
    if form.sheets:
        return _several(sheets, stream, form)
    return _table(_chosen(sheets, stream, form), stream, form)


def _visible(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name for sheet in workbook.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str, form: XlsxFormat) -> _Sheet:
    """Numbers without a needless `.0`, dates in ISO; what is merged downwards in the header stands in each row."""
    sheet = workbook.get_sheet_by_name(name)
    grid = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merges: list[Merge] = list(sheet.merged_cell_ranges or [])
    for (top, left), (bottom, _) in merges:
        for row in range(top + 1, min(bottom + 1, len(grid), form.header_within)):
            if left < len(grid[row]) and top < len(grid) and not grid[row][left]:
                grid[row][left] = grid[top][left]
    return _Sheet(name, grid, merges)


def cell_text(value: object) -> str:
    """A workbook cell as text: 22530001100015.0 → '22530001100015', a date → ISO, True → 'true'."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _chosen(sheets: list[_Sheet], stream: Stream, form: XlsxFormat) -> _Sheet:
    """The sheet of the contract's name; failing that, the one whose header names most columns."""
    candidates = sheets
    if form.sheet:
        named = [sheet for sheet in sheets if fold(sheet.name) == fold(form.sheet)]
        mandatory = [sheet for sheet in sheets if has_mandatory(sheet.grid[: form.header_within], stream)]
        candidates = named[:1] or mandatory
        if not candidates:
            raise FileError(
                "missing_sheet", f"la feuille « {form.sheet} » manque. Feuilles trouvées : {_names(sheets)}"
            )
    filled = [sheet for sheet in candidates if any(any(row) for row in sheet.grid)]
    if not filled:
        raise FileError("empty_file", "le classeur ne contient aucune donnée. Redéposez l'extraction complète")
    return max(
        filled, key=lambda sheet: max(header_score(row, stream) for row in sheet.grid[: form.header_within] or [[]])
    )


def _names(sheets: list[_Sheet]) -> str:
    return ", ".join(f"« {sheet.name} »" for sheet in sheets)


def _table(sheet: _Sheet, stream: Stream, form: XlsxFormat) -> Table:
    index = find_header(sheet.grid[: form.header_within], stream)
    header = named_cells(_titles(sheet, index, stream) if form.header_levels == 2 else sheet.grid[index])
    width = len(header)
    table = Table(header, [], sheets=(sheet.name,))
    for row, cells in enumerate(sheet.grid[index + 1 :], start=index + 2):
        padded = [*cells[:width], *[""] * (width - len(cells))]
        if any(cell.strip() for cell in padded):
            table.rows.append((row, padded))
    return table


def _titles(sheet: _Sheet, index: int, stream: Stream) -> list[str]:
    """Two header rows as one: « Group / Name » where the contract knows it, else the name alone if it is unique."""
    names = sheet.grid[index]
    groups = _groups(sheet, index - 1, len(names)) if index else [""] * len(names)
    known, counts = known_names(stream), Counter(fold(name) for name in names)
    titles = []
    for group, name in zip(groups, names, strict=True):
        both = _SEPARATOR.join(filter(None, (group, name)))
        alone = not name or fold(group) == fold(name) or (fold(both) not in known and counts[fold(name)] == 1)
        titles.append(name if alone else both)
    return titles


def _groups(sheet: _Sheet, row: int, width: int) -> list[str]:
    """The group above each name: over its merged cells, or over the blanks to its right where nothing is merged."""
    cells = [cell.strip() for cell in sheet.grid[row]][:width]
    cells += [""] * (width - len(cells))
    merges = [merge for merge in sheet.merges if merge[0][0] <= row <= merge[1][0]]
    if merges:
        for (_, left), (_, right) in merges:
            for column in range(left + 1, min(right + 1, width)):
                cells[column] = cells[column] or cells[left]
        return cells
    for column in range(1, width):
        cells[column] = cells[column] or cells[column - 1]
    return cells


def _several(sheets: list[_Sheet], stream: Stream, form: XlsxFormat) -> Table:
    """The rows of every sheet that fits the pattern, under one header; each sheet may have its own order."""
    pattern = re.compile(form.sheets or "", re.IGNORECASE)
    wanted = [sheet for sheet in sheets if pattern.fullmatch(sheet.name.strip())]
    if not wanted:
        raise FileError(
            "missing_sheet",
            f"aucune feuille ne porte un nom attendu ({form.sheets}). Feuilles trouvées : {_names(sheets)}",
        )
    result = Table([form.sheet_column] if form.sheet_column else [], [], sheets=tuple(sheet.name for sheet in wanted))
    for rank, sheet in enumerate(wanted):
        if any(any(row) for row in sheet.grid):
            name = sheet.name.strip() if form.sheet_column else None
            _append(result, _table(sheet, stream, form), rank, name, stream)
        else:
            result.messages.append(f"La feuille « {sheet.name} » est vide.")
    width = len(result.header)
    result.rows = [(row, [*cells, *[""] * (width - len(cells))]) for row, cells in result.rows]
    return result


def _append(result: Table, table: Table, rank: int, name: str | None, stream: Stream) -> None:
    """Add a sheet's rows; a column that has another of its names there is the same column."""
    places = []
    taken: set[int] = set() if name is None else {0}
    for title in table.header:
        same = _names_of(title, stream)
        place = next((p for p, known in enumerate(result.header) if p not in taken and fold(known) in same), None)
        if place is None:
            place = len(result.header)
            result.header.append(title)
        taken.add(place)
        places.append(place)
    for row, cells in table.rows:
        wide = [""] * len(result.header)
        if name is not None:
            wide[0] = name
        for place, cell in zip(places, cells, strict=True):
            wide[place] = cell
        result.rows.append((rank * SHEET_STEP + row, wide))


def _names_of(title: str, stream: Stream) -> set[str]:
    """All headers of the column that this one names, folded; itself where no column does."""
    names = (header_names(column) for column in stream.columns)
    return next((found for found in names if fold(title) in found), {fold(title)})
