"""A delivery as a table of text: what its bytes are wins over what its contract expects."""

from __future__ import annotations

import gzip
import re
import zlib

from sress.contracts.formats import CsvFormat, JsonFormat, XlsxFormat
from sress.contracts.model import Stream
from sress.landing.problem import FileError, Problem
from sress.landing.reading.csv_text import read_csv
from sress.landing.reading.detect import format_of
from sress.landing.reading.headers import header_title, no_header
from sress.landing.reading.table import Table

_GZIP_MARK = b"\x1f\x8b"
_FRENCH = {"csv": "CSV", "xlsx": "classeur", "json": "JSON", "ics": "agenda ICS", "parquet": "fichier Parquet"}
# A format whose ending stands in the contract's file pattern surprises nobody.
_ENDINGS = {
    "csv": ("csv", "tsv", "txt"),
    "xlsx": ("xls", "ods"),
    "json": ("json",),
    "ics": ("ics",),
    "parquet": ("parquet",),
}
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def read_table(data: bytes, stream: Stream) -> Table:
    """Read a whole delivery. Raises FileError when there is nothing that can be read."""
    if data.startswith(_GZIP_MARK):
        data = _decompress(data)
    if not data.strip():
        raise FileError("empty_file", "le fichier est vide. Redéposez l'extraction complète")
    found, expected = format_of(data, stream.format.kind), stream.format.kind
    table = _read(found, data, stream)
    if found != expected and not any(ending in stream.file for ending in _ENDINGS[found]):
        table.messages.append(f"Reçu en {_FRENCH[found]} là où {_FRENCH[expected]} est attendu : lu tel quel.")
    if not table.header:
        _name_columns(table, stream)
    refuse_what_is_no_text(table)
    return table


def _read(kind: str, data: bytes, stream: Stream) -> Table:
    """The formats that are rarely met are imported when they are."""
    form = stream.format
    if kind == "xlsx":
        from sress.landing.reading.workbook import read_workbook

        return read_workbook(data, stream, form if isinstance(form, XlsxFormat) else XlsxFormat(kind="xlsx"))
    if kind == "json":
        from sress.landing.reading.json_text import read_json

        return read_json(data, form if isinstance(form, JsonFormat) else JsonFormat(kind="json"))
    if kind == "ics":
        from sress.landing.reading.ics import read_ics

        return read_ics(data)
    if kind == "parquet":
        from sress.landing.reading.parquet import read_parquet

        return read_parquet(data)
    return read_csv(data, stream, form if isinstance(form, CsvFormat) else CsvFormat(kind="csv"))


def _decompress(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(
            "unreadable_file", "le fichier compressé ne s'ouvre pas : il est tronqué. Redéposez-le en entier"
        ) from error


def _name_columns(table: Table, stream: Stream) -> None:
    """Records name their columns themselves: where there is none to read, the contract's names stand in."""
    if table.rows:
        raise no_header(stream, "dans le fichier")
    table.header = [header_title(column) for column in stream.columns]


def refuse_what_is_no_text(table: Table) -> None:
    """A NUL or half a character can be written in JSON or Parquet, and stored nowhere."""
    table.header = [_NO_TEXT.sub("", title) for title in table.header]
    broken = [row for row, cells in table.rows if _NO_TEXT.search("\n".join(cells))]
    if not broken:
        return
    for row in broken:
        message = f"{table.place(row)} : un caractère est illisible (octet nul ou caractère incomplet). Corrigez-le"
        table.refused.append(Problem(row, None, None, None, "undecodable", message, True))
    gone = set(broken)
    table.rows = [(row, cells) for row, cells in table.rows if row not in gone]
