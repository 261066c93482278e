"""Delimited text: delimiter and header found, quoted line breaks joined, misshapen rows mended or refused."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sress.contracts.formats import CsvFormat
from sress.contracts.model import Stream
from sress.landing.decode import Decoded, decode
from sress.landing.problem import Problem
from sress.landing.reading.headers import find_header, header_score, named_cells
from sress.landing.reading.repair import Repairer
from sress.landing.reading.table import Table

_DELIMITERS = (";", ",", "\t", "|")
_LONGEST_RECORD = 60
csv.field_size_limit(2**31 - 1)  # a long cell is cut nowhere: half of it would be read as a row of its own


@dataclass(frozen=True)
class CsvHeader:
    """The header of a delimited text: its cells, its `line` as bytes, the index of that line."""

    header: list[str]
    line: bytes
    index: int
    delimiter: str
    messages: list[str]


def find_csv_header(head: bytes, stream: Stream, form: CsvFormat) -> CsvHeader:
    """The header within the first bytes of a text. Raises FileError as `read_csv` does."""
    whole_lines = head[: head.rfind(b"\n") + 1] or head
    decoded = decode(whole_lines, form.encodings)
    delimiter, index, cells = _find_header(decoded, stream, form)
    messages = _delimiter_message(delimiter, form)
    return CsvHeader(named_cells(cells), decoded.lines[index].encode(), index, delimiter, messages)


def _find_header(decoded: Decoded, stream: Stream, form: CsvFormat) -> tuple[str, int, list[str]]:
    """(delimiter, index of the header's line, its cells)."""
    delimiter = _find_delimiter(decoded, stream, form.delimiter)
    head = [_split_line(line, delimiter) for line in decoded.lines[:30]]
    index = find_header(head, stream)
    return delimiter, index, head[index]


def _delimiter_message(delimiter: str, form: CsvFormat) -> list[str]:
    if delimiter == form.delimiter:
        return []
    return [f"Séparateur « {delimiter} » au lieu de « {form.delimiter} » : lu tel quel."]


def read_csv(data: bytes, stream: Stream, form: CsvFormat) -> Table:
    """Read a delimited text. Raises FileError when its encoding or header is not to be recognised."""
    decoded = decode(data, form.encodings)
    delimiter, index, cells_of_header = _find_header(decoded, stream, form)
    header = named_cells(cells_of_header)
    table = Table(header, [], messages=[*decoded.messages, *_delimiter_message(delimiter, form)])
    table.repaired.update(dict.fromkeys(decoded.repaired, "mojibake"))
    records = list(_records(decoded, index + 1, delimiter, len(header)))
    usual = _usual_width([len(cells) for _, cells, problem in records if problem is None], len(cells_of_header))
    repairer = Repairer(stream, header, delimiter)
    for line, cells, problem in records:
        if problem is None and not any(cell.strip() for cell in cells):
            continue
        mended = repairer.join_split_amounts(cells) if problem is None else None
        if mended is not None:
            table.repaired[line] = "split_amount"
            cells = mended
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
