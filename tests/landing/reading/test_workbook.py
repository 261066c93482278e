"""Workbooks as partners make them: banners, merged and two-level headers, several sheets, hidden ones."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from sress.contracts.column import Column
from sress.contracts.formats import XlsxFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.problem import FileError
from sress.landing.reading.table import SHEET_STEP
from sress.landing.table import read_table


def stream(form: dict[str, Any], *columns: dict[str, Any]) -> Stream:
    made = [Column.model_validate({"description": "A column.", **column}) for column in columns]
    return Stream(
        description="A test.",
        format=XlsxFormat.model_validate({"kind": "xlsx", **form}),
        revision=Revision(replaces="stream"),
        columns=tuple(made),
    )


def workbook(fill: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book)
    book.close()
    return buffer.getvalue()


OSIRIS = stream(
    {"header_levels": 2},
    {"name": "dossier", "headers": ["Dossier / N° Dossier Osiris"], "required": True},
    {"name": "siret", "headers": ["N° Siret"], "type": "siret"},
    {"name": "demande", "headers": ["Montants / Demandé"], "type": "amount"},
    {"name": "accorde", "headers": ["Montants / Accordé"], "type": "amount"},
    {"name": "verse", "headers": ["Versements / Accordé"], "type": "amount"},
    {"name": "iban", "headers": ["IBAN"], "personal": "drop"},
)
NAMES = ["N° Dossier Osiris", "N° Siret", "Demandé", "Accordé", "Accordé", "IBAN"]
ROW = ["D1", "22530001100015", 1000, 800, 400, "FR00 9999"]


def osiris(merged: bool) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("SuiviDossiers")
        sheet.write(0, 0, "Suivi des dossiers (données synthétiques)")
        if merged:
            sheet.merge_range(2, 0, 2, 1, "Dossier")
            sheet.merge_range(2, 2, 2, 3, "Montants")
            sheet.write(2, 4, "Versements")
            sheet.merge_range(2, 5, 3, 5, "IBAN")
        else:
            for column, group in ((0, "Dossier"), (2, "Montants"), (4, "Versements"), (5, "Banque")):
                sheet.write(2, column, group)
        sheet.write_row(3, 0, NAMES[:5] if merged else NAMES)
        sheet.write_row(4, 0, ROW)

    return workbook(fill)


@pytest.mark.parametrize("merged", [True, False])
def test_two_header_rows_tell_columns_of_the_same_name_apart(merged: bool) -> None:
    checked = check_table(read_table(osiris(merged), OSIRIS), OSIRIS)
    assert checked.landed == [(5, ["D1", "22530001100015", "1000.00", "800.00", "400.00"])]
    assert checked.columns_unknown == []


AAP = stream(
    {"sheets": "AAP .*", "sheet_column": "aap"},
    {"name": "aap", "required": True},
    {"name": "dossier", "headers": ["N° dossier"], "required": True},
    {"name": "montant", "headers": ["Montant", "Montant voté"], "type": "amount", "required": True},
)


def calls(book: Any) -> None:
    first, second = book.add_worksheet("AAP Connexion"), book.add_worksheet("AAP Support")
    first.write_row(0, 0, ["Données synthétiques"])
    first.write_row(2, 0, ["N° dossier", "Montant"])
    first.write_row(3, 0, ["C1", 1000])
    first.write_row(4, 0, ["Total", ""])
    second.write_row(0, 0, ["Montant voté", "Avis", "Dossier"])
    second.write_row(1, 0, [2000, "favorable", "S1"])
    second.write_row(2, 0, ["1,234", "favorable", "S2"])
    hidden = book.add_worksheet("AAP Brouillon")
    hidden.write_row(0, 0, ["N° dossier", "Montant"])
    hidden.write_row(1, 0, ["H1", 9])
    hidden.hide()
    very = book.add_worksheet("AAP Listes")
    very.write_row(0, 0, ["N° dossier", "Montant"])
    very.write_row(1, 0, ["V1", 9])
    very.very_hidden()
    book.add_worksheet("Notice").write(0, 0, "Lire")


def test_every_visible_sheet_of_the_pattern_is_read_in_its_own_order() -> None:
    checked = check_table(read_table(workbook(calls), AAP), AAP)
    assert checked.landed == [
        (4, ["AAP Connexion", "C1", "1000.00"]),
        (SHEET_STEP + 2, ["AAP Support", "S1", "2000.00"]),
    ]
    assert checked.columns_unknown == ["Avis"]
    assert checked.read == 4


def test_a_message_names_the_sheet_and_its_line() -> None:
    checked = check_table(read_table(workbook(calls), AAP), AAP)
    messages = {problem.rule: problem.message for problem in checked.problems}
    assert messages["totals_row"].startswith("feuille « AAP Connexion », ligne 5 : ligne de total")
    assert messages["amount_ambiguous"].startswith("feuille « AAP Support », ligne 3, colonne « Montant »")


def test_no_sheet_of_the_pattern_is_a_refusal_that_names_those_found() -> None:
    data = workbook(lambda book: book.add_worksheet("Bilan").write(0, 0, "x"))
    with pytest.raises(FileError, match="« Bilan »"):
        read_table(data, AAP)


def test_a_hidden_sheet_of_the_right_name_is_not_read() -> None:
    named = stream({"sheet": "Calendrier"}, {"name": "type", "required": True})

    def fill(book: Any) -> None:
        book.add_worksheet("Notes").write(0, 0, "x")
        sheet = book.add_worksheet("Calendrier")
        sheet.write_column(0, 0, ["Type", "COPIL"])
        sheet.hide()

    with pytest.raises(FileError, match="Calendrier"):
        read_table(workbook(fill), named)


def test_a_header_merged_downwards_is_found_in_the_row_of_the_others() -> None:
    one = stream({}, {"name": "numero", "required": True}, {"name": "montant", "type": "amount"}, {"name": "avis"})

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("A")
        sheet.merge_range(0, 0, 1, 0, "Numero")
        sheet.merge_range(0, 1, 0, 2, "Instruction")
        sheet.write_row(1, 1, ["Montant", "Avis"])
        sheet.write_row(2, 0, ["N1", 10, "oui"])

    checked = check_table(read_table(workbook(fill), one), one)
    assert checked.landed == [(3, ["N1", "10.00", "oui"])]


GROUPED = stream(
    {"header_levels": 2},
    {"name": "dossier", "headers": ["Dossier / Numéro"], "required": True},
    {"name": "demande", "headers": ["Montants / Demandé"], "type": "amount"},
    {"name": "verse", "headers": ["Versements / Accordé"], "type": "amount"},
)


def test_the_names_are_the_header_even_where_the_groups_say_as_much() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("A")
        sheet.write_row(1, 0, ["Dossier", "Verse", "Demande"])
        sheet.write_row(2, 0, ["Numéro", "Accordé", "Demandé"])
        sheet.write_row(3, 0, ["D1", 5, 10])

    two = stream(
        {"header_levels": 2},
        {"name": "dossier", "headers": ["Dossier / Numéro"]},
        {"name": "demande"},
        {"name": "verse", "headers": ["Verse / Accordé"]},
    )
    checked = check_table(read_table(workbook(fill), two), two)
    assert checked.landed == [(4, ["D1", "10", "5"])]


def test_a_group_that_is_not_merged_stands_over_the_blanks_to_its_right() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("A")
        sheet.write(0, 0, "Dossier")
        sheet.merge_range(0, 1, 0, 2, "Montants")
        sheet.write(0, 4, "Versements")
        sheet.write_row(1, 0, ["Numéro", "Demandé", "Accordé", "Avis", "Demandé", "Accordé"])
        sheet.write_row(2, 0, ["D1", 1, 2, "oui", 3, 4])

    table = read_table(workbook(fill), GROUPED)
    assert table.header == [
        "Dossier / Numéro",
        "Montants / Demandé",
        "Montants / Accordé",
        "Avis",
        "Versements / Demandé",
        "Versements / Accordé",
    ]
    assert check_table(table, GROUPED).landed == [(3, ["D1", "1.00", "4.00"])]


AMOUNTS = stream({}, {"name": "numero", "required": True}, {"name": "montant", "type": "amount"})


def test_an_amount_merged_over_two_rows_is_counted_once() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["Numero", "Montant"])
        sheet.write_column(1, 0, ["N1", "N2"])
        sheet.merge_range(1, 1, 2, 1, 500)

    checked = check_table(read_table(workbook(fill), AMOUNTS), AMOUNTS)
    assert checked.landed == [(2, ["N1", "500.00"]), (3, ["N2", None])]


def test_a_sheet_of_the_pattern_without_a_header_is_named() -> None:
    def fill(book: Any) -> None:
        calls(book)
        book.add_worksheet("AAP Divers").write(0, 0, "rien")

    with pytest.raises(FileError, match="dans la feuille « AAP Divers »"):
        read_table(workbook(fill), AAP)


def test_an_empty_sheet_of_the_pattern_is_said() -> None:
    def fill(book: Any) -> None:
        calls(book)
        book.add_worksheet("AAP Vide")

    table = read_table(workbook(fill), AAP)
    assert len(table.rows) == 4
    assert table.messages == ["La feuille « AAP Vide » est vide."]


def test_a_sheet_that_is_a_chart_is_passed_over() -> None:
    def fill(book: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=A!$B$2:$B$2"})
        book.add_chartsheet("Graphique").set_chart(chart)
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["Numero", "Montant"])
        sheet.write_row(1, 0, ["N1", 5])

    assert read_table(workbook(fill), AMOUNTS).rows == [(2, ["N1", "5"])]
