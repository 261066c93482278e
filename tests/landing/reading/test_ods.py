"""A workbook of LibreOffice: the same rows as one of Excel, without its hidden sheets."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from sress.contracts.column import Column
from sress.contracts.formats import XlsxFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.table import read_table

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_MIME = "application/vnd.oasis.opendocument.spreadsheet"

_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/></manifest:manifest>'
)


def cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>…</text:p></table:table-cell>'


def sheet(name: str, rows: list[list[str | float]], style: str = "shown") -> str:
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{lines}</table:table>'


def ods(*sheets: str) -> bytes:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("shown", "true"), ("hidden", "false"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", _MIME)
        made.writestr("META-INF/manifest.xml", _MANIFEST)
        made.writestr("content.xml", content)
    return buffer.getvalue()


def stream(form: dict[str, Any]) -> Stream:
    columns: list[dict[str, Any]] = [
        {"name": "numero", "headers": ["Dossier / Numéro", "Numéro"], "required": True},
        {"name": "montant", "headers": ["Aide / Montant", "Montant"], "type": "amount"},
    ]
    return Stream(
        description="A test.",
        format=XlsxFormat.model_validate({"kind": "xlsx", **form}),
        revision=Revision(replaces="stream"),
        columns=tuple(Column.model_validate({"description": "A column.", **column}) for column in columns),
    )


HEADER: list[str | float] = ["Numéro", "Montant"]


def test_visible_sheets_are_read_and_hidden_ones_are_not() -> None:
    data = ods(
        sheet("Brouillon", [HEADER, ["H1", 1.0], ["H2", 2.0]], "hidden"),
        sheet("Suivi", [["Données synthétiques"], HEADER, ["N1", 1250.5]]),
    )
    checked = check_table(read_table(data, stream({})), stream({}))
    assert checked.landed == [(3, ["N1", "1250.50"])]


def test_groups_stand_over_the_blanks_to_their_right() -> None:
    two = stream({"header_levels": 2})
    header: list[str | float] = ["Dossier", "", "Aide"]
    names: list[str | float] = ["Numéro", "Ville", "Montant"]
    table = read_table(ods(sheet("Suivi", [header, names, ["N1", "Laval", 10.0]])), two)
    assert table.header == ["Dossier / Numéro", "Ville", "Aide / Montant"]
    assert table.rows == [(3, ["N1", "Laval", "10"])]
