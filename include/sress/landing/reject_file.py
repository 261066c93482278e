"""The reject file that goes back to the partner, as CSV and as a workbook."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import xlsxwriter

from sress.landing.mask import mask_personal
from sress.landing.problem import Problem
from sress.landing.reading.table import SHEET_STEP
from sress.landing.report import LandingReport

COLUMNS = ("ligne", "colonne", "valeur", "message", "bloquant", "doublon")
_WIDTHS = (9, 28, 28, 90, 10, 10)
# What a spreadsheet would run when it opens a CSV; a plain negative number is none.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?=.)(?![\d\s.,]+$)")

_MOST_IN_WORKBOOK = 50_000

Row = tuple[int | str, str, str, str, str, str]


def write_reject_files(folder: Path, report: LandingReport, problems: list[Problem]) -> list[Path]:
    """`<stream>_<delivery>_rejets.csv` and `.xlsx` in the source's folder; none when all is well."""
    if not problems:
        return []
    rows = [_row(problem) for problem in problems]
    stem = folder / report.source / f"{report.stream}_{report.delivery_id}_rejets"
    stem.parent.mkdir(parents=True, exist_ok=True)
    return [_write_csv(stem.with_suffix(".csv"), rows), _write_xlsx(stem.with_suffix(".xlsx"), report, rows)]


def _row(problem: Problem) -> Row:
    return (
        problem.row % SHEET_STEP or "",
        _masked(problem.header or problem.column or ""),
        _masked(problem.value or ""),
        _masked(problem.message),
        "oui" if problem.blocking else "non",
        "oui" if problem.duplicate else "non",
    )


def _masked(text: str) -> str:
    return mask_personal(text)[0]


def _write_csv(target: Path, rows: list[Row]) -> Path:
    """Semicolons and UTF-8 with a mark: opens in a French spreadsheet as it is."""
    draft = target.with_suffix(".csv.part")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([_inert(cell) for cell in row] for row in rows)
    os.replace(draft, target)
    return target


def _inert(cell: int | str) -> int | str:
    """The cell as text that a spreadsheet shows and never computes."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _write_xlsx(target: Path, report: LandingReport, rows: list[Row]) -> Path:
    """A sheet of rejects that can be filtered, and a sheet that says what became of the delivery."""
    draft = target.with_suffix(".xlsx.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(draft), options) as book:
        book.set_properties({"title": f"Rejets — {_masked(report.file_name)}", "author": "Observatoire SRESS"})
        head = book.add_format({"bold": True, "bg_color": "#E6E9F0", "bottom": 1, "valign": "top"})
        number = book.add_format({"num_format": "#,##0", "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Rejets")
        sheet.write_row(0, 0, COLUMNS, head)
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        shown = rows[:_MOST_IN_WORKBOOK]
        for line, row in enumerate(shown, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, number)
                else:
                    sheet.write_string(line, place, cell, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(shown), len(COLUMNS) - 1)
        _write_summary(book, _facts(report, len(rows), len(shown)), head, number)
    os.replace(draft, target)
    return target


def _facts(report: LandingReport, found: int, shown: int) -> list[tuple[str, int | str]]:
    outcome = {"landed": "chargée", "held": "retenue : elle attend une décision", "rejected": "refusée"}
    facts: list[tuple[str, int | str]] = [
        ("Fichier", _masked(report.file_name)),
        ("Livraison", f"n° {report.delivery_id}"),
        ("Suite donnée", outcome.get(report.status, report.status)),
        ("Lignes lues", report.read),
        ("Lignes chargées", report.landed),
        ("dont réparées", report.mended),
        ("Lignes rejetées", report.rejected),
        ("Que faire", "Corrigez les lignes bloquantes à la source, puis redéposez l'extraction complète."),
    ]
    if shown < found:
        facts.append(("Anomalies", f"les {shown} premières sur {found} ; le fichier CSV les donne toutes"))
    return facts


def _write_summary(
    book: xlsxwriter.Workbook,
    facts: list[tuple[str, int | str]],
    head: xlsxwriter.format.Format,
    number: xlsxwriter.format.Format,
) -> None:
    sheet = book.add_worksheet("Livraison")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    for line, (name, value) in enumerate(facts):
        sheet.write_string(line, 0, name, head)
        if isinstance(value, int):
            sheet.write_number(line, 1, value, number)
        else:
            sheet.write_string(line, 1, value)
