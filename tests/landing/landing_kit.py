"""A small contract that names persons, and short ways to land files of it and to look at what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sress.contracts.model import Contract
from sress.landing.land import land_file
from sress.landing.report import LandingReport
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings

PERSON = "Zébulon Quatremare"
MAIL = "z.quatremare@exemple.invalid"
HEADER = "Numéro;Nom;Courriel;Ville;Montant"


def contract(*, personal: bool = True, **stream: Any) -> Contract:
    """One stream `fiches`, keyed by `numero`; `stream` overrides its fields."""
    columns: list[dict[str, Any]] = [
        {"name": "numero", "description": "Number.", "headers": ["Numéro"], "required": True},
        {"name": "ville", "description": "Town.", "headers": ["Ville"]},
        {"name": "montant", "description": "Amount.", "type": "amount", "headers": ["Montant"]},
        {"name": "origine_donnee", "description": "Mark.", "headers": ["Origine"]},
    ]
    if personal:
        columns += [
            {"name": "nom", "description": "Never stored.", "headers": ["Nom"], "personal": "drop"},
            {"name": "porteur", "description": "Person.", "headers": ["Courriel"], "personal": "pseudonym"},
        ]
    fields = {
        "description": "Files of the test.",
        "file": r"fiches_(?P<period>\d{4}-\d{2}).*",
        "format": {"kind": "csv", "encodings": ["utf-8"]},
        "key": ["numero"],
        "revision": {"replaces": "stream"},
        "thresholds": {"max_rejected_share": 0.5},
        "columns": columns,
        **stream,
    }
    return Contract.model_validate(
        {
            "source": "essai",
            "label": "Essai",
            "owner": "Essai",
            "steward": "essai@exemple.invalid",
            "licence": "essai",
            "cadence": "monthly",
            "due_day": 5,
            "schedule": "0 6 * * *",
            "collect": {"kind": "drop_folder", "connection": "drop_folder", "folder": "essai"},
            "streams": {"fiches": fields},
        }
    )


def body(*rows: str, header: str = HEADER) -> str:
    """A file of these rows, UTF-8."""
    return "\n".join([header, *rows]) + "\n"


def person(number: str, *, town: str = "Angers", amount: str = "10,00") -> str:
    """A row of the file about the person."""
    return f"{number};{PERSON};{MAIL};{town};{amount}"


@dataclass
class Kit:
    """Land files of one contract on one state."""

    settings: Settings
    folder: Path
    contract: Contract = field(default_factory=contract)

    def write(self, name: str, text: str) -> Path:
        """A file as a partner would leave it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def land(self, name: str, *rows: str, header: str = HEADER) -> LandingReport:
        """Write and land a file of these rows."""
        return self.land_path(self.write(name, body(*rows, header=header)))

    def land_path(self, path: Path) -> LandingReport:
        """Land a file that is there."""
        with connect(self.settings, "loader") as connection:
            prepare_streams(connection, [self.contract])
            return land_file(connection, self.settings, self.contract, "fiches", path)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query, as the engineer."""
        with connect(self.settings, "engineer") as connection:
            return connection.execute(statement.encode()).fetchall()

    def everything(self) -> str:
        """All rows of all tables that landing writes, as one text."""
        tables = self.query(
            "select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.tables "
            "where table_schema in ('raw', 'quarantine', 'ops') and table_type = 'BASE TABLE'"
        )
        return "\n".join(str(row) for (table,) in tables for row in self.query(f"select t::text from {table} t"))

    def in_force(self) -> list[tuple[Any, ...]]:
        """(numero, ville) of the rows in force."""
        return self.query("select numero, ville from raw.essai__fiches__in_force order by 1, 2")

    def age(self, days: int) -> None:
        """Make everything in the ledger so many days older."""
        with connect(self.settings, "loader") as connection:
            connection.execute("update ops.delivery set received_at = received_at - make_interval(days => %s)", [days])
            connection.execute(
                "update ops.landing_report set created_at = created_at - make_interval(days => %s)", [days]
            )
