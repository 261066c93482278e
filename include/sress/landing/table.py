"""A delivery as rows of text, whatever its format: CSV lines or a sheet of a workbook."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import python_calamine

from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat, XlsxFormat
from sress.contracts.model import Stream
from sress.landing.decode import Decoded, decode
from sress.landing.fold import fold
from sress.landing.problem import FileError, Problem

_DELIMITERS = (";", ",", "\t", "|")
_LONGEST_RECORD = 60
_GZIP_MARK = b"\x1f\x8b"
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass
class Table:
    """The header cells as written, then (physical line, cells); `refused` rows had no right shape."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    refused: list[Problem] = field(default_factory=list)
    repaired: dict[int, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)


def read_table(data: bytes, stream: Stream) -> Table:
    """Read a whole delivery. Raises FileError when there is nothing that can be read."""
    if data.startswith(_GZIP_MARK):
        data = _decompress(data)
    if not data.strip():
        raise FileError("empty_file", "le fichier est vide. Redéposez l'extraction complète")
    workbook = data.startswith(_WORKBOOK_MARKS)
    if isinstance(stream.format, XlsxFormat):
        return _read_workbook(data, stream, stream.format)
    if workbook:
        table = _read_workbook(data, stream, XlsxFormat(kind="xlsx"))
        table.messages.append("Classeur reçu là où un CSV est attendu : lu tel quel.")
        return table
    form = stream.format if isinstance(stream.format, CsvFormat) else CsvFormat(kind="csv")
    return _read_csv(data, stream, form)


def _decompress(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(
            "unreadable_file", "le fichier compressé ne s'ouvre pas : il est tronqué. Redéposez-le en entier"
        ) from error


def header_names(column: Column) -> set[str]:
    """The headers a column may arrive under, folded."""
    return {fold(name) for name in (column.name, *column.headers)}


def header_score(cells: list[str], stream: Stream) -> int:
    """How many of the stream's columns a row of cells names."""
    known = set().union(*map(header_names, stream.columns))
    return len({fold(cell) for cell in cells if cell} & known)


def _has_mandatory(rows: list[list[str]], stream: Stream) -> bool:
    """Whether one row names every mandatory column."""
    wanted = [header_names(column) for column in stream.columns if column.needs_header]
    return any(all(names & {fold(cell) for cell in row} for names in wanted) for row in rows)


def find_header(rows: list[list[str]], stream: Stream) -> int:
    """Index of the row that names most columns (the first of them). Raises FileError if none does."""
    scores = [header_score(row, stream) for row in rows]
    best = max(scores, default=0)
    if best == 0:
        expected = ", ".join(_title(column) for column in stream.columns if column.needs_header)
        raise FileError(
            "missing_header",
            f"aucune ligne d'en-têtes reconnue en tête de fichier. En-têtes attendus : {expected}",
            line=1,
            columns_missing=tuple(column.name for column in stream.columns if column.needs_header),
        )
    return scores.index(best)


def _named(cells: list[str]) -> list[str]:
    """The header cells up to the last that has a name: what stands further right belongs to no column."""
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _title(column: Column) -> str:
    return column.headers[0] if column.headers else column.name


def _read_csv(data: bytes, stream: Stream, form: CsvFormat) -> Table:
    decoded = decode(data, form.encodings)
    delimiter = _find_delimiter(decoded, stream, form.delimiter)
    head = [_split_line(line, delimiter) for line in decoded.lines[:30]]
    index = find_header(head, stream)
    header = _named(head[index])
    table = Table(header, [], messages=list(decoded.messages))
    if delimiter != form.delimiter:
        table.messages.append(f"Séparateur « {delimiter} » au lieu de « {form.delimiter} » : lu tel quel.")
    table.repaired.update(dict.fromkeys(decoded.repaired, "mojibake"))
    records = list(_records(decoded, index + 1, delimiter, len(header)))
    usual = _usual_width([len(cells) for _, cells, problem in records if problem is None], len(head[index]))
    for line, cells, problem in records:
        if problem is None and not any(cell.strip() for cell in cells):
            continue
        problem = problem or _width_problem(line, cells, len(header), usual)
        if problem is not None:
            table.refused.append(problem)
        else:
            table.rows.append((line, cells[: len(header)]))
    return table


def _usual_width(widths: list[int], header: int) -> set[int]:
    """Numbers of cells that are no surprise: the header's, and that of most rows."""
    return {header, *(width for width, _ in Counter(widths).most_common(1))}


def _width_problem(line: int, cells: list[str], width: int, usual: set[int]) -> Problem | None:
    """Empty cells beyond the last column are harmless when most rows have them; else a value may have shifted."""
    if len(_trim(cells, width)) != width or (len(cells) > width and len(cells) not in usual):
        return _wrong_width(line, len(cells), width)
    return None


def _find_delimiter(decoded: Decoded, stream: Stream, expected: str) -> str:
    def best(delimiter: str) -> int:
        return max((header_score(_split_line(line, delimiter), stream) for line in decoded.lines[:30]), default=0)

    return max((expected, *_DELIMITERS), key=best)


def _split_line(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _records(
    decoded: Decoded, start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str], Problem | None]]:
    """Logical records below the header: quoted line breaks joined, stray quotation marks undone."""
    lines, index = decoded.lines, start
    while index < len(lines):
        line = lines[index]
        number, index = index + 1, index + 1
        if number in decoded.undecodable:
            yield number, [], _undecodable(number, decoded.undecodable[number])
            continue
        cells = _split_line(line, delimiter)
        if line.count('"') % 2:
            joined = _join_record(lines, index - 1, delimiter, width)
            if joined is None:
                cells = line.split(delimiter)
            else:
                cells, index = joined
        yield number, cells, None


