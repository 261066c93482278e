"""Conventions above 23,000 euros in the SCDL layout (S04), published as open data by an invented authority."""

from __future__ import annotations

from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import SCDL_SOURCE, Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.scdl_file import attribuant_siret, convention_table
from sandbox.sheet import Field
from sandbox.vocabulary import CONVENTION_COLUMNS
from sandbox.world import World

DATASET = "donnees-essentielles-des-conventions-de-subvention-region-pays-de-la-loire"
_KINDS = {"montant": Field("montant", ("montant",), "amount")}
FIELDS = tuple(_KINDS.get(name, Field(name, (name,))) for name in CONVENTION_COLUMNS)


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of this civil year and of the one before."""
    year, number = parse_month(month)
    made = []
    for civil_year, last in ((year - 1, 12), (year, number)):
        table = convention_table(world.seed, civil_year, last, level)
        data, numbers = csv_bytes(table, ",")
        name = f"subventions_{attribuant_siret(world.seed)}_{civil_year}.csv"
        delivery = Delivery(SCDL_SOURCE, f"{SCDL_SOURCE}_conventions_{civil_year}_{name}", civil_year, last, True)
        part = Part("conventions", table, numbers, FIELDS, repeats=False)
        title = f"Conventions de subvention {civil_year}"
        made.append(Made(delivery, (part,), data, way="open", dataset=DATASET, title=title, name=name))
    return made
