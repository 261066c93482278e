"""What is published is protected: withheld cells, cells outside the scope, what is told of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from audiences import declare_audiences
from psycopg.types.json import Jsonb
from sress.disclosure import protect as protection
from sress.disclosure.audit import Asked, goals_asked, recoverable
from sress.disclosure.secondary import Context, Suppression
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, PublicationRefused, publish
from sress.publication.values import values
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

REGION, PLACES = "REG-52", {"DEP-44": 30, "DEP-49": 18, "DEP-53": 12, "UND": 2}
REGISTRY = """
    drop table if exists seed.measures, seed.supporting_measures, seed.ambition_readings, seed.parameters,
        seed.disclosure_scope;
    create table seed.measures as select * from (values
        ('X', 'C1', 'count_distinct'), ('AIMLESS', 'C1', 'count_distinct'), ('A', 'C1', 'sum'),
        ('OPEN', 'C0', 'count_distinct')
    ) as told (measure_code, disclosure_class, aggregation);
    create table seed.supporting_measures (measure_code text, parent_measure_code text, aggregation text);
    create table seed.ambition_readings (reading_code text, disclosure_class text, aggregation text);
    create table seed.parameters as select 'P11'::text as parameter_code, name, value from (values
        ('c1_min_units', '3'), ('c1_max_share_pct', '85'), ('c2_min_persons', '5'), ('c1_protection_pct', '15')
    ) as told (name, value);
    create table seed.disclosure_scope as select
        disclosure_class, measure_code, territory_kind, face, period_kind, last_years::integer,
        '2022-01-01'::date as valid_from, null::date as valid_to
    from (values
        ('C0', '*', '*', '*', '*', null), ('C1', '*', 'region', 'total', '*', null),
        ('C1', '*', 'departement', 'total', '*', null), ('C1', '*', 'undetermined', 'total', '*', null)
    ) as told (disclosure_class, measure_code, territory_kind, face, period_kind, last_years)
"""
MARTS = """
    drop table if exists audit.indicator_value, audit.indicator_progress, audit.indicator_evidence;
    create table audit.indicator_value (
        measure_code text, period text, period_kind text, period_start date, period_end date, territory text,
        dimension text, member text, value numeric, numerator numeric, denominator numeric, unknown numeric,
        lower_bound numeric, upper_bound numeric, known_pct numeric, coverage numeric, records bigint,
        matched_pct numeric, status text, is_synthetic boolean
    );
    create table audit.indicator_progress (
        measure_code text, period text, value numeric, numerator numeric, denominator numeric, value_status text,
        target_value numeric, gap numeric, progress_pct numeric, reference_period text, reference_value numeric,
        tendency text, status text
    );
    create table audit.indicator_evidence (
        measure_code text, role text, unit_key text, amount numeric, reference_date date, last_date date,
        departement_code text, epci_code text, dispositif_code text, ess_family text, operator_code text,
        kind_code text
    )
