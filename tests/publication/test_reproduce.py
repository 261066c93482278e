"""A publication is made again from its own record, whatever happened since, and nothing that is served is touched."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from audiences import declare_audiences
from psycopg.types.json import Jsonb
from sress.cli import app
from sress.contracts.load import load_contracts
from sress.landing.held import decide
from sress.landing.store import copy_rows, prepare_streams, table_name
from sress.matching.decisions import MERGE, write_decision
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.publication import Publication, PublicationRefused, publish, rollback
from sress.publication.reproduce.outcome import Outcome
from sress.publication.reproduce.reproduce import reproduce
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict
from typer.testing import CliRunner

DOSSIERS = ("region_dispositifs", "dossiers")
EVENTS = ("gouvernance", "evenements")
# Marts that show what a build can see: rows in force, the whole ledger, decisions, and the seal it took over.
MARTS = """
drop table if exists
    audit.fct_dossier, audit.source_status, audit.decision,
    audit.ambition_status, audit.ambition_value, audit.ambition_evidence;
create table audit.fct_dossier as
select n_dossier, commune, _delivery_id as delivery_id, _row_number as row_number
from raw.region_dispositifs__dossiers__in_force;
create table audit.source_status as
select source, count(*) as deliveries, count(*) filter (where status = 'held') as held, max(period) as last_period,
    max(rows_landed) as rows_landed, max(received_at) as last_received_at
from ops.delivery left join ops.landing_report using (delivery_id) group by source;
create table audit.decision as select left_key, right_key, verdict from ops.match_decision;
create table audit.ambition_status as
with sealed as (
    select publication_id from ops.ambition_balance_served
    where cut_off < '{cut_off}' and '{cut_off}' > '2026-06-30'
    order by cut_off desc limit 1
)
select 'bilan'::text as edition, date '2025-12-31' as last_day, date '2026-06-30' as closing_date,
    (select publication_id from sealed) as sealed_publication_id,
    (select string_agg(unit_key, ' ' order by unit_key) from ops.ambition_balance_evidence
     where publication_id = (select publication_id from sealed)) as told;
create table audit.ambition_value as
select 'AMB-01.share'::text as reading_code, 'final'::text as status, true as is_synthetic, 'bilan'::text as edition,
    'REG-52'::text as territory, null::text as member_code;
create table audit.ambition_evidence as
select 'bilan'::text as edition, 'AMB-01.share'::text as reading_code, 'numerator'::text as role,
    n_dossier as unit_key, 1::numeric as amount, null::date as reference_date, null::text as departement_code,
    null::text as member_code, n_dossier as record_key, null::text as reason, 'region_dispositifs'::text as source_code,
    delivery_id, row_number, null::text as flags
