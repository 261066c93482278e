"""Invariant 14: 27 indicators, 35 measures, 12 ambitions, each with owner, rule version, sources and due rule."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DBT = ROOT / "dbt_project"
SEEDS = DBT / "seeds"

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The rows of a seed, by its name."""
    (path,) = SEEDS.glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOURCES = {row["source_code"] for row in read("source_systems")}
DUE_RULES = {row["due_rule"] for row in read("due_rules")}
OWNERS = {row["owner_fr"] for row in read("measures")}


def test_the_counts_are_those_of_the_strategy() -> None:
    assert len({row["indicator_code"] for row in read("indicators")}) == len(read("indicators")) == 27
    assert len({row["measure_code"] for row in read("measures")}) == len(read("measures")) == 35
    assert len({row["ambition_code"] for row in read("ambitions")}) == len(read("ambitions")) == 12
    assert {row["indicator_code"] for row in read("measures")} == {row["indicator_code"] for row in read("indicators")}


@pytest.mark.parametrize(
    "row",
    [*read("measures"), *read("ambitions")],
    ids=lambda row: row.get("measure_code") or row["ambition_code"],
)
def test_each_says_who_answers_by_which_rule_from_what_and_when(row: Row) -> None:
    """For an indicator: each of its measures does; they share its owner."""
    assert row["owner_fr"] in OWNERS
    assert re.fullmatch(r"\d+\.\d+", row["rule_version"])
    assert row["rule_status"] in {"propose", "etabli"}
    assert row["rule_fr"].endswith(".")
    assert row["sources"]
    assert set(row["sources"].split()) <= SOURCES
    assert row["due_rule"] in DUE_RULES


@pytest.mark.parametrize("row", read("indicators"), ids=lambda row: row["indicator_code"])
def test_an_indicator_and_its_measures_have_one_owner(row: Row) -> None:
    owners = {one["owner_fr"] for one in read("measures") if one["indicator_code"] == row["indicator_code"]}
    assert owners == {row["owner_fr"]}


def read_streams() -> dict[str, set[str]]:
    """The sources that each ambition is computed from, as its models' variables say them."""
    variables = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    narrowed = variables.get("ambition_streams", {})
    sources: dict[str, set[str]] = {}
    for reading in read("ambition_readings"):
        code = reading["ambition_code"]
        streams = narrowed.get(reading["reading_code"], narrowed.get(code, variables["ambitions"][reading["model"]]))
        sources.setdefault(code, set()).update(stream.split(".")[0] for stream in streams)
    return sources


@pytest.mark.parametrize("row", read("ambitions"), ids=lambda row: row["ambition_code"])
def test_an_ambition_names_the_sources_that_it_is_computed_from(row: Row) -> None:
    assert set(row["sources"].split()) == read_streams()[row["ambition_code"]]


@pytest.mark.parametrize("row", read("ambitions"), ids=lambda row: row["ambition_code"])
def test_an_ambition_is_due_when_its_measures_are(row: Row) -> None:
    """And answered for by who answers for one of them; the horizon is that of the strategy."""
    measures = [one for one in read("measures") if one["measure_code"] in row["measure_codes"].split()]
    if measures:
        assert row["due_rule"] in {one["due_rule"] for one in measures}
        assert row["owner_fr"] in {one["owner_fr"] for one in measures}
    assert date.fromisoformat(row["horizon"]) == date(2025, 12, 31)
