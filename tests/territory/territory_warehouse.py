"""A warehouse with the real code lists, landed through their contract, and hand-made rows as in tests/build."""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from sress.contracts.load import load_contracts
from sress.landing.run import land_files
from sress.platform.database import connect
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "include" / "reference_data" / "cog"
TABLES = ("communes", "epci", "epci_membres", "departements")
_BUILD = spec_from_file_location("partners_of_build", ROOT / "tests" / "build" / "conftest.py")
assert _BUILD is not None
assert _BUILD.loader is not None
_MODULE = module_from_spec(_BUILD)
sys.modules[_BUILD.name] = _MODULE
_BUILD.loader.exec_module(_MODULE)
Row = dict[str, str]


@dataclass(frozen=True)
class Warehouse:
    """One warehouse: what was landed in it, and what its models hold."""

    settings: Settings
    partners: Any

    def land(self, source: str, stream: str, path: Path) -> None:
        """Land one file through its contract. Raises AssertionError when a row is refused."""
        contract = load_contracts(self.settings.contracts_dir)[source]
        reports = land_files(self.settings, contract, [{"stream": stream, "path": str(path)}])
        assert [(report.rejected, report.held) for report in reports] == [(0, False)]

    def land_cog(self, *vintages: int) -> None:
        """Land the bundled code lists of these vintages, which equal the published ones (tests/real_data)."""
        for vintage in vintages:
            for table in TABLES:
                self.land("cog", table, BUNDLED / f"{table}_{vintage}.csv.gz")

    def land_changed_cog(self, table: str, vintage: int, change: Callable[[Row], Row], folder: Path) -> None:
        """Land a revised table of a vintage, each of its rows changed."""
        name = f"{table}_{vintage}.csv.gz"
        with gzip.open(BUNDLED / name, "rt", encoding="utf-8", newline="") as file:
            rows = [change(row) for row in csv.DictReader(file, delimiter=";")]
        with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        self.land("cog", table, folder / name)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with connect(self.settings, "engineer") as connection:
            return connection.execute(statement).fetchall()

    def write_places(self, places: Sequence[tuple[str | None, str | None, str | None]]) -> None:
        """A file of the Région with these places (INSEE code, postal code, name), one a dossier."""
        dossier = self.partners.dossier
        self.partners.deliver_dossiers(
            "2026-10",
            "2026-10-31",
            [
                dossier(str(number), code_insee=insee, code_postal=postal, commune=name)
                for number, (insee, postal, name) in enumerate(places)
            ],
        )


def open_warehouse(settings: Settings) -> Warehouse:
    """A warehouse with the empty raw tables of every contract."""
    partners = _MODULE.Partners(settings)
    partners.prepare()
    return Warehouse(settings, partners)
