"""FLORES: the published cells, what INSEE does not disclose, and the years between which no line is drawn."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from sress.build import run_dbt
from territory_warehouse import ROOT, Warehouse

pytestmark = pytest.mark.slow

FILE = "flores/flores_2024_a17_etablissements_ze2020_pdl.csv"
MODELS = ("+fct_flores", "+published_figure")
ZONES_REDRAWN = {2018: "ZE2010", 2019: "ZE2010", 2020: "ZE2020"}
INSEE = ROOT / "include" / "reference_data" / "insee"


def cell(year: int, value: str | None, status: str | None = None, **columns: str) -> dict[str, str | None]:
    """One line of Melodi for Loire-Atlantique, all activities."""
    return {
        "geo": "2025-DEP-44", "geo_object": "DEP", "activity": "_T", "number_empl": "_T",
        "legal_form_with_public": "1T9X7", "flores_measure": "EMPL3112", "obs_status": status,
        "time_period": str(year), "obs_value": value, **columns,
    }  # fmt: skip


def deliver(warehouse: Warehouse, vintage: int, rows: list[dict[str, str | None]]) -> None:
    covers = (f"{vintage}-01-01", f"{vintage}-12-31")
    warehouse.partners.deliver("insee_flores", "flores", rows, period=str(vintage), covers=covers, scope=str(vintage))


@pytest.fixture(scope="module")
def built(warehouse: Warehouse, shared_data: Path) -> Warehouse:
    """The published file of 2024, and a few lines of older vintages, the newest delivered first."""
    warehouse.land_cog(2026)
    warehouse.land("insee_flores", "flores", shared_data / FILE)
    warehouse.land("insee_flores", "published_figures", INSEE / "chiffres_publies_ess_pdl.csv")
    warehouse.land("insee_flores", "ess_weight", INSEE / "poids_ess_2014.csv")
    deliver(warehouse, 2023, [cell(2022, "1010"), cell(2023, "1020", "P")])
    deliver(warehouse, 2022, [cell(2021, "990"), cell(2022, "1000")])
    deliver(warehouse, 2017, [cell(2015, "900"), cell(2017, "905"), cell(2018, "910")])
    unusual = [
        cell(2021, None, "K", activity="C2"),
        cell(2021, "0", "O", activity="DE"),
        cell(2021, "0", activity="AZ"),
        *(cell(year, "7", activity="FZ", geo="5203", geo_object=zones) for year, zones in ZONES_REDRAWN.items()),
    ]
    deliver(warehouse, 2021, unusual)
    run_dbt(warehouse.settings, ("build", "--select", *MODELS, "--exclude", "resource_type:test"))
    return warehouse


def test_the_published_cells_are_the_facts(built: Warehouse, shared_data: Path) -> None:
    with (shared_data / FILE).open(encoding="utf-8", newline="") as file:
        published = {
            (row["GEO"], row["ACTIVITY"], int(row["TIME_PERIOD"]), Decimal(row["OBS_VALUE"]))
            for row in csv.DictReader(file, delimiter=";")
        }
    found = built.rows(
        "select geo_code, sector, vintage, value from audit.fct_flores where geo_level = 'zone_emploi' "
        "and geo_vintage = 2020 and measure = 'establishments' and perimeter_version = 'flores' "
        "and producer = 'insee' and ess_family = '_T' and value_status = 'ok' and not is_break"
    )
    assert len(found) == 378
    assert set(found) == published


def test_a_cell_that_is_not_disclosed_is_never_zero(built: Warehouse) -> None:
    found = built.rows(
        "select sector, value, value_status from audit.fct_flores where geo_level = 'departement' and vintage = 2021 "
        "and measure = 'jobs' order by 1"
    )
    assert found == [("AZ", 0, "ok"), ("C2", None, "secret"), ("DE", None, "nd"), ("_T", 990, "ok")]


def test_the_newest_delivery_of_a_year_counts_and_breaks_are_told(built: Warehouse) -> None:
    found = built.rows(
        "select vintage, value, value_status, is_break, geo_vintage from audit.fct_flores "
        "where geo_level = 'departement' and geo_code = '44' and sector = '_T' and measure = 'jobs' order by vintage"
    )
    assert found == [
        (2015, 900, "ok", False, 2025),
        (2017, 905, "ok", True, 2025),
        (2018, 910, "ok", False, 2025),
        (2021, 990, "ok", False, 2025),
        (2022, 1010, "ok", False, 2025),
        (2023, 1020, "estimated", False, 2025),
    ]


def test_a_line_is_broken_where_the_geography_is_redrawn(built: Warehouse) -> None:
    found = built.rows(
        "select vintage, geo_vintage, is_break from audit.fct_flores where geo_level = 'zone_emploi' "
        "and measure = 'jobs' and sector = 'FZ' order by vintage"
    )
    assert found == [(2018, 2010, False), (2019, 2010, False), (2020, 2020, True)]


def test_the_weight_of_2014_is_a_share_of_another_perimeter(built: Warehouse) -> None:
    found = built.rows(
        "select geo_level, geo_code, round(value, 1), perimeter_version, ess_family from audit.fct_flores "
        "where measure = 'jobs_share' order by geo_level desc, geo_code"
    )
    assert [row[:2] for row in found] == [
        ("region", "52"), *(("departement", code) for code in ("44", "49", "53", "72", "85"))
    ]  # fmt: skip
    assert found[0][2:] == (Decimal("13.1"), "clap", "ess")


def test_published_figures_are_never_chained(built: Warehouse) -> None:
    found = dict(built.rows("select year, is_break from audit.published_figure where figure_code = 'part_emploi_ess'"))
    assert found == {2014: False, 2015: True, 2022: True}
    unsourced = built.rows("select * from audit.published_figure where coalesce(publication, '') = ''")
    assert unsourced == []
