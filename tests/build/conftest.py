"""Hand-made deliveries: a few rows straight into raw, as landing would leave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sress.contracts.load import load_contracts
from sress.landing.store import copy_rows, prepare_streams, table_name
from sress.platform.database import connect
from sress.platform.settings import Settings

Row = Mapping[str, str | None]

DEPARTEMENTS = {"44": "Loire-Atlantique", "49": "Maine-et-Loire", "53": "Mayenne", "72": "Sarthe", "85": "Vendée"}
COMMUNES = {
    "44109": ("Nantes", "44", "44000|44100"),
    "49007": ("Angers", "49", "49000"),
    "53130": ("Laval", "53", "53000"),
    "72181": ("Le Mans", "72", "72000"),
    "85191": ("La Roche-sur-Yon", "85", "85000"),
    "85113": ("L'Île-d'Yeu", "85", "85350"),
}
EPCI = {"244400404": "44109", "200071678": "49007"}


@dataclass(frozen=True)
class Partners:
    """Delivers rows to one warehouse."""

    settings: Settings

    def prepare(self) -> None:
        """The empty raw tables of every contract."""
        with connect(self.settings, "loader") as connection:
            prepare_streams(connection, load_contracts(self.settings.contracts_dir).values())

    def deliver(
        self, source: str, stream: str, rows: Sequence[Row], *, period: str, covers: tuple[str, str], scope: str = ""
    ) -> None:
        """Enter a landed delivery and its rows."""
        columns = sorted({name for row in rows for name in row})
        synthetic = any(row.get("origine_donnee") for row in rows)
        with connect(self.settings, "loader") as connection:
            found = connection.execute(
                """
                insert into ops.delivery (source, stream, sha256, byte_size, file_name, vault_path, period,
                    period_start, period_end, scope, status, synthetic, landed_at)
                values (%s, %s, gen_random_uuid(), 1, 'file', 'path', %s, %s, %s, %s, 'landed', %s, now())
                returning delivery_id
                """,
                [source, stream, period, *covers, scope, synthetic],
            ).fetchone()
            assert found is not None
            values = ((number, [row.get(name) for name in columns]) for number, row in enumerate(rows, start=2))
            copy_rows(connection, table_name(source, stream), columns, found[0], values)

    def deliver_geography(self) -> None:
        """A region of five départements, six communes and two EPCI, in 2026."""
        streams: dict[str, list[Row]] = {
            "departements": [{"code": code, "nom": name, "region": "52"} for code, name in DEPARTEMENTS.items()],
            "communes": [
                {"code": code, "nom": nom, "departement": departement, "codes_postaux": postal_codes,
                 "type": "commune-actuelle", "region": "52"}
                for code, (nom, departement, postal_codes) in COMMUNES.items()
            ],
            "epci": [{"code": code, "nom": f"EPCI {code}"} for code in EPCI],
            "epci_membres": [{"epci": epci, "commune": commune} for epci, commune in EPCI.items()],
        }  # fmt: skip
        for stream, rows in streams.items():
            self.deliver("cog", stream, rows, period="2026", covers=("2026-01-01", "2026-12-31"), scope="2026")

    def deliver_dossiers(self, month: str, last_day: str, rows: Sequence[Row]) -> None:
        """The Région's file of an exercice, cumulated up to a month."""
        year = month[:4]
        covers = (f"{year}-01-01", last_day)
        self.deliver("region_dispositifs", "dossiers", rows, period=month, covers=covers, scope=year)

    def deliver_calendar(self, month: str, last_day: str, events: Sequence[Row]) -> None:
        """The whole calendar of a month, without participants."""
        for stream, rows in (("evenements", events), ("participations", ())):
            self.deliver("gouvernance", stream, rows, period=month, covers=("2022-01-01", last_day))

    @staticmethod
    def dossier(number: str, **columns: str | None) -> Row:
        """A creation dossier granted to a social economy carrier in Angers; `columns` says otherwise."""
        return {
            "n_dossier": number,
            "n_projet": f"P{number}",
            "dispositif": "prime_creation",
            "statut_ess": "true",
            "code_insee": "49007",
            "commune": "Angers",
            "date_decision": "2026-03-10",
            "statut": "accorde",
            "origine_donnee": "SYNTHETIQUE",
            **columns,
        }

    def value(
        self, measure: str, territory: str = "REG-52", period: str = "2026-10", member: str = ""
    ) -> tuple[Any, Any]:
        """(value, status) of one cell of the candidate."""
        with connect(self.settings, "engineer") as connection:
            found = connection.execute(
                "select value, status from audit.indicator_value where measure_code = %s and territory = %s "
                "and period = %s and coalesce(member, '') = %s",
                [measure, territory, period, member],
            ).fetchall()
        assert len(found) == 1
        return found[0][0], found[0][1]


@pytest.fixture(scope="module")
def partners(settings: Settings) -> Partners:
    """The partners of the module's warehouse, whose raw tables are ready and empty."""
    made = Partners(settings)
    made.prepare()
    return made
