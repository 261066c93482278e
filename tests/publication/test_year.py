"""Twelve months, landed, judged by the real gate and published, with what goes wrong in a year among them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from audiences import declare_audiences
from psycopg.types.json import Jsonb
from sress.contracts.model import Contract
from sress.landing.held import decide
from sress.landing.land import land_file
from sress.landing.report import LandingReport
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import (
    Publication,
    PublicationHeld,
    PublicationRefused,
    hold,
    list_publications,
    publish,
    release,
    rollback,
    withhold,
)
from sress.publication.publish import publish_or_withhold
from sress.publication.session import pin
from sress.quality.gate import check_candidate
from sress.quality.verdict import critical_lines, gate_passed

pytestmark = pytest.mark.slow

MONTHS = ["2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 11))]
REFUSED, LATE, HELD, ASKED, TAKEN_BACK = "2026-01", "2026-02", "2026-04", "2026-06", "2026-08"
SUITES: dict[str, list[dict[str, Any]]] = {
    "fct_fiche": [
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}},
    ],
    "source_status": [
        {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "status", "value_set": ["up_to_date"]},
            "severity": "warning",
        }
    ],
    "indicator_value": [{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "value"}}],
}
# What dbt would make of the rows in force, in three marts.
MARTS = """
drop table if exists audit.fct_fiche, audit.source_status, audit.indicator_value;
create table audit.fct_fiche as
select numero, montant::numeric as amount, _delivery_id as delivery_id from raw.essai__fiches__in_force
union all
select numero, montant::numeric, _delivery_id from raw.autre__fiches__in_force;
create table audit.source_status as
select
    source as source_code, max(period) as last_period,
    case when max(period) < {month} then 'late' else 'up_to_date' end as status
from ops.delivery where status = 'landed' group by source;
create table audit.indicator_value as
select 'A01-I1'::text as measure_code, {month}::text as period, sum(amount) as value, count(*) as rows
from audit.fct_fiche
"""


def small_contract(source: str) -> Contract:
    return Contract.model_validate(
        {
            "source": source,
            "label": source,
            "owner": source,
            "steward": "essai@exemple.invalid",
            "licence": "essai",
            "cadence": "monthly",
            "due_day": 5,
            "schedule": "0 6 * * *",
            "collect": {"kind": "drop_folder", "connection": "drop_folder", "folder": source},
            "streams": {
                "fiches": {
                    "description": "Files of the test.",
                    "file": r"fiches_(?P<period>\d{4}-\d{2}).*",
                    "format": {"kind": "csv", "encodings": ["utf-8"]},
                    "key": ["numero"],
                    "revision": {"replaces": "stream"},
                    "thresholds": {"max_rejected_share": 0.5},
                    "columns": [
                        {"name": "numero", "description": "Number.", "headers": ["Numéro"], "required": True},
                        {"name": "montant", "description": "Amount.", "headers": ["Montant"]},
                    ],
                }
            },
        }
    )


@dataclass
class Year:
    """A small warehouse, month after month."""

    settings: Settings
    folder: Path

    def land(self, source: str, month: str, amounts: list[int], version: str = "") -> LandingReport:
        """A file of these amounts, one row each, as the source's whole state of the month."""
        path = self.folder / source / f"fiches_{month}{version}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [f"{source}{number};{amount}" for number, amount in enumerate(amounts)]
        path.write_text("\n".join(["Numéro;Montant", *rows]) + "\n", encoding="utf-8")
        contract = small_contract(source)
        with connect(self.settings, "loader") as connection:
            prepare_streams(connection, [contract])
            return land_file(connection, self.settings, contract, "fiches", path)

    def build(self, month: str) -> int:
        """The marts of the month, from the rows in force."""
        with connect(self.settings, "transformer") as connection:
            connection.execute(MARTS.replace("{month}", f"'{month}'").encode())
            declare_audiences(connection)
            row = connection.execute(
                "insert into ops.build (month, cut_off, status, manifest_hash, deliveries) "
                "values (%s, (%s || '-01')::date + interval '1 month - 1 day', 'built', 'm1', %s) returning build_id",
                (month, month, Jsonb(self._in_force(connection))),
            ).fetchone()
        assert row is not None
        return int(row[0])

    @staticmethod
    def _in_force(connection: Any) -> list[dict[str, Any]]:
        rows = connection.execute(
            "select jsonb_build_object('delivery_id', delivery_id, 'source', source, 'stream', stream, "
            "'sha256', sha256) from ops.delivery where delivery_id in (select delivery_id from audit.fct_fiche)"
        ).fetchall()
        return [row[0] for row in rows]

    def publish(self, month: str) -> Publication:
        """Build, judge and publish, as the scheduled run does."""
        build_id = self.build(month)
        verdicts = check_candidate(self.settings, build_id)
        if not gate_passed(verdicts):
            return withhold(self.settings, build_id, "\n".join(critical_lines(verdicts)))
        try:
            return publish_or_withhold(self.settings, build_id, by="refresh_marts")
        except PublicationHeld:
            return list_publications(self.settings)[0]

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        with connect(self.settings, "engineer") as connection:
            return connection.execute(statement.encode()).fetchall()

    def served(self) -> tuple[Any, ...]:
        with connect(self.settings, "bi") as connection:
            row = connection.execute("select period, value, rows from marts.indicator_value").fetchone()
        assert row is not None
        return row


