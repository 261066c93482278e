"""The bundled reference data equal the published files, cell by cell."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from shared_data import ROOT, shared_file

REFERENCE = ROOT / "include" / "reference_data"
NO_EPCI = "ZZZZZZZZZ"

pytestmark = pytest.mark.real_data

Row = dict[str, str]


def published(name: str) -> list[Any]:
    """The records of a published JSON table."""
    records: list[Any] = json.loads(shared_file(name).read_text("utf-8"))
    return records


def delimited(path: Path) -> list[Row]:
    """The rows of a semicolon file, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def bundled(name: str, vintage: int) -> list[Row]:
    """The rows of one table of the COG extract."""
    return delimited(REFERENCE / "cog" / f"{name}_{vintage}.csv.gz")


@pytest.mark.parametrize("vintage", range(2022, 2027))
def test_communes_of_the_region(vintage: int) -> None:
    records = published(f"cog/communes_{vintage}.json")
    expected = {
        (record["code"], record["type"]): (
            record["nom"],
            record["departement"],
            record.get("chefLieu", ""),
            "|".join(record.get("anciensCodes", [])),
            "|".join(record.get("codesPostaux", [])),
            record.get("siren", ""),
            str(record.get("population", "")),
        )
        for record in records
        if record["region"] == "52"
    }
    found = {
        (row["code"], row["type"]): (
            row["nom"],
            row["departement"],
            row["chef_lieu"],
            row["anciens_codes"],
            row["codes_postaux"],
            row["siren"],
            row["population"],
        )
        for row in bundled("communes", vintage)
        if row["region"] == "52"
    }
    assert found == expected


@pytest.mark.parametrize("vintage", range(2022, 2027))
def test_epci_and_their_members(vintage: int) -> None:
    records = published(f"cog/epci_{vintage}.json")
    assert {
        (row["code"], row["nom"], row["nature"], row["population_municipale"]) for row in bundled("epci", vintage)
    } == {(record["code"], record["nom"], record["type"], str(record["populationMunicipale"])) for record in records}
    assert {(row["epci"], row["commune"], row["nom"]) for row in bundled("epci_membres", vintage)} == {
        (record["code"], member["code"], member["nom"]) for record in records for member in record["membres"]
    }


@pytest.mark.parametrize("vintage", range(2022, 2027))
def test_the_flat_form_gives_the_same_lookup(vintage: int) -> None:
    members = {row["commune"]: row["epci"] for row in bundled("epci_membres", vintage)}
    found = {
        row["code"]: (row["nom"], row["departement"], members.get(row["code"], ""))
        for row in bundled("communes", vintage)
        if row["type"] == "commune-actuelle" and row["region"] == "52"
    }
    flat = delimited(shared_file(f"cog/communes_epci_{vintage}.csv"))
    assert found == {row["CODGEO"]: (row["LIBGEO"], row["DEP"], row["EPCI"].replace(NO_EPCI, "")) for row in flat}


@pytest.mark.parametrize("vintage", range(2022, 2027))
def test_departements(vintage: int) -> None:
    records = published(f"cog/departements_region_{vintage}.json")
    assert {(row["code"], row["nom"], row["chef_lieu"]) for row in bundled("departements", vintage)} == {
        (record["code"], record["nom"], record["chefLieu"])
        for record in records
        if record.get("region") == "52" and record["code"] != "52"
    }


def test_flores_cells() -> None:
    name = "flores_2024_a17_etablissements_ze2020_pdl.csv"
    assert delimited(REFERENCE / "insee" / name) == delimited(shared_file(f"flores/{name}"))


def test_published_figures() -> None:
    figures = delimited(REFERENCE / "insee" / "chiffres_publies_ess_pdl.csv")
    columns = ("annee", "indicateur", "valeur", "url")
    assert [tuple(row[column] for column in columns) for row in figures] == [
        tuple(row[column] for column in columns)
        for row in delimited(shared_file("chiffres_publies/chiffres_ess_pays_de_la_loire.csv"))
    ]


def test_weights_of_2014() -> None:
    published_rows = delimited(shared_file("chiffres_publies/itdd_2014_poids_economie_sociale_reg_dep.csv"))
    found = delimited(REFERENCE / "insee" / "poids_ess_2014.csv")
    assert [tuple(row.values()) for row in found] == [tuple(row.values()) for row in published_rows]
