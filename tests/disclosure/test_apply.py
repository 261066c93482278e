"""A publication shows `suppressed` where a cell is withheld; the figures stay with the engineer."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sress.disclosure.apply import copy_protected, protect_publication
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.marts import describe_mart
from sress.publication.tables import ensure_table

REGISTRY = """
    drop table if exists seed.measures, seed.supporting_measures, seed.ambition_readings, seed.parameters;
    create table seed.measures as select 'X'::text as measure_code, 'C1'::text as disclosure_class,
        'count_distinct'::text as aggregation;
    create table seed.supporting_measures (measure_code text, parent_measure_code text, aggregation text);
    create table seed.ambition_readings (reading_code text, disclosure_class text, aggregation text);
    create table seed.parameters as select 'P11'::text as parameter_code, name, value from (values
        ('c1_min_units', '3'), ('c1_max_share_pct', '85'), ('c2_min_persons', '5'), ('c1_protection_pct', '15')
    ) as told (name, value)
"""
VALUES = """
    drop table if exists audit.indicator_value;
    create table audit.indicator_value as select
        'X'::text as measure_code, '2025'::text as period, 'year'::text as period_kind,
        '2025-12-31'::date as period_end, territory, null::text as dimension, null::text as member,
        count::numeric as value, count::numeric as numerator, null::numeric as denominator,
        null::numeric as unknown, case when territory = 'REG-52' then 96.77 end as coverage,
        count::bigint as records, 0::numeric as matched_pct, 'final'::text as status
    from (values ('REG-52', 62), ('DEP-44', 30), ('DEP-49', 18), ('DEP-53', 12), ('UND', 2)) as told (territory, count)
"""


@pytest.fixture
def publication(fresh_settings: Settings) -> int:
    """A protected publication of five cells, one of them too small."""
    with connect(fresh_settings, "transformer") as connection:
        for statement in (REGISTRY + ";" + VALUES).split(";"):
            psycopg.ClientCursor(connection).execute(statement.encode())
    with connect(fresh_settings, "publisher") as connection, connection.transaction():
        row = connection.execute(
            "insert into publication.publication (month, cut_off, status) values ('2025-12', '2025-12-31', 'published')"
            " returning publication_id"
        ).fetchone()
        assert row is not None
        protection = protect_publication(connection, row[0])
        assert protection is not None
        mart = describe_mart(connection, "indicator_value")
        ensure_table(connection, mart)
        copy_protected(connection, mart, row[0], protection)
    return int(row[0])


def _shown(settings: Settings) -> dict[str, tuple[Any, ...]]:
    with connect(settings, "engineer") as connection:
        rows = connection.execute(
            "select territory, value, numerator, records, coverage, status from publication.indicator_value"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_a_small_cell_and_its_complement_are_published_without_figures(
    fresh_settings: Settings, publication: int
) -> None:
    shown = _shown(fresh_settings)
    assert shown["UND"] == (None, None, None, None, "suppressed")
    assert sum(row[-1] == "suppressed" for row in shown.values()) == 2
    assert shown["REG-52"][0] == 62
    assert shown["REG-52"][3] is None, "the share that is located tells what is not"


def test_the_figures_as_computed_are_the_engineers_only(fresh_settings: Settings, publication: int) -> None:
    query = "select figures ->> 'value' from publication.withheld_value where territory = 'UND' and reason = 'primary'"
    with connect(fresh_settings, "engineer") as connection:
        assert connection.execute(query).fetchall() == [("2",)]
    with connect(fresh_settings, "bi") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(query)


def test_the_audit_is_kept_and_nothing_was_recovered(fresh_settings: Settings, publication: int) -> None:
    with connect(fresh_settings, "engineer") as connection:
        row = connection.execute(
            "select publication_id, withheld, primary_cells, recoverable from ops.disclosure_audit"
        ).fetchone()
    assert row == (publication, 2, 1, 0)


def test_what_was_withheld_cannot_be_changed_by_the_publisher(fresh_settings: Settings, publication: int) -> None:
    with connect(fresh_settings, "publisher") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("delete from publication.withheld_value")