@pytest.fixture
def year(settings: Settings, tmp_path: Path) -> Year:
    """A project with three suites, on a warehouse of its own."""
    project = tmp_path / "project"
    (project / "expectations").mkdir(parents=True)
    for name, expectations in SUITES.items():
        suite = {
            "name": name,
            "meta": {"protects_fr": "Essai."},
            "expectations": [
                {"severity": "critical", "meta": {"owner": "essai", "message_fr": f"{name} est juste."}, **each}
                for each in expectations
            ],
        }
        (project / "expectations" / f"{name}.json").write_text(json.dumps(suite))
    return Year(replace(settings, project_root=project), tmp_path / "incoming")


def test_a_year_of_publications(year: Year) -> None:
    for position, month in enumerate(MONTHS, start=1):
        whole = [10] * (5 + position)
        year.land("essai", month, [*whole, -1] if month == REFUSED else whole)
        if month != LATE:
            held = year.land("autre", month, whole[: 2 if month == HELD else None])
            assert held.held is (month == HELD)
        if month == ASKED:
            hold(year.settings, "les pilotes relisent", by="M. Essai")
            assert year.publish(month).sentence.endswith(": les pilotes relisent")
            release(year.settings, by="M. Essai")
        published = year.publish(month)
        if month == REFUSED:
            assert published.sentence.endswith("retenue : fct_fiche : fct_fiche est juste.")
            assert year.served()[0] == "2025-12"
            year.land("essai", month, [*whole, 1], "_v2")
            published = year.publish(month)
        if month == HELD:
            decide(year.settings, held.delivery_id, "refuse", why="fichier tronqué", by="Mme Essai")
        assert (published.month, published.is_current) == (month, True)
        if month == TAKEN_BACK:
            assert rollback(year.settings, why="un partenaire retire son fichier", by="Mme Essai").month == "2026-07"
            assert year.served()[0] == "2026-07"
            with pytest.raises(PublicationRefused, match="retirée par Mme Essai"):
                publish(year.settings)
            year.land("essai", month, [*whole, 5], "_v2")
            assert year.publish(month).month == TAKEN_BACK
    assert year.served() == ("2026-10", 340, 34)
    _see_it_all_in_ops(year)
    _see_it_in_data_docs(year)
    _read_each_month_as_of_then(year)


def _see_it_all_in_ops(year: Year) -> None:
    told = [(one.month, one.status) for one in reversed(list_publications(year.settings))]
    expected = [(month, "published") for month in MONTHS]
    expected.insert(MONTHS.index(REFUSED), (REFUSED, "withheld"))
    expected.insert(expected.index((ASKED, "published")), (ASKED, "withheld"))
    expected.insert(expected.index((TAKEN_BACK, "published")), (TAKEN_BACK, "rolled_back"))
    assert told == expected
    assert year.query("select subject from ops.verdict where critical_failed > 0") == [("fct_fiche",)]
    assert year.query("select subject from ops.verdict where warning_failed > 0") == [("source_status",)] * 2
    assert year.query("select source, period, status from ops.delivery where status <> 'landed'") == [
        ("autre", HELD, "rejected")
    ]
    assert year.query("select decision, decided_by, why from ops.delivery_decision") == [
        ("refuse", "Mme Essai", "fichier tronqué")
    ]
    assert year.query(
        "select held_by, hold.why, released_by from ops.publication_hold as hold "
        "inner join ops.publication_release using (hold_id)"
    ) == [("M. Essai", "les pilotes relisent", "M. Essai")]
    assert year.query("select count(*) from ops.publication_turn where kind = 'publish'") == [(13,)]
    assert year.query("select turned_by, why from ops.publication_turn where kind = 'rollback'") == [
        ("Mme Essai", "un partenaire retire son fichier")
    ]


def _see_it_in_data_docs(year: Year) -> None:
    pages = {
        passed: (year.settings.data_docs_dir / page).read_text(encoding="utf-8")
        for passed, page in year.query("select passed, data_docs from ops.verdict where subject = 'fct_fiche'")
    }
    mark = "fa-times text-danger"
    assert mark in pages[False]
    assert "1 unexpected values found" in pages[False]
    assert mark not in pages[True]
    assert (year.settings.data_docs_dir / "index.html").exists()


def _read_each_month_as_of_then(year: Year) -> None:
    """A reader goes back through the year: each month shows what it showed then, the late source among it."""
    published = [one for one in reversed(list_publications(year.settings)) if one.status == "published"]
    found = {}
    with connect(year.settings, "bi") as connection:
        for one in published:
            pin(connection, one.publication_id)
            found[one.month] = connection.execute(
                "select value, (select string_agg(source_code, ' ') from marts.source_status where status = 'late') "
                "from marts.indicator_value"
            ).fetchone()
    expected: dict[str, tuple[int, str | None]] = {}
    for position, month in enumerate(MONTHS, start=1):
        own, other = 10 * (5 + position), 10 * (5 + position)
        late = month in (LATE, HELD)
        other -= 10 if late else 0
        more = {REFUSED: 1, TAKEN_BACK: 5}.get(month, 0)
        expected[month] = (own + other + more, "autre" if late else None)
    assert found == expected
