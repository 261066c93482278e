"""The reject file for the partner: two forms of the same rows, in French, without persons."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
import python_calamine
from landing_kit import MAIL, Kit, contract
from sress.landing import land
from sress.landing.problem import Problem
from sress.landing.reading.table import Table
from sress.landing.reject_file import COLUMNS, write_reject_files
from sress.landing.report import LandingReport
from sress.platform.settings import Settings

REPORT = LandingReport(7, "essai", "fiches", "fiches_2026-10.csv", "landed", read=9, landed=7, mended=2, rejected=2)


def problem(row: int = 3, *, value: str | None = "abc", message: str = "ligne 3 : illisible") -> Problem:
    return Problem(row, "montant", "Montant voté", value, "amount_unreadable", message, True)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_no_problem_is_no_file(tmp_path: Path) -> None:
    assert write_reject_files(tmp_path, REPORT, []) == []
    assert list(tmp_path.rglob("*")) == []


def test_both_files_hold_the_same_rows_in_french(tmp_path: Path) -> None:
    duplicate = Problem(5, None, None, None, "exact_duplicate", "ligne 5 : déjà vue", False, True)
    text, book = write_reject_files(tmp_path, REPORT, [problem(), duplicate])
    assert (text.name, book.name) == ("fiches_7_rejets.csv", "fiches_7_rejets.xlsx")
    expected = [
        list(COLUMNS),
        ["3", "Montant voté", "abc", "ligne 3 : illisible", "oui", "non"],
        ["5", "", "", "ligne 5 : déjà vue", "non", "oui"],
    ]
    assert csv_rows(text) == expected
    found = sheets(book)
    assert list(found) == ["Rejets", "Livraison"]
    assert [[str(int(c)) if isinstance(c, float) else c for c in row] for row in found["Rejets"]] == expected
    facts = {row[0]: row[1] for row in found["Livraison"]}
    assert (facts["Lignes lues"], facts["Lignes rejetées"], facts["Suite donnée"]) == (9, 2, "chargée")
    assert not list(tmp_path.rglob("*.part"))


def test_a_row_of_a_further_sheet_has_its_number_in_that_sheet(tmp_path: Path) -> None:
    text, _ = write_reject_files(tmp_path, REPORT, [problem(20_000_014), problem(0)])
    assert [row[0] for row in csv_rows(text)[1:]] == ["14", ""]


def test_the_workbook_is_ready_to_be_worked_with(tmp_path: Path) -> None:
    _, book = write_reject_files(tmp_path, REPORT, [problem()])
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F2"' in sheet
    assert len(re.findall(r"<col [^>]*customWidth", sheet)) >= 4


def test_what_a_spreadsheet_would_run_stays_text(tmp_path: Path) -> None:
    values = ['=HYPERLINK("http://exemple.invalid")', "@SUM(A1)", "-2+3", "+33", "-1 234,50"]
    text, book = write_reject_files(tmp_path, REPORT, [problem(value=value) for value in values])
    assert [row[2] for row in csv_rows(text)[1:]] == [
        '\'=HYPERLINK("http://exemple.invalid")',
        "'@SUM(A1)",
        "'-2+3",
        "+33",
        "-1 234,50",
    ]
    assert [row[2] for row in sheets(book)["Rejets"][1:]] == values
    with zipfile.ZipFile(book) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_persons_are_masked_in_values_messages_and_headers(tmp_path: Path) -> None:
    bad = Problem(3, "montant", MAIL, f"voir {MAIL}", "x", f"ligne 3 : « voir {MAIL} » ou 06 12 34 56 78", True)
    for path in write_reject_files(tmp_path, REPORT, [bad]):
        shown = csv_rows(path) if path.suffix == ".csv" else sheets(path)["Rejets"]
        assert MAIL not in str(shown)
        assert "12 34 56" not in str(shown)
        assert "[masqué]" in str(shown)


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    return Kit(fresh_settings, tmp_path / "incoming", contract(personal=False, thresholds={"max_rejected_share": 0.9}))


def test_a_person_in_a_refused_cell_reaches_neither_quarantine_nor_report_nor_files(kit: Kit) -> None:
    report = kit.land(
        "fiches_2026-10.csv",
        f"A;Angers;12 € ({MAIL})",
        f";{MAIL};1,00",
        f"B;Angers;1,00;{MAIL};x",
        header="Numéro;Ville;Montant",
    )
    assert report.read == 3
    assert report.reasons
    assert MAIL not in kit.everything()
    assert MAIL not in str(report.as_json())
    assert len(list(kit.settings.rejects_dir.rglob("*_rejets.*"))) == 2


def test_a_file_whose_header_row_is_a_person_does_not_tell_who(kit: Kit) -> None:
    report = kit.land("fiches_2026-10.csv", "A;Angers;x", header=f"Ville;{MAIL};06 12 34 56 78")
    assert report.status == "rejected"
    assert "Numéro" in report.messages[0]
    assert MAIL not in kit.everything()
    assert "12 34 56" not in kit.everything()


def test_a_row_that_reading_refused_does_not_tell_who_stood_in_it(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Problem(2, None, MAIL, f"A;{MAIL}", "too_many_fields", f"ligne 2 : « A;{MAIL} » a trop de colonnes", True)
    table = Table(["Numéro", "Ville"], [(3, ["B", "Nantes"])], refused=[refused])
    monkeypatch.setattr(land, "read_table", lambda *_: table)
    report = kit.land("fiches_2026-10.csv", "peu importe")
    assert report.reasons == {"too_many_fields": 1}
    assert "[masqué]" in kit.everything()
    assert MAIL not in kit.everything()
    assert MAIL not in str(report)
