"""A decimal comma that nobody quoted splits an amount: mended where there is only one way, refused otherwise."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat
from sress.contracts.model import Revision, Stream
from sress.landing.check import check_table
from sress.landing.table import read_table


def stream(*columns: dict[str, object], delimiter: str = ",", encodings: tuple[str, ...] = ("utf-8",)) -> Stream:
    form = CsvFormat.model_validate({"kind": "csv", "delimiter": delimiter, "encodings": encodings})
    made = [Column.model_validate({"description": "A column.", **column}) for column in columns]
    return Stream(description="A test.", format=form, revision=Revision(replaces="stream"), columns=tuple(made))


SUBSIDIES = stream(
    {"name": "beneficiaire", "required": True},
    {"name": "montant", "type": "amount", "invalid": "reject_row"},
    {"name": "verse", "type": "amount"},
    {"name": "date", "type": "date", "required": True},
)
HEADER = "beneficiaire,montant,verse,date\n"


def landed(body: str, contract: Stream = SUBSIDIES) -> tuple[list[list[str | None]], list[str], list[str]]:
    checked = check_table(read_table((HEADER + body).encode(), contract), contract)
    return [values for _, values in checked.landed], [m.rule for m in checked.mends], [p.rule for p in checked.problems]


def test_a_split_amount_is_whole_again_and_recorded() -> None:
    rows, mends, problems = landed("Café,31000,50,100.00,12/03/2025\nAutre,200.00,100.00,13/03/2025\n")
    assert rows[0] == ["Café", "31000.50", "100.00", "2025-03-12"]
    assert mends == ["split_amount"]
    assert problems == []


def test_a_name_that_ends_in_a_year_leaves_no_doubt() -> None:
    rows, mends, _ = landed("Action 2025,31000,50,100.00,12/03/2025\n")
    assert rows == [["Action 2025", "31000.50", "100.00", "2025-03-12"]]
    assert mends == ["split_amount"]


def test_two_split_amounts_in_a_row() -> None:
    rows, mends, _ = landed("Café,31 000,50,100,00,12/03/2025\n")
    assert rows == [["Café", "31000.50", "100.00", "2025-03-12"]]
    assert mends == ["split_amount"]


def test_where_two_ways_are_possible_the_row_is_refused() -> None:
    rows, mends, problems = landed("Café,310,50,20,12/03/2025\n")
    assert (rows, mends, problems) == ([], [], ["too_many_fields"])


@pytest.mark.parametrize(
    "line",
    ["Café,du coin,31000,100.00,12/03/2025", "Café,31000,500,100.00,12/03/2025", "Café,abc,50,100.00,12/03/2025"],
)
def test_what_is_no_split_amount_is_refused(line: str) -> None:
    rows, mends, problems = landed(line + "\n")
    assert (rows, mends, problems) == ([], [], ["too_many_fields"])


def test_a_quoted_amount_needs_no_repair() -> None:
    rows, mends, _ = landed('Café,"31000,50",100.00,12/03/2025\n')
    assert rows[0][1] == "31000.50"
    assert mends == []


@given(st.integers(0, 999_999), st.integers(0, 99))
def test_a_mended_amount_is_never_off_by_a_factor(euros: int, cents: int) -> None:
    rows, _, problems = landed(f"Café,{euros},{cents:02d},1.00,12/03/2025\nB,1.00,1.00,13/03/2025\n")
    if not problems:
        assert rows[0][1] == f"{euros}.{cents:02d}"
    else:
        assert problems == ["too_many_fields"]


@pytest.mark.parametrize(
    "line",
    ["Dupont, 12,50,100.00,12/03/2025", "Phases 1,2,50,100.00,12/03/2025"],
)
def test_a_comma_that_may_be_prose_leaves_a_doubt(line: str) -> None:
    rows, mends, problems = landed(line + "\n")
    assert (rows, mends, problems) == ([], [], ["too_many_fields"])


NOTED = stream(
    {"name": "nom", "required": True},
    {"name": "montant", "type": "amount"},
    {"name": "date", "type": "date", "required": True},
    {"name": "note"},
)


@pytest.mark.parametrize("end", ["", ","])
def test_a_split_amount_before_empty_last_cells(end: str) -> None:
    text = f"nom,montant,date,note\nA,31000,50,12/03/2025,{end}\nB,1.00,13/03/2025,{end}\n"
    checked = check_table(read_table(text.encode(), NOTED), NOTED)
    assert checked.landed[0] == (2, ["A", "31000.50", "2025-03-12", None])
    assert [(mend.row, mend.rule) for mend in checked.mends] == [(2, "split_amount")]


def test_a_column_that_nobody_knows_may_hold_the_comma() -> None:
    contract = stream({"name": "montant", "type": "amount", "required": True})
    table = read_table(b"objet,montant\nLot 3,40,10\nx,1.00\n", contract)
    assert [row for row, _ in table.rows] == [3]
    assert [problem.rule for problem in table.refused] == ["too_many_fields"]


def test_a_very_long_cell_is_read_whole() -> None:
    long = "x" * 140_000
    table = read_table(f'{HEADER}"{long}\n{long}",1.00,1.00,12/03/2025\n'.encode(), SUBSIDIES)
    assert table.rows == [(2, [f"{long}\n{long}", "1.00", "1.00", "12/03/2025"])]


def written(rows: list[tuple[str, ...]], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(
        [("premiere", "deuxieme", "troisieme"), *rows]
    )
    return buffer.getvalue()


def read_back(text: str, delimiter: str, encoding: str) -> list[tuple[str, ...]]:
    names = ("premiere", "deuxieme", "troisieme")
    contract = stream(*({"name": name} for name in names), delimiter=delimiter, encodings=(encoding,))
    return [tuple(found) for _, found in read_table(text.encode(encoding), contract).rows]


DELIMITERS = st.sampled_from([";", ",", "\t", "|"])
ANY = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t")
FRENCH = st.sampled_from("azeXYZ019 \n\"';,|\t.éèçœÉ€’°")


def rows_of(characters: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    cells = st.text(characters, max_size=8)
    filled = st.tuples(cells, cells, cells).filter(lambda row: any(cell.strip() for cell in row))
    return st.lists(filled, min_size=1, max_size=6)


@given(rows_of(ANY), DELIMITERS, st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_text_in_unicode_is_read_back(rows: list[tuple[str, ...]], delimiter: str, encoding: str) -> None:
    text = written(rows, delimiter)
    assume(not re.search("[\u00c2\u00c3]", text))  # « Ã© » is mended: nobody means it
    assert read_back(text, delimiter, encoding) == rows


@given(rows_of(FRENCH), DELIMITERS, st.sampled_from(["windows-1252", "latin-1"]))
def test_french_text_in_an_old_encoding_is_read_back(
    rows: list[tuple[str, ...]], delimiter: str, encoding: str
) -> None:
    text = written(rows, delimiter)
    assume(encoding == "windows-1252" or not re.search("[œ€’]", text))
    assume(not any(is_utf8(line.encode(encoding)) for line in text.splitlines()))
    assert read_back(text, delimiter, encoding) == rows


def is_utf8(line: bytes) -> bool:
    """Bytes that happen to be UTF-8 too are read as such: nobody could tell."""
    try:
        return not line.isascii() and bool(line.decode("utf-8"))
    except UnicodeDecodeError:
        return False
