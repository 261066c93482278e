"""INSEE's own catalogue of Melodi is read as it is published."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shared_data import shared_file
from sress.collect.catalogue import choose, read_catalogue
from sress.contracts.collecting import Resource

pytestmark = pytest.mark.real_data


class Catalogue:
    """Answers `catalog/{id}` from the catalogue of all datasets."""

    def __init__(self) -> None:
        datasets = json.loads(shared_file("melodi/catalog_all.json").read_bytes())
        self.datasets: dict[str, Any] = {dataset["identifier"]: dataset for dataset in datasets}

    def get_json(self, address: str) -> Any:
        return self.datasets[address.rsplit("/", 1)[-1]]


def test_every_product_of_every_dataset_is_found() -> None:
    catalogue = Catalogue()
    found = {name: read_catalogue(catalogue, "melodi", "https://exemple.invalid", name) for name in catalogue.datasets}
    assert sum(map(len, found.values())) == 238
    assert all(entry.title and entry.modified and entry.extension for entries in found.values() for entry in entries)
    assert {entry.extension.lower() for entries in found.values() for entry in entries} == {"xlsx", "zip"}


def test_the_vintage_of_flores_is_read_from_the_address() -> None:
    entries = read_catalogue(Catalogue(), "melodi", "https://exemple.invalid", "DS_FLORES_A17")
    (chosen,) = choose(Resource(dataset="DS_FLORES_A17", url=r"_(?P<vintage>\d{4})_CSV_FR$"), entries)
    assert chosen.vintage == "2023"
    assert chosen.entry.title == "Nombre d'établissements et effectifs salariés en 17 grands secteurs"
