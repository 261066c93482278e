"""The evidence of a figure as a workbook: what it is, its rows, its rows set aside."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from sress.publication.explain.evidence import COLUMNS, SET_ASIDE, Row
from sress.publication.explain.explanation import Explanation, reasons
from sress.publication.explain.words import status_fr

_WIDTH = 18


def write_workbook(target: Path, explanation: Explanation) -> Path:
    """Write the workbook and return its path. Rows that may not be seen are replaced by a sentence."""
    draft = target.with_name(f"{target.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(draft), options) as book:
        book.set_properties(
            {
                "title": f"Preuve — {explanation.registered.measure_code} {explanation.cell.period}",
                "author": "Observatoire SRESS",
                # The same publication gives the same bytes.
                "created": explanation.edition.published_at.replace(tzinfo=None),
            }
        )
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E6E9F0", "bottom": 1}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _write_facts(book.add_worksheet("Lisez-moi"), _facts(explanation), formats)
        if explanation.rows is not None:
            counted = [row for row in explanation.rows if row.role != SET_ASIDE]
            aside = [row for row in explanation.rows if row.role == SET_ASIDE]
            _write_rows(book.add_worksheet("Lignes comptées"), counted, formats)
            _write_rows(book.add_worksheet("Lignes écartées"), aside, formats)
    os.replace(draft, target)
    return target


def _facts(explanation: Explanation) -> list[tuple[str, Any]]:
    cell, registered, edition = explanation.cell, explanation.registered, explanation.edition
    facts: list[tuple[str, Any]] = [
        ("Mesure", f"{registered.measure_code} — {registered.label_fr}"),
        ("Période", f"{cell.period} ({cell.window.start:%d/%m/%Y} – {cell.window.end:%d/%m/%Y})"),
        ("Territoire", f"{explanation.territory_fr} ({cell.face.territory})"),
        ("Ventilation", f"{cell.face.dimension} = {cell.face.member}" if cell.face.dimension else "total"),
        ("Valeur", cell.value),
        ("Unité", registered.unit_fr),
        ("Statut", status_fr(cell.status)),
        ("Numérateur", cell.numerator),
        ("Dénominateur", cell.denominator),
        ("Inconnus", cell.unknown),
        ("Règle", registered.rule_fr),
        ("Version de la règle", registered.rule_version),
        ("Publication", f"n° {edition.publication_id} ({edition.month}), données au {edition.cut_off:%d/%m/%Y}"),
        ("Données synthétiques", "oui" if edition.synthetic else "non"),
    ]
    facts += [(f"Paramètre {one.name}", f"{one.value} (version {one.version})") for one in explanation.parameters]
    for one in reasons(explanation.by_reason or {}):
        facts.append((f"Écartées : {one['reason_fr']}", one["rows"]))
    if explanation.rows is None:
        facts.append(("Lignes", "Les lignes de cette mesure ne sont données qu'aux ingénieurs."))
    return facts


def _write_facts(sheet: Any, facts: Iterable[tuple[str, Any]], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for line, (name, fact) in enumerate(facts):
        sheet.write_string(line, 0, name, formats["head"])
        _write(sheet, line, 1, fact, formats)


def _write_rows(sheet: Any, rows: list[Row], formats: dict[str, Any]) -> None:
    sheet.set_column(0, len(COLUMNS) - 1, _WIDTH)
    sheet.write_row(0, 0, COLUMNS, formats["head"])
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)


def _write(sheet: Any, line: int, place: int, cell: object, formats: dict[str, Any]) -> None:
    """Numbers as numbers, days as days, nothing for nothing."""
    if isinstance(cell, date):
        sheet.write_datetime(line, place, cell, formats["day"])
    elif isinstance(cell, Decimal | int):
        sheet.write_number(line, place, cell)
    elif cell is not None:
        sheet.write_string(line, place, str(cell), formats["text"] if place == 1 and line else None)
