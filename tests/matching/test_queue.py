"""The queue on a real database: listed, decided once, kept for ever, replayed."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from sress.matching.decisions import read_decisions
from sress.matching.queue import UnknownCandidate, answer, read_project, read_queue, split_records
from sress.matching.run import match_projects
from sress.matching.sighting import birth_id
from sress.platform.database import connect
from sress.platform.settings import Settings

CUT_OFF = date(2026, 10, 31)
TABLES = """
create table if not exists seed.parameters (
    parameter_code text, name text, value text, version text, valid_from date, valid_to date
);
create table if not exists intermediate.int_project__sightings (
    sighting_key text, source_code text, stream text, reference text, shared_ids text[], carrier text, title text,
    organisation text, commune_code text, departement_code text, seen_on date
);
truncate seed.parameters, intermediate.int_project__sightings;
insert into seed.parameters
select 'P12', name, value, '1.0', date '2022-01-01', null
from (values ('match_label_similarity', '0.85'), ('match_window_months', '24'),
    ('match_candidate_similarity', '0.5'), ('match_candidate_months', '12')) as p (name, value);
insert into intermediate.int_project__sightings
select key, 'essor', 'projets', key, shared, carrier, title, 'association lignac', '49007', '49', day::date
from (values
    ('essor.projets:1', array['essor:1'], 'siren:1', 'garage solidaire ligne', '2024-01-10'),
    ('essor.projets:2', null, null, 'projet garage solidaire ligne', '2024-02-10'),
    ('essor.projets:3', array['essor:1'], null, 'garage ligne', '2024-05-10'),
    ('essor.projets:4', null, null, 'creation d une epicerie', '2024-05-10')
) as s (key, shared, carrier, title, day);
"""


@pytest.fixture
def records(fresh_settings: Settings) -> Settings:
    with connect(fresh_settings, "transformer") as connection:
        connection.execute(TABLES)
        connection.commit()
        match_projects(connection, CUT_OFF)
    return fresh_settings


def run(settings: Settings) -> dict[str, Any]:
    with connect(settings, "transformer") as connection:
        return match_projects(connection, CUT_OFF)


def test_a_candidate_is_listed_accepted_and_replayed(records: Settings) -> None:
    with connect(records, "engineer") as connection:
        queue = read_queue(connection)
        assert [(row["reason"], row["a_reference"], row["b_reference"]) for row in queue] == [
            ("same_commune", "essor.projets:1", "essor.projets:2")
        ]
        answer(connection, queue[0]["candidate"], "merge", "une analyste", "même lieu, même équipe")
        assert read_queue(connection) == []
    assert run(records) == {
        "sightings": 4, "projects": 2, "several": 1, "links": {"P0": 1, "decision": 1}, "candidates": {},
        "last_decision": 1,
    }  # fmt: skip
    with connect(records, "engineer") as connection:
        shown = read_project(connection, birth_id("essor.projets:2"))
        assert {row["project_id"] for row in shown} == {birth_id("essor.projets:1")}
        assert [(row["sighting_key"], row["rule"]) for row in shown] == [
            ("essor.projets:1", "first"), ("essor.projets:2", "decision"), ("essor.projets:3", "P0"),
        ]  # fmt: skip


def test_records_that_a_rule_united_can_be_held_apart(records: Settings) -> None:
    with connect(records, "engineer") as connection:
        split_records(connection, birth_id("essor.projets:3"), "essor.projets:1", "un analyste", "deux lieux")
    assert run(records)["projects"] == 4


def test_a_decision_needs_who_and_why_and_a_known_candidate(records: Settings) -> None:
    with connect(records, "engineer") as connection:
        number = read_queue(connection)[0]["candidate"]
        with pytest.raises(ValueError, match="who decides and why"):
            answer(connection, number, "merge", "une analyste", "  ")
        with pytest.raises(UnknownCandidate, match="ffffffff"):
            answer(connection, "ffffffff", "merge", "une analyste", "pour voir")
        assert read_decisions(connection) == []


@pytest.mark.parametrize(
    "statement", ["update ops.match_decision set verdict = 'split'", "delete from ops.match_decision"]
)
@pytest.mark.parametrize("role", ["engineer", "transformer"])
def test_decisions_are_append_only(records: Settings, role: str, statement: str) -> None:
    with connect(records, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_a_queue_that_was_never_built_is_empty(fresh_settings: Settings) -> None:
    with connect(fresh_settings, "engineer") as connection:
        assert read_queue(connection) == []
