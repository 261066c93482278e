"""The workbook: numbers are numbers, days are days, what is not known is neither; the same bytes each time."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parent))

from sample import figures, later
from sress.brief.workbook import write_workbook

GOLDEN = Path(__file__).parent / "golden" / "workbook.txt"
NAMES = ["Lisez-moi", "Indicateurs", "Séries", "Territoires", "Ambitions", "Changements", "Sources", "Définitions"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_workbook(later())


def cells(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def column(rows: list[list[object]], name: str) -> list[object]:
    head = next(at for at, row in enumerate(rows) if name in row)
    place = rows[head].index(name)
    return [row[place] for row in rows[head + 1 :]]


def by(rows: list[list[object]], key: str, name: str) -> dict[object, object]:
    return dict(zip(column(rows, key), column(rows, name), strict=True))


def parts(content: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if re.fullmatch(pattern, name)}


def test_a_fixed_workbook_holds_the_cells_it_held(content: bytes) -> None:
    text = "".join(
        f"=== {name}\n" + "".join(" | ".join(map(str, row)).rstrip(" |") + "\n" for row in rows)
        for name, rows in cells(content).items()
    )
    if os.environ.get("WRITE_GOLDEN") == "1":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_same_figures_give_the_same_bytes(content: bytes) -> None:
    assert write_workbook(later()) == content


def test_its_sheets_are_the_eight(content: bytes) -> None:
    assert list(cells(content)) == NAMES


def test_numbers_are_numbers_and_days_are_days(content: bytes) -> None:
    sheets = cells(content)
    counted = by(sheets["Indicateurs"], "Code", "Année en cours")
    assert counted["A01-I1"] == 1096.0
    assert counted["A05-I2.coverage"] == 80.0
    assert date(2026, 12, 31) in column(sheets["Indicateurs"], "Échéance")
    assert column(sheets["Changements"], "Effet")[0] == 24.0


def test_what_is_withheld_or_not_known_is_never_a_number(content: bytes) -> None:
    sheets = cells(content)
    assert by(sheets["Séries"], "Territoire", "Valeur")["DEP-53"] == "s"
    assert by(sheets["Indicateurs"], "Code", "Année en cours")["A16-I2"] == "nd"
    zero = [row for row in sheets["Territoires"] if row[4] == "EPCI-247200132"]
    assert zero[0][6] == 0.0


def test_no_cell_is_a_formula_and_every_table_has_its_name(content: bytes) -> None:
    assert not [name for name, text in parts(content, r"xl/worksheets/sheet\d+\.xml").items() if "<f>" in text]
    names = [ElementTree.fromstring(text).get("name") for text in parts(content, r"xl/tables/.*\.xml").values()]
    assert len(names) == len(set(names)) == 12
    assert {"Indicateurs", "Series", "Territoires", "Ambitions", "Sources"} <= set(names)


def test_headings_stay_in_view(content: bytes) -> None:
    for name, text in parts(content, r"xl/worksheets/sheet\d+\.xml").items():
        pane = ElementTree.fromstring(text).find(f".//{MAIN}pane")
        assert pane is not None, name
        assert pane.get("state") == "frozen"


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_are_said_to_be_so_on_every_sheet(synthetic: bool) -> None:
    for name, rows in cells(write_workbook(figures(synthetic=synthetic))).items():
        said = any("DONNÉES SYNTHÉTIQUES" in str(cell) for row in rows[:2] for cell in row)
        assert said == synthetic, name
