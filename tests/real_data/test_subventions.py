"""The published subsidies of two départements land with every row and every euro accounted for."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine
from shared_data import ROOT, shared_file
from sress.contracts.load import load_contracts
from sress.landing.check import Checked, check_table
from sress.landing.table import read_table

STREAM = load_contracts(ROOT / "include" / "sources")["scdl_subventions"].streams["conventions"]

pytestmark = pytest.mark.real_data


def check(path: Path) -> Checked:
    return check_table(read_table(path.read_bytes(), STREAM), STREAM)


def landed_total(checked: Checked) -> Decimal:
    place = checked.columns.index("montant")
    return sum((Decimal(values[place]) for _, values in checked.landed if values[place]), Decimal(0))


def test_loire_atlantique_lands_but_for_a_total_without_beneficiary() -> None:
    path = shared_file("subventions/loire_atlantique/*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = {
            number: row["Montant total de la subvention"]
            for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2)
        }
    checked = check(path)
    assert checked.read == len(expected) == 18_148 == len(checked.landed) + checked.rejected
    rejected = [problem for problem in checked.problems if problem.blocking]
    assert len(rejected) == checked.rejected == 1
    total = sum(Decimal(amount) for amount in expected.values() if amount)
    assert landed_total(checked) + Decimal(expected[rejected[0].row]) == total == Decimal("506914236.63")
    place = checked.columns.index("montant")
    for line, values in checked.landed:
        amount = values[place]
        assert (amount is None) == (expected[line] == "")
        assert amount is None or Decimal(amount) == Decimal(expected[line])


@pytest.mark.parametrize(
    ("pattern", "rows", "rejected"), [("subventions/mayenne/*2019*", 61, 0), ("subventions/mayenne/*2018*", 175, 2)]
)
def test_mayenne_lands_whatever_the_case_of_its_headers(pattern: str, rows: int, rejected: int) -> None:
    path = shared_file(pattern)
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    grid = book.get_sheet_by_index(0).to_python()
    place = [str(cell).lower() for cell in grid[0]].index("montant")
    total = sum((Decimal(str(row[place])) for row in grid[1:] if row[place] != ""), Decimal(0))
    checked = check(path)
    assert (checked.read, checked.rejected) == (rows, rejected)
    assert landed_total(checked) == total
    assert not checked.columns_unknown
    attribuant = checked.columns.index("id_attribuant")
    assert {values[attribuant] for _, values in checked.landed} == {"22530001100015"}
