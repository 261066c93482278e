"""A reading of an ambition is explained like a measure: its edition, its rows, and back to the file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))

from evidence_by_hand import row
from published_by_hand import Hand
from sress.disclosure import Audience
from sress.publication.explain.explain import NoSuchFigure, explain
from sress.publication.explain.parameters import used_parameters
from sress.publication.explain.recount import recount_readings

RAW = [{"n_dossier": "D1", "raison_sociale": "Ressourcerie (fictif)", "commune": "Angers"}]
# Jobs of two projects told of in the balance, of three today, one of them unknown; the share of the EPCI at two
# conferences.
AMBITIONS = """
    drop table if exists audit.dim_ambition_reading, audit.ambition_value, audit.ambition_evidence,
        audit.ambition_status;
    create table audit.dim_ambition_reading as
    select
        reading_code, split_part(reading_code, '.', 1) as ambition_code, 1 as position, 'Libellé' as label_fr,
        'emplois' as unit_fr, aggregation, 'region_dispositifs' as source_codes, disclosure_class, model,
        'Règle' as rule_fr, '1.0' as rule_version
    from (
        values
        ('AMB-07.jobs', 'max_per_unit_sum', 'C1', 'amb_07'),
        ('AMB-12.share', 'ratio', 'C0', 'amb_epci')
    ) as reading (reading_code, aggregation, disclosure_class, model);
    create table audit.ambition_status as
    select
        edition, '2022-01-01'::date as first_day, last_day::date, '2026-06-30'::date as closing_date,
        null::bigint as sealed_publication_id
    from (values ('bilan', '2025-12-31'), ('current', '2026-09-30')) as told (edition, last_day);
    create table audit.ambition_value (
        reading_code text, edition text, territory text, member_code text, value numeric, numerator numeric,
        denominator numeric, unknown numeric, lower_bound numeric, upper_bound numeric, status text,
        is_synthetic boolean default false
    );
    insert into audit.ambition_value values
    ('AMB-07.jobs', 'bilan', 'REG-52', null, 7, 7, null, 0, null, null, 'final'),
    ('AMB-07.jobs', 'bilan', 'DEP-49', null, 7, 7, null, 0, null, null, 'final'),
    ('AMB-07.jobs', 'current', 'REG-52', null, 9, 9, null, 1, null, null, 'provisional'),
    ('AMB-12.share', 'bilan', 'REG-52', null, 50, 1, 2, 0, 50, 50, 'final'),
    ('AMB-12.share', 'bilan', 'REG-52', '2023-03-14', 50, 1, 2, 0, 50, 50, 'final');
    create table audit.ambition_evidence (
        reading_code text, edition text, role text, unit_key text, amount numeric, reference_date date,
        departement_code text, member_code text, record_key text, reason text, source_code text, delivery_id bigint,
        row_number integer, flags text
    );
    insert into audit.ambition_evidence
    select
        reading, edition, role, unit, amount::numeric, day::date, departement, member, unit, null, 'region_dispositifs',
        (select max(delivery_id) from ops.delivery), 2, ''
    from (
        values
        ('AMB-07.jobs', 'bilan', 'numerator', 'P1', 4, '2021-11-01', '49', null),
        ('AMB-07.jobs', 'bilan', 'numerator', 'P1', 3, '2023-01-01', '49', null),
        ('AMB-07.jobs', 'bilan', 'numerator', 'P2', 3, '2024-01-01', '49', null),
        ('AMB-07.jobs', 'current', 'numerator', 'P1', 5, '2023-01-01', '49', null),
        ('AMB-07.jobs', 'current', 'numerator', 'P2', 4, '2024-01-01', '49', null),
        ('AMB-07.jobs', 'current', 'unknown', 'P3', null, '2026-05-01', null, null),
        ('AMB-12.share', 'bilan', 'denominator', 'E1', 1, '2023-03-14', null, '2023-03-14'),
        ('AMB-12.share', 'bilan', 'denominator', 'E2', 1, '2023-03-14', null, '2023-03-14'),
        ('AMB-12.share', 'bilan', 'numerator', 'E1', 1, '2023-03-14', null, '2023-03-14')
    ) as told (reading, edition, role, unit, amount, day, departement, member)
"""


@pytest.fixture
def hand(settings: Settings) -> Hand:
    made = Hand(settings)
    delivery = made.deliver("region_dispositifs", "dossiers", "d_2026-09.csv", ("2026-01-01", "2026-09-30"), RAW)
    evidence = [row("D1", "2026-03-10", unit_key="P1", delivery_id=delivery, row_number=2)]
    made.publish("2026-09", evidence, [delivery], change=AMBITIONS)
    return made


def test_an_edition_has_its_own_rows_whatever_their_day(hand: Hand) -> None:
    found = explain(hand.settings, "AMB-07.jobs", period="bilan", territory="DEP-49")
    assert (found.cell.value, found.units, found.cell.status) == (7, 2, "final")
    assert [one.amount for one in found.rows or ()] == [4, 3, 3], "the base year stands before the edition's first day"
    assert found.path is not None
    assert (found.path.delivery.file_name, found.path.line) == ("d_2026-09.csv", "ligne 2")


def test_what_is_told_apart_has_its_own_cell(hand: Hand) -> None:
    found = explain(
        hand.settings, "AMB-12.share", period="bilan", territory="REG-52", dimension="kind", member="2023-03-14"
    )
    assert found.by_role == {"denominator": 2, "numerator": 1}


def test_rows_of_a_business_secret_are_the_engineers(hand: Hand) -> None:
    assert (
        explain(
            hand.settings, "AMB-07.jobs", period="bilan", territory="REG-52", audience=Audience.pilot
        ).rows
        is None
    )  # fmt: skip


def test_what_there_is_not_is_said(hand: Hand) -> None:
    with pytest.raises(NoSuchFigure, match="AMB-07.jobs"):
        explain(hand.settings, "AMB-07.unknown", period="bilan", territory="REG-52")
    with pytest.raises(NoSuchFigure, match="bilan, current"):
        explain(hand.settings, "AMB-07.jobs", period="2025", territory="REG-52")


def test_the_evidence_gives_every_cell_back(hand: Hand) -> None:
    with connect(hand.settings, "engineer") as connection:
        assert recount_readings(connection, 1) == (5, [])


def test_a_figure_that_its_evidence_does_not_give_is_found(hand: Hand) -> None:
    spoilt = AMBITIONS + "; update audit.ambition_value set value = 8, numerator = 8 where territory = 'DEP-49'"
    hand.publish("2026-09", [row("D2", "2026-03-11", unit_key="P2")], [], change=spoilt)
    with connect(hand.settings, "engineer") as connection:
        _, wrong = recount_readings(connection, 2)
    assert {(one.measure_code, one.period, one.face.territory, one.what) for one in wrong} == {
        ("AMB-07.jobs", "bilan", "DEP-49", "numerator"),
        ("AMB-07.jobs", "bilan", "DEP-49", "value"),
    }


def test_the_parameters_are_those_of_the_model_and_of_the_editions(settings: Settings) -> None:
    known = ["ambition_horizon", "solution_max_days", "shared_tool_days"]
    assert used_parameters(settings.dbt_dir, "amb_08", known) == {"ambition_horizon", "solution_max_days"}
