"""Workbooks (xls, xlsx, ods): which of their visible sheets are read, and several of them as one table."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta

import python_calamine

from sress.contracts.formats import XlsxFormat
from sress.contracts.model import Stream
from sress.landing.fold import fold
from sress.landing.problem import FileError
from sress.landing.reading.detect import OLE_MARK
from sress.landing.reading.headers import column_of, header_names
from sress.landing.reading.sheet import Sheet
from sress.landing.reading.table import SHEET_STEP, Table

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(data: bytes, stream: Stream, form: XlsxFormat) -> Table:
    """Read the sheet, or the sheets, that the contract names. Hidden sheets are never read.

    Raises FileError when the workbook does not open, or holds no sheet or header that is expected.
    """
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(workbook, name, stream, form) for name in _visible(workbook)]
    except (python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise _unreadable(data) from error
    if form.sheets:
        return _several(sheets, stream, form)
    return _chosen(sheets, form).table("en tête de fichier")


def _unreadable(data: bytes) -> FileError:
    if data.startswith(OLE_MARK) and _ENCRYPTED in data:
        return FileError(
            "unreadable_file", "le classeur est protégé par un mot de passe. Enlevez la protection et redéposez-le"
        )
    return FileError(
        "unreadable_file",
        "le classeur ne s'ouvre pas : fichier tronqué ou qui n'est pas un XLSX/XLS. Redéposez-le en entier",
    )


def _visible(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name for sheet in workbook.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str, stream: Stream, form: XlsxFormat) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    grid = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(name, grid, list(sheet.merged_cell_ranges or []), stream, form)


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


def _chosen(sheets: list[Sheet], form: XlsxFormat) -> Sheet:
    """The sheet of the contract's name; failing that, the one whose header names most columns."""
    candidates = sheets
    if form.sheet:
        named = [sheet for sheet in sheets if fold(sheet.name) == fold(form.sheet)]
        candidates = named[:1] or [sheet for sheet in sheets if sheet.has_mandatory]
        if not candidates:
            raise FileError(
                "missing_sheet", f"la feuille « {form.sheet} » manque. Feuilles trouvées : {_names(sheets)}"
            )
    filled = [sheet for sheet in candidates if not sheet.is_empty]
    if not filled:
        raise FileError("empty_file", "le classeur ne contient aucune donnée. Redéposez l'extraction complète")
    return max(filled, key=lambda sheet: sheet.score)


def _names(sheets: list[Sheet]) -> str:
    return ", ".join(f"« {sheet.name} »" for sheet in sheets)


def _several(sheets: list[Sheet], stream: Stream, form: XlsxFormat) -> Table:
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
        if sheet.is_empty:
            result.messages.append(f"La feuille « {sheet.name} » est vide.")
        else:
            table = sheet.table(f"dans la feuille « {sheet.name} »")
            _append(result, table, rank, sheet.name.strip() if form.sheet_column else None, stream)
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
    column = column_of(stream, title)
    return header_names(column) if column else {fold(title)}
