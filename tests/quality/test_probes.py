"""Gate 2 across tables: evidence = value, reconciliation, sums of subsidies, jumps, published totals; each can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sress.contracts.load import load_contract
from sress.landing.store import copy_rows, prepare_streams
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings
from sress.quality.first_pass import holding
from sress.quality.judge import judge_mart
from sress.quality.probes import PROBES, prepare_probes
from sress.quality.suites import read_suites
from sress.quality.warehouse import get_warehouse, open_context

VALUE = "update audit.indicator_value set "
EVIDENCE = "update audit.indicator_evidence set "
Found = dict[str, str]


def publish_by_hand(settings: Settings, status: str = "final") -> None:
    """What is served: the values of the world as they are now, published in September with this status."""
    with psycopg.connect(database_url(settings)) as connection:
        row = connection.execute(
            "insert into publication.publication (month, cut_off, status) "
            "values ('2026-09', '2026-09-30', 'published') returning publication_id"
        ).fetchone()
        connection.execute("update publication.current_publication set publication_id = %s", row)
        connection.execute("set local role sress_publisher")
        connection.execute(
            sql.SQL(
                "create table marts.indicator_value as select measure_code, period, period_end, territory, dimension, "
                "value, {} as status from audit.indicator_value"
            ).format(sql.Literal(status))
        )


@pytest.fixture
def judge(world: Any, settings: Settings, make_seed: Callable[[str], None]) -> Callable[..., Found]:
    """Judge one probe with the suite that ships; gives message → severity."""
    world.make()
    world.change("alter table audit.dim_measure add breakdowns text, add owner_fr text, add value_type text")
    world.change("update audit.dim_measure set owner_fr = 'Région', value_type = 'count'")
    make_seed("jump_tolerances")
    suites = {suite.name: suite for suite in read_suites(settings.expectations_dir)}

    def run(name: str, statement: str = "select 1") -> Found:
        world.change(statement)
        prepare_probes(settings, [name])
        with open_context(settings, "audit", [name]) as context:
            findings = judge_mart(context, suites[name])[1]
        assert [finding.error for finding in findings if finding.error] == []
        return {finding.message: finding.severity for finding in findings}

    return run


def test_every_probe_has_its_suite(settings: Settings) -> None:
    names = {suite.name for suite in read_suites(settings.expectations_dir)}
    assert set(PROBES) <= names
    assert {name for name in names if name.startswith("_")} == set(PROBES)


def test_all_cells_are_counted_again(judge: Callable[..., Found], settings: Settings) -> None:
    assert judge("_evidence_recount") == {}
    with connect(settings, "engineer") as connection:
        told = connection.execute(
            "select cells, cells_recounted, cells_wrong from audit._evidence_recount order by measure_code"
        ).fetchall()
        cells = connection.execute(
            "select count(*) from audit.indicator_value group by measure_code order by measure_code"
        ).fetchall()
    assert told == [(row[0], row[0], 0) for row in cells]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (VALUE + "value = value + 1, numerator = numerator + 1 where territory = 'DEP-49' and period = '2025-12' "
         "and measure_code = 'A01-I1'", "d'une mesure redonnent"),
        ("delete from audit.indicator_evidence where row_number = 3", "d'une mesure redonnent"),
        (EVIDENCE + "departement_code = '85' where row_number = 2", "d'une mesure redonnent"),
        (EVIDENCE + "amount = 2 where amount = 3", "d'une mesure redonnent"),
        ("delete from audit.dim_measure where measure_code = 'A01-I1'", "à 100 %"),
        ("delete from audit.indicator_value; delete from audit.indicator_evidence", "Le recomptage a eu lieu."),
    ],
)  # fmt: skip
def test_a_figure_that_its_evidence_does_not_give_is_seen(
    judge: Callable[..., Found], statement: str, message: str
) -> None:
    found = judge("_evidence_recount", statement)
    assert [found[one] for one in found if message in one] == ["critical"], found


def test_a_reading_that_its_evidence_does_not_give_is_seen(judge: Callable[..., Found]) -> None:
    world = """
        create table audit.dim_ambition_reading as
        select 'AMB-01.rise' as reading_code, 'count_distinct' as aggregation;
        create table audit.ambition_evidence as
        select 'AMB-01.rise' as reading_code, 'bilan' as edition, 'numerator' as role, 'p' || n as unit_key,
            1::numeric as amount, date '2025-01-15' as reference_date, '44' as departement_code,
            null::text as member_code
        from generate_series(1, 3) as n;
        create table audit.ambition_value as
        select 'AMB-01.rise' as reading_code, 'bilan' as edition, territory, null::text as member_code,
            {value}::numeric as value, {value}::numeric as numerator, null::numeric as denominator,
            null::numeric as unknown, null::numeric as lower_bound, null::numeric as upper_bound, 'final' as status
        from (values ('REG-52'), ('DEP-44')) as place (territory)
    """
    assert judge("_evidence_recount", world.format(value=3)) == {}
    drop = "drop table audit.dim_ambition_reading, audit.ambition_evidence, audit.ambition_value;"
    found = judge("_evidence_recount", drop + world.format(value=4))
    assert found == {"Les lignes de preuve d'une ambition redonnent chacune de ses lectures.": "critical"}


JUMPS = [
    (VALUE + "value = value + 2 where period = '2025'", {}),
    (VALUE + "value = value + 3 where period = '2025'", {"Un mouvement inhabituel": "warning"}),
    (VALUE + "value = value + 30 where period = '2025'", {"Une valeur publiée ne bouge pas": "critical"}),
    (VALUE + "value = null where period = '2025'", {"Une valeur définitive ne disparaît pas": "critical"}),
    (
        "delete from audit.indicator_value where period = '2025' and territory = 'DEP-44'",
        {"Une valeur définitive ne disparaît pas": "critical"},
    ),
    ("delete from seed.jump_tolerances where state = 'closed'", {"Chaque mesure a une tolérance.": "critical"}),
    (
        "insert into seed.jump_tolerances (measure_code, value_type, state, warn_absolute, valid_from, version) values "
        "('A01-I1', 'count', 'closed', 0, '2026-01-01', '1.0'); "
        + VALUE
        + "value = value + 1 where period = '2025'",
        {"Un mouvement inhabituel": "warning"},
    ),
    (
        "update seed.jump_tolerances set valid_to = '2026-01-31' where state = 'closed'",
        {"Chaque mesure a une tolérance.": "critical"},
    ),
]


@pytest.mark.slow
def test_a_jump_is_named_or_stops_the_publication(judge: Callable[..., Found], settings: Settings) -> None:
    assert judge("_jumps") == {}, "nothing is published yet"
    publish_by_hand(settings)
    kept = "create table if not exists {0}_kept as table {0}; truncate {0}; insert into {0} table {0}_kept; "
    restore = kept.format("audit.indicator_value") + kept.format("seed.jump_tolerances")
    for statement, expected in JUMPS:
        found = judge("_jumps", restore + statement)
        assert len(found) == len(expected), (statement, found)
        for message, severity in expected.items():
            assert [found[one] for one in found if one.startswith(message)] == [severity], (statement, found)


def test_what_a_late_source_brings_in_the_end_is_no_jump(judge: Callable[..., Found], settings: Settings) -> None:
    publish_by_hand(settings, "late_source")
    assert judge("_jumps", VALUE + "value = value + 900") == {}


def test_the_months_pass_and_take_no_value_away(judge: Callable[..., Found], settings: Settings) -> None:
    """The year to November is told in November's publication; December's tells the year to December."""
    publish_by_hand(settings)
    assert judge("_jumps", VALUE + "period = '2026-01' where period = '2025-12'") == {}
    gone = "delete from audit.indicator_value where period = '2025' and measure_code = 'A01-I1'"
    assert judge("_jumps", gone)["Une valeur définitive ne disparaît pas."] == "critical"


def test_a_jump_names_the_measure_its_owner_and_the_worst_cell(
    judge: Callable[..., Found], settings: Settings
) -> None:
    publish_by_hand(settings)
    judge("_jumps", VALUE + "value = 40 where period = '2025' and territory = 'DEP-44' and measure_code = 'A01-I1'")
    with connect(settings, "engineer") as connection:
        told = connection.execute(
            "select measure_code, owner_fr, state, cells_moved, cells_to_stop, worst from audit._jumps "
            "where cells_moved > 0"
        ).fetchall()
    assert told == [("A01-I1", "Région", "closed", 1, 1, "2025, DEP-44 : 1 → 40")]


STAGING = """
    create or replace view staging.stg_region_dispositifs__dossiers as
    select n_dossier as dossier_number, montant_vote::numeric as granted_amount, date_decision::date as decision_date,
        _delivery_id as delivery_id, _row_number as row_number
    from raw.region_dispositifs__dossiers__in_force
