"""INSEE's FLORES through Melodi's catalogue (S15): the bundled real figures in the archive that INSEE publishes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.tables import FileTable, Line
from sandbox.world import World

SOURCE = "insee_flores"
DATASET = "DS_FLORES_A17"
_FILE = (
    Path(__file__).resolve().parents[2] / "reference_data" / "insee" / "flores_2024_a17_etablissements_ze2020_pdl.csv"
)
_VINTAGE = 2024
_CREATED = (2026, 6, 1, 9, 0, 0)


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The newest vintage, as a ZIP archive with one CSV file."""
    year, number = parse_month(month)
    data = _FILE.read_bytes()
    rows = data.count(b"\n") - 1
    product = f"DS_FLORES_A17_{_VINTAGE}_CSV_FR"
    member = f"DS_FLORES_A17_{_VINTAGE}_data.csv"
    lines = [Line(str(place), {"row": place}) for place in range(2, rows + 2)]
    part = Part("flores", FileTable([], {}, lines), list(range(2, rows + 2)), (), repeats=False)
    delivery = Delivery(SOURCE, f"{SOURCE}_flores_{_VINTAGE}_{member}", year, number, True)
    title = "Nombre d'établissements et effectifs salariés en 17 grands secteurs"
    return [
        Made(delivery, (part,), _zip(member, data), way="open", dataset=DATASET, title=title, name=product, media="zip")
    ]


def _zip(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _CREATED), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
