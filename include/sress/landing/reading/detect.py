"""Tell the format of a delivery from its bytes: what they are wins over what the contract expects."""

from __future__ import annotations

import io
import re
import zipfile

from sress.landing.problem import FileError

OLE_MARK = b"\xd0\xcf\x11\xe0"
_ZIP_MARKS, _PARQUET_MARK = (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1"
_RECORDS = re.compile(rb'\{\s*["}]|\[\s*[\[{\]]')


def format_of(data: bytes, expected: str) -> str:
    """The format that the first bytes tell, else the expected one if it is text, else CSV.

    Raises FileError for an archive that is no workbook.
    """
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data.startswith(_ZIP_MARKS):
        _refuse_archive(data)
        return "xlsx"
    if data.startswith(OLE_MARK):
        return "xlsx"
    if data.startswith(_PARQUET_MARK):
        return "parquet"
    if start.upper().startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if _RECORDS.match(start):
        return "json"
    return "csv" if expected in ("csv", "xlsx") else expected


def _refuse_archive(data: bytes) -> None:
    """A ZIP that opens and holds no workbook; one that does not open is left to the reader of workbooks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
        raise FileError(
            "unreadable_file",
            f"c'est une archive ZIP de {len(names)} fichier(s), pas un classeur. Déposez ses fichiers un par un",
        )