"""
FACT = """
    drop table if exists audit.fct_dossier;
    create table audit.fct_dossier as
    select distinct on (dossier_number)
        'region_dispositifs:' || dossier_number as dossier_key, granted_amount, decision_date,
        'region_dispositifs'::text as source_code, delivery_id, row_number
    from staging.stg_region_dispositifs__dossiers
    where decision_date <= '2026-10-31'
    order by dossier_number, row_number desc
"""


@pytest.fixture
def landed(judge: Callable[..., Found], settings: Settings) -> int:
    """A delivery of four rows: a dossier told twice, one after the cut-off; and an older one that it replaces."""
    contract = load_contract(settings.contracts_dir / "region_dispositifs.yml")
    columns = ["n_dossier", "montant_vote", "date_decision"]
    rows = [["D-1", "100", "2026-02-01"], ["D-1", "150", "2026-02-01"], ["D-2", "70", "2026-03-01"],
            ["D-3", "10", "2026-12-15"]]  # fmt: skip
    with connect(settings, "loader") as connection:
        prepare_streams(connection, [contract])
        for period, own in (("2026-08", rows[:2]), ("2026-09", rows)):
            found = connection.execute(
                """
                insert into ops.delivery (
                    source, stream, sha256, byte_size, file_name, vault_path, period, scope, status
                )
                values ('region_dispositifs', 'dossiers', %s, 1, 'f', 'v', %s, '2026', 'landed') returning delivery_id
                """,
                (period, period),
            ).fetchone()
            assert found is not None
            connection.execute(
                """
                insert into ops.landing_report (delivery_id, rows_read, rows_landed, rows_mended, rows_rejected, held,
                    reasons, columns_unknown, columns_missing, messages)
                values (%s, %s, %s, 0, 1, false, '{}', '[]', '[]', '[]')
                """,
                (found[0], len(own) + 1, len(own)),
            )
            copy_rows(connection, "region_dispositifs__dossiers", columns, found[0], enumerate(own, start=2))
        connection.execute("delete from ops.delivery where vault_path = 'v' and sha256 = 'abc'")
    with connect(settings, "transformer") as connection:
        connection.execute(STAGING)
        connection.execute(FACT)
    return int(found[0])


def test_rows_are_reconciled_from_file_to_staging(
    judge: Callable[..., Found], landed: int, settings: Settings
) -> None:
    assert judge("_reconciliation") == {}
    with connect(settings, "engineer") as connection:
        told = connection.execute(
            "select rows_read, rows_rejected, rows_landed, rows_in_raw, rows_expected, rows_set_aside, rows_staged "
            "from audit._reconciliation where source_code = 'region_dispositifs'"
        ).fetchone()
    assert told == (8, 2, 6, 6, 4, 2, 4)


@pytest.mark.parametrize(
    ("role", "statement", "messages"),
    [
        ("loader", "delete from raw.region_dispositifs__dossiers where n_dossier = 'D-2'",
         {"Les lignes chargées sont toujours là", "Les lignes retenues sont celles"}),
        ("transformer", STAGING + "where date_decision < '2026-11-01'", {"Les lignes retenues sont celles"}),
        ("transformer", STAGING.replace("__in_force", ""), {"Les lignes retenues sont celles"}),
        ("transformer", STAGING + "union all select 'x', 1, null, 0, n from generate_series(1, 9) as n",
         {"Les lignes retenues sont celles", "Il n'y a jamais plus de lignes"}),
    ],
)  # fmt: skip
def test_a_row_that_is_lost_or_added_is_seen(
    judge: Callable[..., Found], landed: int, settings: Settings, role: Any, statement: str, messages: set[str]
) -> None:
    with connect(settings, role) as connection:
        connection.execute(statement.encode())
    found = judge("_reconciliation")
    assert set(found.values()) == {"critical"}
    assert all(any(one.startswith(message) for one in found) for message in messages), found
    assert len(found) == len(messages)


def test_a_dossier_whose_last_telling_lies_after_the_cut_off_is_not_lost(
    judge: Callable[..., Found], landed: int, settings: Settings
) -> None:
    with connect(settings, "loader") as connection:
        connection.execute(
            "update raw.region_dispositifs__dossiers set date_decision = '2026-12-01' "
            "where n_dossier = 'D-1' and montant_vote = '150'"
        )
    last = FACT.replace("where decision_date <= '2026-10-31'\n", "")
    assert last != FACT
    after = "; delete from audit.fct_dossier where decision_date > '2026-10-31'"
    assert judge("_subsidies", last + after) == {}


def test_the_sums_of_subsidies_are_those_that_were_delivered(
    judge: Callable[..., Found], landed: int, settings: Settings
) -> None:
    assert judge("_subsidies") == {}
    with connect(settings, "engineer") as connection:
        told = connection.execute(
            "select rows_staged, rows_told, rows_replaced, rows_after, granted_staged, granted_in_marts, dossiers "
            "from audit._subsidies"
        ).fetchone()
    assert told == (4, 2, 1, 1, 330, 220, 2)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("update audit.fct_dossier set granted_amount = granted_amount + 1", "La somme accordée"),
        ("delete from audit.fct_dossier where dossier_key like '%D-2'", "Une ligne livrée est un dossier"),
        ("insert into audit.fct_dossier select * from audit.fct_dossier limit 1", "une seule fois"),
        ("update audit.fct_dossier set row_number = 99 where dossier_key like '%D-2'", "une seule fois"),
    ],
)
def test_a_lost_or_invented_euro_is_seen(
    judge: Callable[..., Found], landed: int, statement: str, message: str
) -> None:
    found = judge("_subsidies", statement)
    assert [found[one] for one in found if message in one] == ["critical"], found


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ("select 1", None),
        ("update audit.fct_flores set value = value + 1 where geo_code = '5216'", "ceux que l'INSEE a publiés"),
        ("update audit.fct_flores set value = 13.2 where geo_code = '52'", "ceux que l'INSEE a publiés"),
        ("delete from audit.fct_flores where geo_code = '5216'", "ne manque pas quand son millésime"),
        ("delete from audit.fct_flores where vintage = 2024", None),
    ],
)
def test_the_published_totals_of_insee_are_held_against(
    settings: Settings, make_seed: Callable[[str], None], spoil: str, message: str | None
) -> None:
    make_seed("control_totals")
    with connect(settings, "transformer") as connection:
        connection.execute("create table audit.fct_flores as select * from seed.control_totals")
        connection.execute(spoil.encode())
    with open_context(settings, "audit", ["fct_flores"]) as context:
        expectations = list(context.suites.get("fct_flores").expectations)
        queries = {
            number: one.unexpected_rows_query  # type: ignore[attr-defined]
            for number, one in enumerate(expectations)
            if "control_totals" in str(getattr(one, "unexpected_rows_query", ""))
        }
        told = {number: str((one.meta or {})["message_fr"]) for number, one in enumerate(expectations)}
        kept = holding(get_warehouse(context), '"fct_flores"', queries)
    assert len(queries) == 2
    failed = [told[number] for number in queries if number not in kept]
    assert len(failed) == (message is not None)
    assert all(str(message) in one for one in failed)
