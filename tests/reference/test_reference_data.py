"""The bundled reference data keep the counts that INSEE and the DGCL give."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "include" / "reference_data"
VINTAGES = range(2022, 2027)
HEADERS = {
    "communes": ("code;nom;type;departement;region;chef_lieu;anciens_codes;codes_postaux;siren;population"),
    "epci": "code;nom;nature;population_municipale",
    "epci_membres": "epci;commune;nom",
    "departements": "code;nom;region;chef_lieu",
}
DEPARTEMENTS = {"44", "49", "53", "72", "85"}

Row = dict[str, str]


def cog(name: str, vintage: int) -> list[Row]:
    """The rows of one table of the COG extract."""
    path = REFERENCE / "cog" / f"{name}_{vintage}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def insee(name: str) -> list[Row]:
    """The rows of one INSEE file."""
    with (REFERENCE / "insee" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def in_force(vintage: int) -> set[str]:
    """Codes of the communes of the region in force."""
    return {
        row["code"] for row in cog("communes", vintage) if row["type"] == "commune-actuelle" and row["region"] == "52"
    }


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("name", HEADERS)
def test_each_table_has_the_layout_of_its_contract(name: str, vintage: int) -> None:
    rows = cog(name, vintage)
    assert ";".join(rows[0]) == HEADERS[name]
    keys = {
        "communes": ("code", "type"),
        "epci": ("code",),
        "epci_membres": ("epci", "commune"),
        "departements": ("code",),
    }[name]
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("name", HEADERS)
def test_compressed_files_carry_no_time_and_no_name(name: str, vintage: int) -> None:
    head = (REFERENCE / "cog" / f"{name}_{vintage}.csv.gz").read_bytes()[:10]
    assert head[3] == 0
    assert head[4:8] == bytes(4)


@pytest.mark.parametrize(("vintage", "count"), [(2022, 1235), (2023, 1233), (2024, 1232), (2025, 1228), (2026, 1228)])
def test_communes_in_force(vintage: int, count: int) -> None:
    assert len(in_force(vintage)) == count


def test_communes_move_as_the_cog_says() -> None:
    assert {"85165", "85212"} <= in_force(2024) - in_force(2023)
    assert in_force(2024) - in_force(2025) == {"49069", "72287", "72298", "85021", "85233"}
    assert in_force(2025) - in_force(2024) == {"49126"}
    assert in_force(2025) == in_force(2026)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_former_communes_point_to_a_commune_in_force(vintage: int) -> None:
    former = [row for row in cog("communes", vintage) if row["type"] != "commune-actuelle"]
    assert {row["type"] for row in former} == {"commune-deleguee", "commune-associee"}
    assert {row["chef_lieu"] for row in former} <= in_force(vintage)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_former_commune_that_changed_departement_is_found_by_its_old_code(vintage: int) -> None:
    owners = {
        old: row["departement"] for row in cog("communes", vintage) for old in row["anciens_codes"].split("|") if old
    }
    assert owners["49144"] == "44"
    assert owners["44060"] == "49"


@pytest.mark.parametrize("vintage", VINTAGES)
def test_71_epci_touch_the_region_and_54_of_their_communes_lie_outside(vintage: int) -> None:
    epci = {row["code"] for row in cog("epci", vintage)}
    members = cog("epci_membres", vintage)
    region = in_force(vintage)
    assert len(epci) == 71
    assert {row["epci"] for row in members} == epci
    assert all(any(row["commune"] in region for row in members if row["epci"] == code) for code in epci)
    outside = {row["commune"] for row in members} - region
    assert len(outside) == 54
    described = {row["code"]: row for row in cog("communes", vintage) if row["code"] in outside}
    assert set(described) == outside
    assert Counter(row["departement"] for row in described.values()) == {
        "61": 28,
        "56": 14,
        "35": 12,
    }
    assert {row["type"] for row in described.values()} == {"commune-actuelle"}
    assert len({row["commune"] for row in members}) == len(members)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_only_l_ile_d_yeu_has_no_epci(vintage: int) -> None:
    members = {row["commune"] for row in cog("epci_membres", vintage)}
    assert in_force(vintage) - members == {"85113"}


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_five_departements(vintage: int) -> None:
    rows = cog("departements", vintage)
    assert {row["code"] for row in rows} == DEPARTEMENTS
    assert {row["region"] for row in rows} == {"52"}
    assert {row["chef_lieu"] for row in rows} <= in_force(vintage)


def test_the_licence_of_the_packages_is_carried() -> None:
    assert (REFERENCE / "cog" / "LICENSE").read_text("utf-8").startswith("MIT License")
    readme = (REFERENCE / "README.md").read_text("utf-8")
    assert all(version in readme for version in ("2.3.1", "3.1.1", "4.1.0", "5.3.0", "6.0.0"))
    assert all(path.name in readme for path in (REFERENCE / "insee").iterdir())


def test_flores_holds_378_cells_and_each_zone_sums_to_its_total() -> None:
    rows = insee("flores_2024_a17_etablissements_ze2020_pdl.csv")
    assert len(rows) == 378
    assert {row["FLORES_MEASURE"] for row in rows} == {"UNIT_LOC"}
    zones = {row["GEO"] for row in rows}
    assert len(zones) == 21
    for zone in zones:
        values = {row["ACTIVITY"]: int(row["OBS_VALUE"]) for row in rows if row["GEO"] == zone}
        assert len(values) == 18
        assert values.pop("_T") == sum(values.values())


def test_flores_activities_are_those_of_the_a17_seed() -> None:
    rows = insee("flores_2024_a17_etablissements_ze2020_pdl.csv")
    seed = REFERENCE.parents[1] / "dbt_project" / "seeds" / "nomenclatures" / "a17_activities.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        codes = {row["activity_code"] for row in csv.DictReader(file)}
    assert {row["ACTIVITY"] for row in rows} == {*codes, "_T"}


def test_every_published_figure_names_its_source() -> None:
    rows = insee("chiffres_publies_ess_pdl.csv")
    assert list(rows[0]) == ["annee", "indicateur", "valeur", "unite", "source", "url"]
    assert len(rows) == 22
    assert all(row["source"] and row["unite"] and row["url"].startswith("http") for row in rows)
    assert len({(row["annee"], row["indicateur"]) for row in rows}) == len(rows)


def test_a_weight_that_is_not_published_is_empty_and_not_zero() -> None:
    rows = insee("poids_ess_2014.csv")
    assert list(rows[0]) == ["niveau", "code", "libelle", "poids_economie_sociale_pct"]
    weights = {(row["niveau"], row["code"]): row["poids_economie_sociale_pct"] for row in rows}
    assert len(weights) == len(rows) == 125
    assert weights["REG", "52"] == "13.1"
    assert {code for code, weight in weights.items() if weight == ""} == {
        ("REG", "06"),
        ("DEP", "976"),
    }
    assert {("DEP", code) for code in DEPARTEMENTS} <= set(weights)