def _join_record(lines: list[str], first: int, delimiter: str, width: int) -> tuple[list[str], int] | None:
    """The record that starts at `first` and ends where its quotation marks close, with its width right."""
    record = lines[first]
    for last in range(first + 1, min(first + _LONGEST_RECORD, len(lines))):
        record += "\n" + lines[last]
        if record.count('"') % 2 == 0:
            cells = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
            return (cells, last + 1) if len(_trim(cells, width)) == width else None
    return None


def _trim(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _undecodable(line: int, byte: str) -> Problem:
    message = f"ligne {line} : un caractère est illisible (octet {byte}). Enregistrez le fichier en UTF-8"
    return Problem(line, None, None, None, "undecodable", message, True)


def _wrong_width(line: int, found: int, width: int) -> Problem:
    rule = "too_many_fields" if found > width else "too_few_fields"
    message = (
        f"ligne {line} : {found} colonnes au lieu de {width}. Un séparateur se trouve sans doute dans un "
        "texte ou un montant : mettez cette valeur entre guillemets"
    )
    return Problem(line, None, None, None, rule, message, True)


def _read_workbook(data: bytes, stream: Stream, form: XlsxFormat) -> Table:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = _candidate_sheets(workbook, form)
        grids = [(name, _grid(workbook, name)) for name in sheets]
    except (python_calamine.CalamineError, OSError, ValueError, EOFError) as error:
        raise FileError(
            "unreadable_file",
            "le classeur ne s'ouvre pas : fichier tronqué ou qui n'est pas un XLSX/XLS. Redéposez-le en entier",
        ) from error
    if form.sheet and not (sheets and fold(sheets[0]) == fold(form.sheet)):
        grids = [(name, grid) for name, grid in grids if _has_mandatory(grid[: form.header_within], stream)]
        if not grids:
            names = ", ".join(f"« {name} »" for name in workbook.sheet_names)
            raise FileError("missing_sheet", f"la feuille « {form.sheet} » manque. Feuilles trouvées : {names}")
    return _table_of_grid(grids, stream, form)


def _candidate_sheets(workbook: python_calamine.CalamineWorkbook, form: XlsxFormat) -> list[str]:
    visible = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if form.sheet:
        named = [name for name in workbook.sheet_names if fold(name) == fold(form.sheet)]
        return named[:1] or visible
    return visible


def _grid(workbook: python_calamine.CalamineWorkbook, name: str) -> list[list[str]]:
    """All rows of a sheet from row 1 as text; numbers without a needless `.0`, dates in ISO."""
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[cell_text(value) for value in row] for row in rows]


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


def _table_of_grid(grids: list[tuple[str, list[list[str]]]], stream: Stream, form: XlsxFormat) -> Table:
    best: tuple[int, str, list[list[str]]] | None = None
    for name, grid in grids:
        score = max((header_score(row, stream) for row in grid[: form.header_within]), default=0)
        if best is None or score > best[0]:
            best = (score, name, grid)
    if best is None or not any(any(row) for row in best[2]):
        raise FileError("empty_file", "le classeur ne contient aucune donnée. Redéposez l'extraction complète")
    grid = best[2]
    index = find_header(grid[: form.header_within], stream)
    header = _named(grid[index])
    width = len(header)
    table = Table(header, [])
    for offset, row in enumerate(grid[index + 1 :], start=index + 2):
        cells = [*row[:width], *[""] * (width - len(row))]
        if any(cell.strip() for cell in cells):
            table.rows.append((offset, cells))
    return table