"""


@dataclass(frozen=True)
class House:
    """Candidate marts by hand, built, judged and published."""

    settings: Settings

    def build(self, cells: Iterable[tuple[Any, ...]], evidence: Iterable[tuple[str, str, float, str]] = ()) -> int:
        """Cells (measure, period, territory, dimension, member, count); who gives which amount where, in 2025."""
        with connect(self.settings, "transformer") as connection:
            for statement in (REGISTRY + ";" + MARTS).split(";"):
                psycopg.ClientCursor(connection).execute(statement.encode())
            for measure, period, territory, dimension, member, count in cells:
                connection.execute(
                    """
                    insert into audit.indicator_value values (
                        %(measure)s, %(period)s, 'year', (%(period)s || '-01-01')::date, (%(period)s || '-12-31')::date,
                        %(territory)s, %(dimension)s, %(member)s, %(count)s, %(count)s, null, null, null, null, null,
                        case when %(territory)s = 'REG-52' then 96.77 end, %(count)s, 0, 'final', false
                    )
                    """,
                    dict(zip(("measure", "period", "territory", "dimension", "member", "count"),
                             (measure, period, territory, dimension, member, count), strict=True)),
                )  # fmt: skip
            connection.execute(
                """
                insert into audit.indicator_progress
                select
                    measure_code, period, value, numerator, null, status, 100, value - 100, value, '2024', 9, 'hausse',
                    case when measure_code = 'AIMLESS' then 'sans_cible' else 'en_cours' end
                from audit.indicator_value where territory = 'REG-52' and dimension is null and period = '2025'
                """
            )
            for measure, unit, amount, departement in evidence:
                connection.execute(
                    "insert into audit.indicator_evidence "
                    "values (%s, 'numerator', %s, %s, '2025-06-01', '2025-06-01', %s)",
                    (measure, unit, amount, departement),
                )
            declare_audiences(connection)
            row = connection.execute(
                """
                insert into ops.build (month, cut_off, status, manifest_hash, deliveries)
                values ('2025-12', '2025-12-31', 'built', 'm1', %s) returning build_id
                """,
                (Jsonb([]),),
            ).fetchone()
        assert row is not None
        return int(row[0])

    def publish(
        self, cells: Iterable[tuple[Any, ...]], evidence: Iterable[tuple[str, str, float, str]] = ()
    ) -> Publication:
        build_id = self.build(cells, evidence)
        store_verdicts(
            self.settings, [Verdict(2, "indicator_value", "indicator_value", "0" * 64, 1, (), build_id=build_id)]
        )
        return publish(self.settings, build_id)

    def shown(self, columns: str, mart: str = "indicator_value") -> list[tuple[Any, ...]]:
        """What a reader of the dashboards sees."""
        with connect(self.settings, "bi") as connection:
            return connection.execute(f"select {columns} from marts.{mart} order by 1, 2, 3".encode()).fetchall()


@pytest.fixture
def house(settings: Settings) -> House:
    return House(settings)


def _counts(measure: str = "X", period: str = "2025", **other: int) -> list[tuple[Any, ...]]:
    places = PLACES | {name.replace("_", "-"): count for name, count in other.items()}
    cells = [(measure, period, place, None, None, count) for place, count in places.items()]
    return [(measure, period, REGION, None, None, sum(places.values())), *cells]


def test_a_reader_sees_neither_a_small_cell_nor_what_tells_it(house: House) -> None:
    house.publish([*_counts(), *_counts("OPEN")])
    rows = house.shown("measure_code, territory, value, numerator, records, coverage, status")
    told = {row[:2]: row[2:] for row in rows}
    assert told["X", "UND"] == (None, None, None, None, "suppressed")
    hidden = {place for (measure, place), row in told.items() if row[-1] == "suppressed"}
    assert len(hidden) == 2
    assert all(row[0] is not None for (measure, _), row in told.items() if measure == "OPEN")
    assert told["X", REGION][:3] == (62, 62, 62)
    assert told["X", REGION][3] is None, "the share that is located tells what is not"
    assert told["OPEN", REGION][3] is not None, "nothing is hidden there"


def test_what_is_outside_the_scope_is_the_engineers_only(house: House) -> None:
    detail = [("X", "2025", "DEP-44", "kind", "loan", 25), ("X", "2025", "EPCI-1", None, None, 7)]
    house.publish([*_counts(), *detail])
    assert not {row[:2] for row in house.shown("territory, dimension, member")} & {("DEP-44", "kind"), ("EPCI-1", None)}
    served = {(row["territory"], row["member"]): row for row in values(house.settings)}
    computed = {(row["territory"], row["member"]): row for row in values(house.settings, before_disclosure=True)}
    assert served.keys() < computed.keys()
    assert computed["EPCI-1", None]["value"] == 7
    assert computed["DEP-44", "loan"]["status"] == "final"
    assert (served["UND", None]["value"], served["UND", None]["status"]) == (None, "suppressed")
    assert (computed["UND", None]["value"], computed["UND", None]["status"]) == (2, "final")


def test_what_is_told_of_a_withheld_total_elsewhere_is_withheld_too(house: House) -> None:
    small = [("X", "2025", REGION, None, None, 2), ("X", "2025", "DEP-44", None, None, 2)]
    earlier = [("X", "2024", REGION, None, None, 1), ("X", "2024", "DEP-44", None, None, 1)]
    aimless = [("AIMLESS", "2025", REGION, None, None, 2), ("AIMLESS", "2025", "DEP-44", None, None, 2)]
    house.publish([*small, *earlier, *aimless, *_counts("OPEN"), *_counts("OPEN", "2024")])
    columns = "measure_code, value, numerator, value_status, gap, progress_pct, reference_value, tendency, status"
    told = {row[0]: row[1:] for row in house.shown(columns, "indicator_progress")}
    assert told["X"] == (None, None, "suppressed", None, None, None, None, "suppressed")
    assert (told["AIMLESS"][2], told["AIMLESS"][-1]) == ("suppressed", "sans_cible"), "that there is no target is known"
    assert told["OPEN"] == (62, 62, "final", -38, 62, 9, "hausse", "en_cours")


def test_an_amount_of_few_or_of_one_alone_is_withheld(house: House) -> None:
    amounts = {"DEP-44": [900.0, 50.0, 50.0], "DEP-49": [300.0, 300.0, 400.0], "DEP-53": [200.0, 250.0, 250.0, 300.0]}
    evidence = [
        ("A", f"{place}-{number}", amount, place[4:])
        for place, own in amounts.items()
        for number, amount in enumerate(own)
    ]
    totals = {place: sum(own) for place, own in amounts.items()}
    cells = [("A", "2025", place, None, None, total) for place, total in totals.items()]
    house.publish([("A", "2025", REGION, None, None, sum(totals.values())), *cells], evidence)
    status = {row[0]: row[2] for row in house.shown("territory, measure_code, status")}
    assert status["DEP-44"] == "suppressed", "one unit has 90 % of it"
    assert status[REGION] == "final"
    assert sum(one == "suppressed" for one in status.values()) >= 2


def test_what_leaks_is_not_published(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without complements the small cell is the region less the rest: the audit says so, and nothing goes out."""

    def careless(context: Context, start: Suppression) -> list[Asked]:
        return recoverable(context.system, start.goals, goals_asked(context.system, start.goals))

    kept = house.publish(_counts(UND=5)).publication_id
    monkeypatch.setattr(protection, "suppress", careless)
    with pytest.raises(PublicationRefused, match=r"Secret statistique : 1 valeurs? cachées?.*UND"):
        house.publish(_counts())
    with connect(house.settings, "engineer") as connection:
        row = connection.execute(
            "select publication.current_id(), "
            "(select count(*) from publication.withheld_value where publication_id > %s)",
            (kept,),
        ).fetchone()
    assert row == (kept, 0)


