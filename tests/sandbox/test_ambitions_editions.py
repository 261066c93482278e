"""The editions, what the deliveries tell of them, and the readings as the registry of the strategy names them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from mini_ambitions import EVERY_STREAM, event, known, standing, value
from mini_world import day, days
from sandbox.ambitions import values_of
from sandbox.ambitions.editions import editions_of
from sandbox.ambitions.readings import READINGS
from sandbox.ambitions.verdicts import standings_of, verdict_of

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def registry() -> dict[str, dict[str, str]]:
    """The readings as the strategy's registry names them."""
    with (PROJECT / "seeds" / "strategy" / "ambition_readings.csv").open(encoding="utf-8", newline="") as file:
        return {row["reading_code"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("cut_off", "bilan", "closed"),
    [
        ("2026-10-31", "2025-12-31", 2025),
        ("2025-12-31", "2025-12-31", 2025),
        ("2025-11-30", "2025-11-30", 2024),
    ],
)
def test_the_balance_stands_at_the_horizon(cut_off: str, bilan: str, closed: int) -> None:
    first, today = editions_of(day(cut_off))
    assert (first.name, first.last, first.closed_year) == ("bilan", day(bilan), closed)
    assert (today.name, today.first, today.last) == ("current", day("2022-01-01"), day(cut_off))


def test_the_readings_are_those_of_the_registry() -> None:
    rows = registry()
    assert [reading.code for reading in READINGS] == list(rows)
    for reading in READINGS:
        row = rows[reading.code]
        assert (reading.ambition, reading.grain) == (row["ambition_code"], row["grain"])
        assert reading.judges == (row["is_headline"] == "true")
        assert reading.target == (float(row["target_value"]) if row["target_value"] else None)


def test_each_reading_is_told_by_the_streams_that_the_pipeline_connects() -> None:
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    own, models, rows = variables["ambition_streams"], variables["ambitions"], registry()
    assert {reading.code: set(reading.streams) for reading in READINGS} == {
        code: set(own.get(code) or own.get(row["ambition_code"]) or models[row["model"]]) for code, row in rows.items()
    }


def test_values_are_dense_and_statuses_one_a_reading() -> None:
    world = known()
    values = values_of(world)
    by_grain = {"region": 1, "departement": 7}
    assert len(values) == 2 * sum(by_grain[reading.grain] for reading in READINGS)
    standings = standings_of(world.cut_off, values)
    assert len(standings) == 2 * (len(READINGS) - 6 + 4 + 1), "six of AMB-01 make four, AMB-02 has its concentration"
    assert {one.ambition for one in standings if one.is_headline} == {f"AMB-{place:02d}" for place in range(1, 13)}


def test_what_was_not_received_has_no_figure_and_what_came_for_another_tells_nothing_of_it() -> None:
    world = known(fct_event=[event("conference")])
    silent = replace(world, told={name: told for name, told in world.told.items() if "gouvernance" not in name})
    for code in ("AMB-03.conferences", "AMB-05.parts", "AMB-08.regular", "AMB-12.present"):
        found = value(silent, code)
        assert (found.value, found.numerator, found.unknown, found.status) == (None, None, None, "not_received")
        assert standing(silent, code).verdict == "non_recu"
    for code in ("AMB-02.departements", "AMB-04.partnerships", "AMB-08.solutions", "AMB-11.epci"):
        assert value(silent, code).status == "provisional"


def test_a_source_that_stopped_before_the_last_day_is_late() -> None:
    world = known(fct_event=[event("conference")])
    stopped = dict.fromkeys(EVERY_STREAM, days("2022-01-01", "2026-03-31"))
    late = replace(world, told=stopped)
    assert (value(late, "AMB-03.conferences").status, value(late, "AMB-03.conferences", "current").status) == (
        "provisional",
        "late_source",
    )
    assert standing(late, "AMB-03.conferences", "current").verdict == "atteinte"


@pytest.mark.parametrize(
    ("told", "target", "status", "last", "verdict"),
    [
        (5.0, 5, "provisional", "2025-12-31", "atteinte"),
        (4.0, 5, "provisional", "2025-12-31", "non_atteinte"),
        (4.0, 5, "provisional", "2025-12-30", "en_cours"),
        (None, 5, "provisional", "2025-12-31", "indeterminee"),
        (None, 5, "provisional", "2025-06-30", "en_cours"),
        (4.0, None, "late_source", "2025-12-31", "sans_cible"),
        (None, 5, "not_received", "2025-06-30", "non_recu"),
    ],
)
def test_a_verdict_waits_for_the_horizon(
    told: float | None, target: float | None, status: str, last: str, verdict: str
) -> None:
    assert verdict_of(told, target, status, day(last)) == verdict
