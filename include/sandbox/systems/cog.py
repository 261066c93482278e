"""INSEE's yearly file of communes (R3) in its published layout: real names and codes from the bundled vintage."""

from __future__ import annotations

import csv
import io

from sandbox.cog import Cog, Commune
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.tables import FileTable, Line
from sandbox.world import World

SOURCE = "cog"
DATASET = "code-officiel-geographique-cog"
_HEADERS = ["TYPECOM", "COM", "REG", "DEP", "CTCD", "ARR", "TNCC", "NCC", "NCCENR", "LIBELLE", "CAN", "COMPARENT"]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The file of the month's vintage."""
    year, number = parse_month(month)
    vintage = cog.of(year)
    communes = sorted(vintage.communes.values(), key=lambda commune: commune.code)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEADERS)
    writer.writerows(map(_row, communes))
    lines = [Line(commune.code, {"row": place}) for place, commune in enumerate(communes, start=2)]
    part = Part("communes_insee", FileTable([], {}, lines), list(range(2, len(lines) + 2)), (), repeats=False)
    name = f"v_commune_{vintage.year}.csv"
    delivery = Delivery(SOURCE, f"cog_communes_insee_{vintage.year}_{name}", year, number, True)
    title = f"Communes au 1er janvier {vintage.year}"
    data = buffer.getvalue().encode()
    return [Made(delivery, (part,), data, way="open", dataset=DATASET, title=title, name=name)]


def _row(commune: Commune) -> list[str]:
    upper = commune.name.upper()
    return [
        "COM",
        commune.code,
        commune.region,
        commune.departement,
        "",
        "",
        "",
        upper,
        commune.name,
        commune.name,
        "",
        "",
    ]
