"""Invariant 12: a change of the code lists moves values between territories, never the total of the region."""

from __future__ import annotations

from typing import Any

import pytest
from sress.build import build
from territory_warehouse import Row, Warehouse

pytestmark = pytest.mark.slow

MONTH = "2026-10"
ANCENIS, HAUT_ANJOU, GESNOIS, LE_MANS = "244400552", "200071868", "200072684", "247200132"
# Granted dossiers by commune: two in one that merges into another EPCI, one that changes EPCI, one that stays.
DOSSIERS = {"49321": 2, "72129": 1, "49160": 1, "44109": 3, "85165": 1}
Values = dict[tuple[str, str, str, str], tuple[Any, ...]]


def values(warehouse: Warehouse) -> Values:
    """Every value of the candidate, by measure, period, breakdown and territory."""
    return {
        (measure, period, member, territory): tuple(told)
        for measure, period, member, territory, *told in warehouse.rows(
            "select measure_code, period, coalesce(dimension || ':' || member, ''), territory, value, numerator, "
            "denominator, status from audit.indicator_value"
        )
    }


def region(found: Values) -> Values:
    return {cell: told for cell, told in found.items() if cell[3] == "REG-52"}


def projects(found: Values) -> dict[str, int]:
    """Territories with projects of A01-I1 this year."""
    return {
        cell[3]: int(told[0])
        for cell, told in found.items()
        if cell[:3] == ("A01-I1", MONTH, "") and told[0] and cell[3] != "REG-52"
    }


def facts(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.rows("select count(*), sum(granted_amount), count(distinct dossier_key) from audit.fct_dossier")


@pytest.fixture(scope="module")
def of_2022(warehouse: Warehouse) -> tuple[Values, list[tuple[Any, ...]]]:
    """A build on the code lists of 2022 alone."""
    dossier = warehouse.partners.dossier
    communes = [commune for commune, number in DOSSIERS.items() for _ in range(number)]
    granted = [
        dossier(str(number), code_insee=commune, commune=None, montant_vote="100.00")
        for number, commune in enumerate(communes)
    ]
    innovation = dossier("90", dispositif="innovation_sociale", code_insee="44109", commune=None)
    warehouse.land_cog(2022)
    warehouse.partners.deliver_dossiers(MONTH, "2026-10-31", [*granted, innovation])
    build(warehouse.settings, MONTH)
    return values(warehouse), facts(warehouse)


@pytest.fixture(scope="module")
def of_2026(warehouse: Warehouse, of_2022: Any) -> tuple[Values, list[tuple[Any, ...]]]:
    """The same facts, with the lists of 2026."""
    warehouse.land_cog(2023, 2024, 2025, 2026)
    build(warehouse.settings, MONTH)
    return values(warehouse), facts(warehouse)


@pytest.fixture(scope="module")
def redrawn(warehouse: Warehouse, of_2026: Any, tmp_path_factory: pytest.TempPathFactory) -> Values:
    """The same facts, once a revised list has put Ingrandes back into Loire-Atlantique."""

    def move(row: Row) -> Row:
        return {**row, "departement": "44"} if row["code"] == "49160" else row

    warehouse.land_changed_cog("communes", 2026, move, tmp_path_factory.mktemp("cog"))
    build(warehouse.settings, MONTH)
    return values(warehouse)


def test_the_region_keeps_its_totals(of_2022: Any, of_2026: Any, redrawn: Values) -> None:
    before = region(of_2022[0])
    assert before[("A01-I1", MONTH, "", "REG-52")][0] == sum(DOSSIERS.values())
    assert region(of_2026[0]) == before
    assert region(redrawn) == before
    assert of_2026[1] == of_2022[1]


def test_epci_gain_and_lose(of_2022: Any, of_2026: Any) -> None:
    before, after = projects(of_2022[0]), projects(of_2026[0])
    moved = {
        territory: after.get(territory, 0) - before.get(territory, 0)
        for territory in before.keys() | after.keys()
        if after.get(territory, 0) != before.get(territory, 0)
    }
    assert moved == {f"EPCI-{HAUT_ANJOU}": -2, f"EPCI-{ANCENIS}": 2, f"EPCI-{GESNOIS}": -1, f"EPCI-{LE_MANS}": 1}


def test_departements_gain_and_lose(of_2026: Any, redrawn: Values) -> None:
    before, after = projects(of_2026[0]), projects(redrawn)
    assert {cell: before[cell] for cell in ("DEP-44", "DEP-49")} == {"DEP-44": 3, "DEP-49": 3}
    assert after["DEP-44"] == 6
    assert "DEP-49" not in after
    assert after[f"EPCI-{ANCENIS}"] == before[f"EPCI-{ANCENIS}"] == 3