def test_a_scope_that_leaves_an_open_end_is_not_published(house: House) -> None:
    build_id = house.build(_counts())
    with connect(house.settings, "transformer") as connection:
        connection.execute("delete from seed.disclosure_scope where territory_kind = 'region'")
    store_verdicts(
        house.settings, [Verdict(2, "indicator_value", "indicator_value", "0" * 64, 1, (), build_id=build_id)]
    )
    with pytest.raises(PublicationRefused, match="disclosure_scope"):
        publish(house.settings, build_id)


def test_two_publications_do_not_give_away_the_loan_that_came_between(house: House) -> None:
    """Four loans are shown; with a fifth the total less the former one is its amount."""
    loans = [("A", f"U{number}", 100.0, "44") for number in range(4)]

    def cells(total: float) -> list[tuple[Any, ...]]:
        return [("A", "2025", place, None, None, total) for place in (REGION, "DEP-44")]

    house.publish(cells(400.0), loans)
    assert {row[2] for row in house.shown("territory, period, status")} == {"final"}
    house.publish(cells(490.0), [*loans, ("A", "U9", 90.0, "44")])
    assert {row[2] for row in house.shown("territory, period, status")} == {"suppressed"}
    house.publish(cells(690.0), [*loans, ("A", "U9", 90.0, "44"), ("A", "U7", 100.0, "44"), ("A", "U8", 100.0, "44")])
    assert {row[2] for row in house.shown("territory, period, status")} == {"final"}, "three came: none is alone"


def test_the_scope_is_recorded_with_the_publication(house: House) -> None:
    published = house.publish(_counts())
    with connect(house.settings, "engineer") as connection:
        row = connection.execute(
            """
            select jsonb_array_length(parameters -> 'disclosure_scope'), audit.recoverable, audit.out_of_scope
            from publication.publication as one
            inner join ops.disclosure_audit as audit on audit.publication_id = one.publication_id
            where one.publication_id = %s
            """,
            (published.publication_id,),
        ).fetchone()
    assert row == (4, 0, 0)
