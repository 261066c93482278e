"""A bad delivery gives a clear French message with its line and column, and loses nothing."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
import xlsxwriter
from sress.contracts.load import load_contracts
from sress.landing.check import Checked, check_table
from sress.landing.problem import FileError
from sress.landing.table import read_table

CONTRACTS = load_contracts(Path(__file__).resolve().parents[2] / "include" / "sources")
DOSSIERS = CONTRACTS["region_dispositifs"].streams["dossiers"]
EVENEMENTS = CONTRACTS["gouvernance"].streams["evenements"]
CONVENTIONS = CONTRACTS["scdl_subventions"].streams["conventions"]

HEADER = "N° dossier;Dispositif;SIRET;Raison sociale;Date de décision;Montant voté;Statut"
GOOD = "D-1;Prêt d'honneur;;Café associatif;12/03/2025;31 000,00;Accordé"


def check(text: str, encoding: str = "windows-1252") -> Checked:
    return check_table(read_table(text.encode(encoding), DOSSIERS), DOSSIERS)


def refuse(data: bytes, stream: object = DOSSIERS) -> FileError:
    with pytest.raises(FileError) as refused:
        check_table(read_table(data, stream), stream)  # type: ignore[arg-type]
    return refused.value


def workbook(rows: list[list[object]], sheet: str = "Calendrier") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for index, row in enumerate(rows):
            page.write_row(index, 0, row)
    return buffer.getvalue()


def test_a_good_row_lands_in_canonical_form() -> None:
    checked = check(f"{HEADER}\r\n{GOOD}\r\n")
    assert (checked.read, checked.rejected, checked.mended) == (1, 0, 0)
    row = dict(zip(checked.columns, checked.landed[0][1], strict=True))
    assert row["dispositif"] == "pret_honneur"
    assert row["montant_vote"] == "31000.00"
    assert row["date_decision"] == "2025-03-12"
    assert row["siret"] is None


def test_a_missing_mandatory_header_names_it_and_the_headers_read() -> None:
    error = refuse(f"{HEADER.replace('Date de décision', 'Jour')}\r\n{GOOD}\r\n".encode("windows-1252"))
    assert error.rule == "missing_header"
    assert error.columns_missing == ("date_decision",)
    assert error.columns_unknown == ("Jour",)
    assert "« Date de décision »" in error.message
    assert error.rows == 1


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert refuse(b"").rule == "empty_file"
    assert refuse(b"\r\n \r\n").rule == "empty_file"
    assert refuse(f"{HEADER}\r\n".encode("windows-1252")).rule == "empty_file"


def test_a_truncated_workbook_is_said_not_to_open() -> None:
    whole = workbook([["Type", "Date", "Statut"], ["COPIL", "12/03/2025", "Tenue"]])
    error = refuse(whole[: len(whole) // 2], EVENEMENTS)
    assert error.rule == "unreadable_file"
    assert "tronqué" in error.message


def test_a_missing_sheet_lists_the_sheets_found() -> None:
    error = refuse(workbook([["a", "b"], ["1", "2"]], sheet="Feuil1"), EVENEMENTS)
    assert error.rule in ("missing_sheet", "missing_header")
    assert "Feuil1" in error.message


def test_another_sheet_is_not_taken_for_the_missing_one() -> None:
    participations = CONTRACTS["gouvernance"].streams["participations"]
    calendar = workbook([["Type", "Date", "Statut"], ["COPIL", "12/03/2025", "Tenue"]])
    error = refuse(calendar, participations)
    assert error.rule == "missing_sheet"
    assert "« Participants » manque" in error.message
    renamed = workbook([["Date", "Organisation", "ESS"], ["12/03/2025", "Café", "O"]], sheet="Feuil3")
    assert len(check_table(read_table(renamed, participations), participations).landed) == 1


def test_a_truncated_compressed_file_is_said_not_to_open() -> None:
    communes = CONTRACTS["cog"].streams["communes"]
    assert (
        refuse(gzip.compress(b"code;nom;type\n44109;Nantes;commune-actuelle\n")[:20], communes).rule
        == "unreadable_file"
    )


def test_a_stray_nul_costs_its_line_only() -> None:
    damaged = GOOD.replace("D-1", "D-2").replace("Café", "Ca\x00fé")
    checked = check(f"{HEADER}\r\n{GOOD}\r\n{damaged}\r\n")
    assert [(problem.row, problem.rule) for problem in checked.problems] == [(3, "undecodable")]


def test_a_file_in_a_dos_code_page_is_refused_with_its_line() -> None:
    row = GOOD.replace("Café associatif", "Café créé à Évron, hébergé à Mézangers")
    error = refuse(f"{HEADER}\r\n{row}\r\n".encode("cp850"))
    assert error.rule == "wrong_encoding"
    assert "ligne 1" in error.message


def test_a_file_with_nul_bytes_is_refused_with_its_line() -> None:
    error = refuse(f"{HEADER}\r\n{GOOD}\r\n".encode("utf-16-le"))
    assert error.rule == "wrong_encoding"
    assert error.line == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_an_encoding_that_can_be_told_is_read(encoding: str) -> None:
    row = dict(zip((c := check(f"{HEADER}\r\n{GOOD}\r\n", encoding)).columns, c.landed[0][1], strict=True))
    assert row["raison_sociale"] == "Café associatif"


def test_encodings_mixed_line_by_line_are_read() -> None:
    data = (
        f"{HEADER}\r\n".encode("windows-1252")
        + f"{GOOD}\r\n".encode()
        + f"{GOOD}\r\n".replace("D-1", "D-2").encode("cp1252")
    )
    checked = check_table(read_table(data, DOSSIERS), DOSSIERS)
    names = {dict(zip(checked.columns, values, strict=True))["raison_sociale"] for _, values in checked.landed}
    assert names == {"Café associatif"}


@pytest.mark.parametrize(
    ("before", "after", "rule", "column", "blocking"),
    [
        ("12/03/2025", "31/06/2025", "date_impossible", "Date de décision", True),
        ("31 000,00", "1,234", "amount_ambiguous", "Montant voté", True),
        ("D-1;", ";", "missing_value", "N° dossier", True),
        ("Accordé", "Peut-être", "code_unknown", "Statut", True),
        (";;", ";1,2345E+13;", "siret_scientific", "SIRET", False),
        (";;", ";12345678901234;", "siret_key", "SIRET", False),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(
    before: str, after: str, rule: str, column: str, blocking: bool
) -> None:
    checked = check(f"{HEADER}\r\n{GOOD.replace('D-1', 'D-0')}\r\n{GOOD.replace(before, after, 1)}\r\n")
    (problem,) = checked.problems
    assert (problem.row, problem.rule, problem.header, problem.blocking) == (3, rule, column, blocking)
    assert problem.message.startswith(f"ligne 3, colonne « {column} » : ")
    assert checked.read == len(checked.landed) + checked.rejected == 2
    assert checked.rejected == int(blocking)


def test_exact_duplicates_total_rows_and_blank_lines_are_counted_not_landed() -> None:
    text = f"{HEADER}\r\n{GOOD}\r\n\r\n{GOOD}\r\nTotal;;;;;31 000,00;\r\n{HEADER}\r\n;;;;;;\r\n"
    checked = check(text)
    assert checked.reasons == {"exact_duplicate": 1, "repeated_header": 1, "totals_row": 1}
    assert (checked.read, len(checked.landed), checked.rejected) == (4, 1, 3)


def test_trailing_empty_columns_and_unknown_columns_do_not_matter() -> None:
    checked = check(f"{HEADER};Avis du service;;\r\n{GOOD};favorable;;\r\n{GOOD.replace('D-1', 'D-2')};;;\r\n")
    assert len(checked.landed) == 2
    assert checked.columns_unknown == ["Avis du service"]


def test_a_row_with_a_field_too_many_is_refused_whole() -> None:
    checked = check(f"{HEADER}\r\n{GOOD};surplus\r\n{GOOD}\r\n")
    (problem,) = checked.problems
    assert (problem.row, problem.rule, problem.blocking) == (2, "too_many_fields", True)


def test_a_value_that_may_have_shifted_is_refused_even_when_the_last_cell_is_empty() -> None:
    shifted = "D-9;Garantie;;Café; annexe;12/03/2025;31 000,00;Accordé;"
    checked = check(f"{HEADER};Note\r\n{GOOD};\r\n{shifted}\r\n{GOOD.replace('D-1', 'D-2')};\r\n")
    assert [(problem.row, problem.rule) for problem in checked.problems] == [(3, "too_many_fields")]


def test_a_quoted_line_break_keeps_the_line_numbers_right() -> None:
    multi = GOOD.replace("Café associatif", '"Café\r\nassociatif"')
    bad = GOOD.replace("12/03/2025", "31/06/2025")
    checked = check(f"{HEADER}\r\n{multi}\r\n{bad}\r\n")
    assert [problem.row for problem in checked.problems] == [4]
    assert checked.landed[0][0] == 2


def test_a_stray_quotation_mark_does_not_swallow_the_rest() -> None:
    stray = GOOD.replace("Café associatif", 'Café "le Zinc')
    checked = check(f"{HEADER}\r\n{stray}\r\n{GOOD.replace('D-1', 'D-2')}\r\n{GOOD.replace('D-1', 'D-3')}\r\n")
    assert len(checked.landed) == 3


def test_a_workbook_with_banner_rows_and_real_dates_is_read_with_sheet_rows() -> None:
    data = workbook(
        [
            ["Calendrier de la SRESS"],
            [],
            ["Type", "Date", "Statut", "Participants"],
            ["comité technique", 45731, "TENU", "Ecossolies ; IRESA 49; Ligue"],
        ]
    )
    checked = check_table(read_table(data, EVENEMENTS), EVENEMENTS)
    line, values = checked.landed[0]
    row = dict(zip(checked.columns, values, strict=True))
    assert line == 4
    assert (row["type"], row["date_evenement"], row["statut"]) == ("cotech", "2025-03-15", "tenue")
    assert row["participants"] == "ecossolies;iresa;Ligue"


def test_an_unknown_flores_dimension_refuses_the_file() -> None:
    flores = CONTRACTS["insee_flores"].streams["flores"]
    head = "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
    row = "5201;ZE2020;AZ;_T;1T9X7;UNIT_LOC;K;2024;"
    checked = check_table(read_table(f"{head}\n{row}\n".encode(), flores), flores)
    values = dict(zip(checked.columns, checked.landed[0][1], strict=True))
    assert (values["obs_status"], values["obs_value"]) == ("K", None)
    error = refuse(f"{head};SEX\n{row};F\n".encode(), flores)
    assert (error.rule, error.header) == ("unknown_dimension", "SEX")


def test_a_rounded_identifier_takes_the_only_value_of_its_file() -> None:
    head = "nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,montant"
    rows = "CD,22530001100015,2019-01-01,A,1\nCD,22530000000000,2019-01-02,B,2\nCD,2.253E+13,2019-01-03,C,3\n"
    checked = check_table(read_table(f"{head}\n{rows}".encode(), CONVENTIONS), CONVENTIONS)
    place = checked.columns.index("id_attribuant")
    assert {values[place] for _, values in checked.landed} == {"22530001100015"}
    assert [mend.rule for mend in checked.mends] == ["constant_in_file"] * 2
    strange = rows.replace("2.253E+13", "2.1E+13")
    checked = check_table(read_table(f"{head}\n{strange}".encode(), CONVENTIONS), CONVENTIONS)
    assert [problem.row for problem in checked.problems] == [4]
