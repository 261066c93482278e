"""A decimal comma that nobody quoted splits an amount: mended where there is only one way, refused otherwise."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
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


cells = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8
)


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "windows-1252"]),
)
def test_what_was_written_is_read_back(rows: list[tuple[str, str, str]], delimiter: str, encoding: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["premiere", "deuxieme", "troisieme"])
    writer.writerows(rows)
    data = buffer.getvalue().encode(encoding)
    contract = stream(
        {"name": "premiere"}, {"name": "deuxieme"}, {"name": "troisieme"}, delimiter=delimiter, encodings=(encoding,)
    )
    read = [tuple(found) for _, found in read_table(data, contract).rows]
    if encoding == "windows-1252" and data.decode("utf-8", errors="ignore") != buffer.getvalue():
        return  # bytes that happen to be UTF-8 as well are read as such: nobody could tell
    assert read == rows