from audit.fct_dossier
"""


def small_build(settings: Settings, month: str) -> SimpleNamespace:
    """In place of dbt: the marts above, and the row of the build as `sress.build` leaves it."""
    with connect(settings, "transformer") as connection:
        decision = None
        if row := connection.execute("select max(decision_id) from ops.match_decision").fetchone():
            decision = row[0]
        started = connection.execute("select clock_timestamp()").fetchone()
        connection.execute(MARTS.replace("{cut_off}", f"{month}-28").encode())
        declare_audiences(connection)
        used = connection.execute(
            """
            select coalesce(jsonb_agg(jsonb_build_object('delivery_id', delivery_id, 'source', source,
                'stream', stream, 'sha256', sha256) order by delivery_id), '[]')
            from ops.delivery where delivery_id in (select delivery_id from audit.fct_dossier)
            """
        ).fetchone()
        row = connection.execute(
            "insert into ops.build (month, cut_off, status, started_at, manifest_hash, deliveries, matching) "
            "values (%s, (%s || '-28')::date, 'built', %s, 'm1', %s, %s) returning build_id",
            (month, month, started and started[0], Jsonb(used and used[0]), Jsonb({"last_decision": decision})),
        ).fetchone()
    assert row is not None
    return SimpleNamespace(build_id=int(row[0]))


@dataclass
class Warehouse:
    """Deliveries by hand, and publications of them."""

    settings: Settings

    def prepare(self) -> None:
        with connect(self.settings, "loader") as connection:
            prepare_streams(connection, load_contracts(self.settings.contracts_dir).values())

    def deliver(
        self,
        stream: tuple[str, str],
        rows: Sequence[dict[str, str]],
        period: str,
        *,
        covers: tuple[str, str] = ("2026-01-01", "2026-10-31"),
        scope: str = "2026",
        status: str = "landed",
    ) -> int:
        with connect(self.settings, "loader") as connection:
            found = connection.execute(
                """
                insert into ops.delivery (source, stream, sha256, byte_size, file_name, vault_path, period,
                    period_start, period_end, scope, status, synthetic, landed_at)
                values (%s, %s, gen_random_uuid(), 1, 'file', 'path', %s, %s, %s, %s, %s, true, now())
                returning delivery_id
                """,
                [*stream, period, *covers, scope, status],
            ).fetchone()
            assert found is not None
            connection.execute(
                "insert into ops.landing_report (delivery_id, rows_read, rows_landed, rows_mended, rows_rejected, held,"
                " reasons, columns_unknown, columns_missing, messages) "
                "values (%s, %s, %s, 0, 0, %s, '{}', '[]', '[]', '[]')",
                [found[0], len(rows), len(rows), status == "held"],
            )
            columns = sorted({name for row in rows for name in row})
            told = ((number, [row.get(name) for name in columns]) for number, row in enumerate(rows, start=2))
            copy_rows(connection, table_name(*stream), columns, found[0], told)
        return int(found[0])

    def publish(self, month: str) -> Publication:
        return self.judge_and_publish(small_build(self.settings, month).build_id)

    def judge_and_publish(self, build_id: int) -> Publication:
        store_verdicts(self.settings, [Verdict(2, "fct_dossier", "fct_dossier", "0" * 64, 1, build_id=build_id)])
        return publish(self.settings, build_id)

    def fingerprint(self) -> list[Any]:
        """All that a reproduction may not touch: ledgers, pointer, candidate marts, databases."""
        with psycopg.connect(database_url(self.settings)) as connection:
            counts = [
                connection.execute(f"select count(*) from {table}".encode()).fetchone()
                for table in ("ops.build", "ops.delivery", "publication.publication", "ops.publication_turn")
            ]
            connection.execute("set role sress_engineer")
            rows = connection.execute("select * from audit.fct_dossier order by 1, 2").fetchall()
            databases = connection.execute(
                "select datname from pg_database where datname like current_database() || '%'"
            ).fetchall()
            return [*counts, rows, databases]


@pytest.fixture
def warehouse(settings: Settings) -> Warehouse:
    made = Warehouse(settings)
    made.prepare()
    return made


@pytest.fixture
def without_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[reproduce.__module__], "build", small_build)


def dossiers(*towns: str) -> list[dict[str, str]]:
    return [{"n_dossier": f"D{number}", "commune": town} for number, town in enumerate(towns)]


@pytest.mark.usefixtures("without_dbt")
def test_what_came_since_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.deliver(DOSSIERS, dossiers("Angers", "Nantes"), "2026-10")
    waiting = warehouse.deliver(EVENTS, [], "2026-10", status="held")
    with connect(warehouse.settings, "engineer") as connection:
        write_decision(connection, "Mme Essai", MERGE, ("a", "b"), "même porteur")
    published = warehouse.publish("2026-10")

    warehouse.deliver(DOSSIERS, dossiers("Cholet"), "2026-11")
    decide(warehouse.settings, waiting, "release", why="vu", by="Mme Essai")
    with connect(warehouse.settings, "engineer") as connection:
        write_decision(connection, "Mme Essai", MERGE, ("a", "c"), "même porteur")
    warehouse.publish("2026-11")
    before = warehouse.fingerprint()

    outcome = reproduce(warehouse.settings, published.publication_id)
    assert outcome.equal, outcome.lines()
    assert (outcome.differences, outcome.deliveries, outcome.marts) == ((), 1, 6)
    assert not [note for note in outcome.notes if "deliveries" in note]
    assert warehouse.fingerprint() == before


@pytest.mark.usefixtures("without_dbt")
def test_rows_that_were_changed_behind_its_back_are_shown(warehouse: Warehouse) -> None:
    warehouse.deliver(DOSSIERS, dossiers("Angers", "Nantes"), "2026-10")
    published = warehouse.publish("2026-10")
    with connect(warehouse.settings, "loader") as connection:
        connection.execute("update raw.region_dispositifs__dossiers set commune = 'Cholet' where n_dossier = 'D1'")
        connection.execute("insert into ops.erasure (kind, subject, rows_erased) values ('objection', 'p1_…', 3)")
    outcome = reproduce(warehouse.settings, published.publication_id)
    assert not outcome.equal
    (difference,) = outcome.differences
    assert (difference.mart, difference.lacking, difference.besides) == ("fct_dossier", 1, 1)
    assert [example[:2] for example in difference.examples] == ["- ", "+ "]
    assert "Nantes" in difference.examples[0]
    assert "Cholet" in difference.examples[1]
    assert any("3 landed rows were erased" in note for note in outcome.notes)


@pytest.mark.usefixtures("without_dbt")
def test_a_mart_that_is_gone_and_one_that_is_new_are_shown(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.deliver(DOSSIERS, dossiers("Angers"), "2026-10")
    with connect(warehouse.settings, "engineer") as connection:
        write_decision(connection, "Mme Essai", MERGE, ("a", "b"), "même porteur")
    published = warehouse.publish("2026-10")
    monkeypatch.setattr(sys.modules[__name__], "MARTS", MARTS.replace("audit.decision", "audit.choice"))
    added, gone = reproduce(warehouse.settings, published.publication_id).differences
    assert (added.mart, added.besides, added.columns_changed) == ("choice", 1, ("left_key", "right_key", "verdict"))
    assert (gone.mart, gone.lacking, gone.examples) == ("decision", 1, ("- (a,b,merge)",))


@pytest.mark.slow
@pytest.mark.usefixtures("without_dbt")
def test_the_balance_that_was_sealed_then_is_sealed_again(warehouse: Warehouse) -> None:
    """A publication knows which balance it took over: also when that one was taken back since."""
    warehouse.deliver(DOSSIERS, dossiers("Angers"), "2026-05")
    may = warehouse.publish("2026-05")
    warehouse.deliver(DOSSIERS, dossiers("Angers", "Nantes"), "2026-06")
    june = warehouse.publish("2026-06")
    warehouse.deliver(DOSSIERS, dossiers("Cholet"), "2026-10")
    october = warehouse.publish("2026-10")
    with connect(warehouse.settings, "engineer") as connection:
        assert connection.execute(
            "select sealed_publication_id, told from publication.ambition_status where publication_id = %s",
            [october.publication_id],
        ).fetchall() == [(june.publication_id, "D0 D1")]
    rollback(warehouse.settings, may.publication_id, why="essai")
    assert reproduce(warehouse.settings, october.publication_id).equal


@pytest.mark.usefixtures("without_dbt")
def test_a_delivery_that_was_withdrawn_is_named(warehouse: Warehouse) -> None:
    number = warehouse.deliver(DOSSIERS, dossiers("Angers"), "2026-10")
    published = warehouse.publish("2026-10")
    with connect(warehouse.settings, "loader") as connection:
        connection.execute("delete from ops.delivery")
    with pytest.raises(PublicationRefused, match=rf"retirées de l'entrepôt, n° {number} \(region_dispositifs"):
        reproduce(warehouse.settings, published.publication_id)


@pytest.mark.slow
@pytest.mark.usefixtures("without_dbt")
def test_the_command_ends_with_what_it_found(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.deliver(DOSSIERS, dossiers("Angers"), "2026-10")
    published = warehouse.publish("2026-10")
    monkeypatch.setenv("SRESS_DATABASE_URL", str(warehouse.settings.database_url))
    monkeypatch.setenv("SRESS_HOME", str(warehouse.settings.home))
    run = CliRunner().invoke
    equal = run(app, ["reproduce", "1"])
    assert equal.exit_code == 0, equal.output
    assert "Equal: publication 1 (2026-10)" in equal.output
    assert "the dbt project differs: m1 then" in equal.output
    with connect(warehouse.settings, "loader") as connection:
        connection.execute("delete from raw.region_dispositifs__dossiers")
    different = run(app, ["reproduce", "1", "--json"])
    assert different.exit_code == 1
    told = json.loads(different.output)
    assert (told["equal"], told["published_sha256"]) == (False, published.content_sha256)
    assert [(one["mart"], one["lacking"]) for one in told["differences"]] == [
        ("ambition_evidence", 1),
        ("fct_dossier", 1),
    ]
    assert run(app, ["reproduce", "7"]).exit_code == 2


def test_every_ledger_that_dbt_reads_is_copied() -> None:
    """A model on another ledger makes reproductions differ: `refill` must bring that ledger too."""
    root = Path(__file__).parents[2]
    models = "\n".join(path.read_text(encoding="utf-8") for path in (root / "dbt_project" / "models").rglob("*.sql"))
    read = set(re.findall(r"source\('ops', *'(\w+)'\)", models))
    refill = (root / "include/sress/publication/reproduce/refill.py").read_text(encoding="utf-8")
    copied = set(re.findall(r'"ops", "(\w+)"', refill)) | set(re.findall(r'"ops\.(\w+)"', refill))
    assert {"delivery", "landing_report"} <= read
    assert read - {"ambition_balance_served"} <= copied  # a view on what is copied


@pytest.mark.slow
def test_the_real_build_gives_the_same_bytes_twice(warehouse: Warehouse, tmp_path: Path) -> None:
    """dbt on a few deliveries, published; more arrive; dbt apart, on what was there: the same content."""
    from sress.build.dbt import build

    settings = replace(warehouse.settings, month="2026-10")
    geography = (("cog", "departements"), [{"code": "49", "nom": "Maine-et-Loire", "region": "52"}])
    communes = [{"code": "49007", "nom": "Angers", "departement": "49", "codes_postaux": "49000",
                 "type": "commune-actuelle", "region": "52"}]  # fmt: skip
    year = {"covers": ("2026-01-01", "2026-12-31"), "scope": "2026"}
    warehouse.deliver(*geography, "2026", **year)  # type: ignore[arg-type]
    warehouse.deliver(("cog", "communes"), communes, "2026", **year)  # type: ignore[arg-type]
    granted = {"n_projet": "P1", "dispositif": "prime_creation", "statut_ess": "true", "code_insee": "49007",
               "commune": "Angers", "date_decision": "2026-03-10", "statut": "accorde",
               "origine_donnee": "SYNTHETIQUE"}  # fmt: skip
    warehouse.deliver(DOSSIERS, [{"n_dossier": "1", **granted}], "2026-10")
    published = warehouse.judge_and_publish(build(settings, "2026-10").build_id)
    warehouse.deliver(DOSSIERS, [{"n_dossier": "2", **granted}], "2026-11")
    outcome: Outcome = reproduce(settings, published.publication_id)
    assert outcome.equal, "\n".join(outcome.lines())
    assert outcome.rows > 500
    assert not [note for note in outcome.notes if "deliveries" in note]
