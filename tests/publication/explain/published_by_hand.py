"""Publications of two small measures on a real database: deliveries, their raw rows, evidence, figures."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import psycopg
from audiences import declare_audiences
from evidence_by_hand import cells_of
from psycopg import sql
from psycopg.types.json import Jsonb
from sress.contracts.load import load_contracts
from sress.landing.store import copy_rows, prepare_streams, table_name
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, publish
from sress.publication.explain.evidence import Face, Measure, Row
from sress.publication.explain.store import Published
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

TERRITORIES = {
    "REG-52": "Pays de la Loire",
    "DEP-49": "Maine-et-Loire",
    "DEP-44": "Loire-Atlantique",
    "UND": "Indéterminé",
}
A01 = Measure("A01-I1", "count_distinct", ("dispositif", "ess_family"))
A08 = Measure("A08-I1", "count_distinct", ("operator",))
A10 = Measure("A10-I2", "count_distinct")
CLASSES = {"A01-I1": "C1", "A08-I1": "C1", "A10-I2": "C0"}
MARTS = (
    "dim_measure", "dim_territory", "dim_project_alias", "source_status", "indicator_evidence", "indicator_value"
)  # fmt: skip
PARAMETER = {
    "name": "acteurs_ess", "label_fr": "Acteurs de l'ESS", "value": "iresa cress", "unit_fr": None, "version": "1.0",
    "valid_from": "2022-01-01", "valid_to": None,
}  # fmt: skip

_TABLES = """
    drop table if exists audit.dim_measure, audit.dim_territory, audit.dim_project_alias, audit.source_status,
        audit.indicator_evidence, audit.indicator_value, seed.parameters;
    create table audit.dim_measure (
        measure_code text, indicator_code text, position integer, label_fr text, unit_fr text, aggregation text,
        breakdowns text, source_codes text, disclosure_class text, decimals integer, rule_fr text, rule_version text
    );
    create table audit.dim_territory (territory text, label_fr text);
    create table audit.dim_project_alias (alias_id text, project_id text);
    create table audit.source_status (
        source_code text, label_fr text, owner_fr text, status text, last_received_at timestamptz, covered_from date,
        covered_to date, deliveries integer
    );
    create table audit.indicator_evidence (
        measure_code text, role text, unit_key text, amount numeric, reference_date date, last_date date,
        departement_code text, epci_code text, dispositif_code text, ess_family text, operator_code text,
        kind_code text, record_key text, reason text, source_code text, delivery_id bigint, row_number integer,
        flags text
    );
    create table audit.indicator_value (
        measure_code text, period text, period_start date, period_end date, territory text, dimension text,
        member text, value numeric, numerator numeric, denominator numeric, unknown numeric, lower_bound numeric,
        upper_bound numeric, coverage numeric, status text
    );
    create table seed.parameters (
        name text, label_fr text, value text, unit_fr text, version text, valid_from date, valid_to date
    )
