"""A delivery as a table of text: what its bytes are wins over what its contract expects."""

from __future__ import annotations

import gzip
import zlib

from sress.contracts.formats import CsvFormat, IcsFormat, JsonFormat, ParquetFormat, XlsxFormat
from sress.contracts.model import Stream
from sress.landing.problem import FileError
from sress.landing.reading.csv_text import read_csv
from sress.landing.reading.headers import no_header
from sress.landing.reading.table import Table

_GZIP_MARK = b"\x1f\x8b"
_ZIP_MARK, _OLE_MARK, _PARQUET_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_FRENCH = {"csv": "CSV", "xlsx": "classeur", "json": "JSON", "ics": "agenda ICS", "parquet": "fichier Parquet"}


def read_table(data: bytes, stream: Stream) -> Table:
    """Read a whole delivery. Raises FileError when there is nothing that can be read."""
    if data.startswith(_GZIP_MARK):
        data = _decompress(data)
    if not data.strip():
        raise FileError("empty_file", "le fichier est vide. Redéposez l'extraction complète")
    found, expected = _kind_of(data, stream.format.kind), stream.format.kind
    table = _read(found, data, stream)
    if found != expected:
        table.messages.append(f"Reçu en {_FRENCH[found]} là où {_FRENCH[expected]} est attendu : lu tel quel.")
    if found in ("json", "ics", "parquet") and not table.header and not table.refused:
        raise no_header(stream, "dans le fichier")
    return table


def _kind_of(data: bytes, expected: str) -> str:
    """The format that the first bytes tell, else the expected one if it is text, else CSV."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data.startswith((_ZIP_MARK, _OLE_MARK)):
        return "xlsx"
    if data.startswith(_PARQUET_MARK):
        return "parquet"
    if start.upper().startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if start.startswith((b"{", b"[")):
        return "json"
    return "csv" if expected in ("csv", "xlsx") else expected


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
    if isinstance(form, (IcsFormat, ParquetFormat)):
        raise no_header(stream, "dans le fichier")
    return read_csv(data, stream, form if isinstance(form, CsvFormat) else CsvFormat(kind="csv"))


def _decompress(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(
            "unreadable_file", "le fichier compressé ne s'ouvre pas : il est tronqué. Redéposez-le en entier"
        ) from error
