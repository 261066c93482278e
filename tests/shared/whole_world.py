"""A simulated world in a warehouse: collected once, landed as often as a test wants, built."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from orchestration.connections import airflow_connection
from orchestration.sandbox_partners import sandbox_partners
from psycopg.rows import dict_row
from sress.build.dbt import build
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.landing.pseudonym import pseudonymiser
from sress.landing.run import land_files
from sress.landing.store import table_name
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication.content import Content, read_content
from sress.publication.marts import candidate_names, describe_mart
from sress.publication.session import write_values_alike

SEED, DIRT, MONTH = 6, 2, "2026-10"


def _of_the_world(settings: Settings) -> Settings:
    return replace(settings, sandbox_seed=SEED, sandbox_dirt=DIRT, month=MONTH)


@dataclass(frozen=True)
class Collected:
    """Everything that the partners give for a month, below a home: {'stream', 'path'} by source."""

    home: Path
    files: dict[str, list[dict[str, str]]]

    @classmethod
    def by(cls, settings: Settings) -> Collected:
        """Serve the world and collect it whole; nothing is landed."""
        settings = _of_the_world(settings)
        files = {}
        with sandbox_partners(settings):
            for name, contract in load_contracts(settings.contracts_dir).items():
                collected = collect_source(settings, contract, airflow_connection)
                assert not collected.failed, name
                assert not collected.refused, name
                files[name] = collected.as_json()["found"]
        # Made here, the key of pseudonyms is the same wherever the files are landed.
        pseudonymiser(settings)
        return cls(settings.home, files)

    def truth(self, name: str) -> Any:
        """A file of what is true in the world."""
        return json.loads((self.home / "sandbox" / name).read_text(encoding="utf-8"))

    def copied_to(self, home: Path) -> dict[str, list[dict[str, str]]]:
        """The same files below another home, with the same keys: or pseudonyms would differ for that reason."""
        shutil.copytree(self.home / "secrets", home / "secrets", dirs_exist_ok=True)
        return {name: [self._copied(file, home) for file in files] for name, files in self.files.items()}

    def _copied(self, file: dict[str, str], home: Path) -> dict[str, str]:
        path = Path(file["path"])
        if not path.is_relative_to(self.home):
            return file
        place = home / path.relative_to(self.home)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
        return {**file, "path": str(place)}


@dataclass(frozen=True)
class WholeWorld:
    """A warehouse and its home, for a world of `SEED`, `DIRT` and `MONTH`."""

    settings: Settings

    @classmethod
    def of(cls, settings: Settings) -> WholeWorld:
        """The world's warehouse on a database."""
        return cls(_of_the_world(settings))

    def land(self, collected: Collected, *, last_first: bool = False) -> Counter[str]:
        """Land the files, the first or the last collected first; how many had which outcome."""
        contracts = load_contracts(self.settings.contracts_dir)
        step = -1 if last_first else 1
        found = list(collected.copied_to(self.settings.home).items())[::step]
        reports = [land_files(self.settings, contracts[name], files[::step]) for name, files in found]
        return Counter(report.status for some in reports for report in some)

    def build(self) -> None:
        """The candidate marts."""
        build(self.settings, self.settings.month)

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """The rows of a query of the engineer."""
        with connect(self.settings, "engineer") as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement.encode()).fetchall()

    def change(self, statement: str) -> None:
        """One change to what was landed."""
        with connect(self.settings, "loader") as connection:
            connection.execute(statement.encode())

    def content(self) -> Content:
        """The fingerprints of the candidate marts, as a publication keeps them."""
        with connect(self.settings, "engineer") as connection:
            write_values_alike(connection)
            return read_content(connection, [describe_mart(connection, name) for name in candidate_names(connection)])

    def mart(self, name: str) -> list[str]:
        """The rows of a candidate mart as the fingerprint reads them: a delivery by its bytes, no moments."""
        rows = self.rows(
            f"""
            select to_jsonb(mart) || jsonb_build_object('delivery_id', delivery.sha256) as told
            from audit.{name} as mart
            left join ops.delivery as delivery on delivery.delivery_id = (to_jsonb(mart) ->> 'delivery_id')::bigint
            """
        )
        return [json.dumps(row["told"], sort_keys=True, ensure_ascii=False) for row in rows]

    def cells(self) -> dict[tuple[str, str, str, str, str], dict[str, Any]]:
        """Every cell, measures and what stands beside them: by measure, period, territory, dimension, member."""
        return {
            (row["measure_code"], row["period"], row["territory"], row["dimension"] or "", row["member"] or ""): row
            for table in ("indicator_value", "supporting_value")
            for row in self.rows(f"select * from audit.{table}")
        }

    def number_from(self, first: int) -> None:
        """Let every number that the ledgers give out begin elsewhere; for an empty warehouse."""
        with psycopg.connect(database_url(self.settings)) as owner:
            given_out = owner.execute(
                """
                select attrelid::regclass::text, attname from pg_catalog.pg_attribute where attidentity = 'a'
                """
            ).fetchall()
            assert ("ops.delivery", "delivery_id") in given_out
            for table, column in given_out:
                owner.execute(f"alter table {table} alter column {column} restart with {first}".encode())

    def forget(self, condition: str) -> None:
        """Take deliveries away, as if they had never come: out of the ledger and out of raw."""
        streams = self.rows(
            f"select source, stream, array_agg(delivery_id) as gone from ops.delivery where {condition} group by 1, 2"
        )
        assert streams, condition
        with psycopg.connect(database_url(self.settings)) as owner:
            for row in streams:
                table = table_name(row["source"], row["stream"])
                owner.execute("set local role sress_loader")
                owner.execute(f"delete from raw.{table} where _delivery_id = any(%s)".encode(), [row["gone"]])
                owner.execute("reset role")
                owner.execute("delete from ops.delivery where delivery_id = any(%s)", [row["gone"]])

    def landed_state(self) -> dict[str, Any]:
        """What the ledger of deliveries and every raw table hold: the number of rows and their fingerprint."""
        tables = self.rows(
            "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'raw' order by 1"
        )
        rows = "string_agg(one::text, '|' order by one::text)"
        return {
            name: self.rows(f"select count(*) as rows, md5(coalesce({rows}, '')) as md5 from {name} as one")[0]
            for name in ["ops.delivery", *(row["name"] for row in tables)]
        }