"""


@dataclass(frozen=True)
class Hand:
    """Delivers and publishes on one database."""

    settings: Settings

    def deliver(
        self, source: str, stream: str, name: str, covers: tuple[str, str], rows: Sequence[Mapping[str, str | None]]
    ) -> int:
        """A landed delivery with its raw rows, numbered from line 2; returns its number."""
        columns = sorted({column for one in rows for column in one})
        with connect(self.settings, "loader") as connection:
            prepare_streams(connection, [load_contracts(self.settings.contracts_dir)[source]])
            found = connection.execute(
                """
                insert into ops.delivery (source, stream, sha256, byte_size, file_name, vault_path, period,
                    period_start, period_end, scope, status, landed_at)
                values (%s, %s, md5(%s) || md5(%s), 1, %s, 'vault', left(%s, 7), %s, %s, '2026', 'landed', now())
                returning delivery_id
                """,
                [source, stream, name, name, name, covers[1], *covers],
            ).fetchone()
            assert found is not None
            values = ((number, [one.get(column) for column in columns]) for number, one in enumerate(rows, start=2))
            copy_rows(connection, table_name(source, stream), columns, found[0], values)
        return int(found[0])

    def publish(
        self,
        month: str,
        evidence: Iterable[Row],
        deliveries: Iterable[int],
        *,
        measures: Iterable[Measure] = (A01, A08, A10),
        parameters: Iterable[Mapping[str, object]] = (PARAMETER,),
        statuses: Mapping[str, str] | None = None,
        aliases: Iterable[tuple[str, str]] = (),
        change: str = "",
    ) -> Publication:
        """Publish evidence and the figures it gives; `statuses` by measure, `change` spoils the marts before."""
        rows, known = list(evidence), list(measures)
        with connect(self.settings, "transformer") as connection:
            connection.execute(_TABLES)
            cut_off = connection.execute("select (%s || '-01')::date + interval '1 month - 1 day'", [month]).fetchone()
            assert cut_off is not None
            end = cut_off[0].date()
            windows = {"2026": (end.replace(month=1, day=1), end), month: (end.replace(month=1, day=1), end)}
            for position, measure in enumerate(known):
                status = (statuses or {}).get(measure.measure_code, "provisional")
                own = [row for row in rows if row.measure_code == measure.measure_code]
                cells = cells_of(measure, own, windows, TERRITORIES, dict.fromkeys(windows, status))
                _insert(connection, "dim_measure", [_registered(measure, position)])
                _insert(connection, "indicator_value", [_value(cell) for cell in cells.values()])
            _insert(connection, "indicator_evidence", rows)
            _insert(connection, "dim_territory", list(TERRITORIES.items()))
            _insert(connection, "dim_project_alias", list(aliases))
            _insert(
                connection,
                "source_status",
                [("region_dispositifs", "Région", "Région", "up_to_date", None, end, end, 1)],
            )
            _insert(connection, "parameters", [tuple(one.values()) for one in parameters], schema="seed")
            if change:
                connection.execute(change.encode())
            build = self._build(connection, month, end, deliveries)
        store_verdicts(self.settings, [Verdict(2, mart, mart, "0" * 64, 1, (), build_id=build) for mart in MARTS])
        return publish(self.settings, build)

    def _build(self, connection: psycopg.Connection[Any], month: str, end: object, deliveries: Iterable[int]) -> int:
        used = connection.execute(
            """
            select jsonb_build_object(
                'delivery_id', delivery_id, 'source', source, 'stream', stream, 'sha256', sha256
            )
            from ops.delivery where delivery_id = any(%s)
            """,
            [list(deliveries)],
        ).fetchall()
        declare_audiences(connection)
        row = connection.execute(
            "insert into ops.build (month, cut_off, status, manifest_hash, deliveries) "
            "values (%s, %s, 'built', 'm1', %s) returning build_id",
            [month, end, Jsonb([one[0] for one in used])],
        ).fetchone()
        return int(row[0])


def _registered(measure: Measure, position: int) -> tuple[object, ...]:
    code = measure.measure_code
    return (
        code, code.split(".")[0], position, f"Libellé de {code}", "projets", measure.aggregation,
        " ".join(measure.breakdowns) or None, "region_dispositifs", CLASSES[code], 0, f"Règle de {code}", "1.0",
    )  # fmt: skip


def _value(cell: Published) -> tuple[object, ...]:
    face: Face = cell.face
    return (
        cell.measure_code, cell.period, *cell.window, *face, cell.value, cell.numerator, cell.denominator,
        cell.unknown, cell.lower_bound, cell.upper_bound, cell.coverage, cell.status,
    )  # fmt: skip


def _insert(
    connection: psycopg.Connection[Any], table: str, rows: Sequence[Sequence[object]], schema: str = "audit"
) -> None:
    if not rows:
        return
    places = sql.SQL(", ").join(sql.Placeholder() * len(rows[0]))
    statement = sql.SQL("insert into {} values ({})").format(sql.Identifier(schema, table), places)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [tuple(row) for row in rows])
