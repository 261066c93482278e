"""What is published at all: by class, by measure, by year; nothing that no row names; and the seed is closed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sress.disclosure.scope import ANY, EVER, Published, Rule, open_ends, published_cells

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds" / "strategy"
CLASSES = {"OPEN": "C0", "X": "C1", "X+all": "C1", "Y": "C1"}
PARENTS = {"X+all": "X"}
OPEN = Rule("C0", ANY, ANY, ANY, ANY, None)
REGION = Rule("C1", ANY, "region", "total", ANY, None)


def _cells(*rules: Rule) -> set[Published]:
    return set(published_cells(rules, CLASSES, PARENTS, 2026))


def test_what_no_rule_names_is_not_published() -> None:
    found = _cells(OPEN, REGION)
    assert {one.measure for one in found} == {"OPEN", "X", "Y"}
    assert {one.territory_kind for one in found if one.measure == "OPEN"} == {
        "region", "departement", "epci", "undetermined",
    }  # fmt: skip
    assert {(one.territory_kind, one.is_breakdown) for one in found if one.measure == "X"} == {("region", False)}
    assert _cells() == set()


def test_years_are_counted_back_from_the_cut_off() -> None:
    found = _cells(REGION, Rule("C1", ANY, "departement", "total", "year", 2))
    assert Published("X", "departement", False, "year", 2025) in found
    assert Published("X", "region", False, "year", EVER) in found


def test_a_measure_s_own_rules_replace_those_of_its_class_there_and_nowhere_else() -> None:
    departements = Rule("C1", ANY, "departement", "total", "year", None)
    found = _cells(REGION, departements, Rule("C1", "X", "departement", "total", "cum", 1))
    kinds = {(one.measure, one.territory_kind, one.period_kind) for one in found}
    assert ("X", "departement", "cum") in kinds
    assert ("X", "departement", "year") not in kinds
    assert ("Y", "departement", "year") in kinds
    assert ("X", "region", "year") in kinds
    assert not {
        one for one in _cells(departements, Rule("C1", "X", "departement", "total", ANY, 0)) if one.measure == "X"
    }


def test_figures_beside_a_measure_have_faces_of_their_own() -> None:
    found = _cells(REGION, Rule("C1", ANY, "region", "supporting", "year", None))
    assert {one.period_kind for one in found if one.measure == "X+all"} == {"year"}


def _rule(place: str, face: str, kind: str, last_years: int | None) -> Rule:
    return Rule("C1", ANY, place, face, kind, last_years)


LINES = [_rule(place, "total", "*", None) for place in ("departement", "undetermined")]
FAMILIES = [_rule("region", "breakdown", "year", None), _rule("region", "breakdown", "cum", 1)]


@pytest.mark.parametrize(
    ("before", "rule", "lacking"),
    [
        ([], _rule("region", "breakdown", "cum", 1), None),
        ([], _rule("region", "breakdown", "cum", 2), "between two cumuls"),
        ([], _rule("departement", "breakdown", "cum", 1), "its total"),
        ([], _rule("departement", "total", "cum", 1), "what lies in none"),
        ([], _rule("epci", "total", "cum", 1), "the départements"),
        (LINES, _rule("epci", "total", "cum", 1), None),
        ([], _rule("region", "breakdown", "year", 1), "the cumul"),
        ([], _rule("region", "breakdown", "ytd", 2), "twelve months"),
        (LINES + FAMILIES, _rule("departement", "breakdown", "cum", 1), "its years"),
    ],
)
def test_a_detail_without_what_it_adds_up_to_is_an_open_end(
    before: list[Rule], rule: Rule, lacking: str | None
) -> None:
    ends = open_ends(published_cells([REGION, *before, rule], {"Y": "C1"}, {}, 2026), {}, 2026)
    assert bool(ends) == bool(lacking)
    assert lacking is None or lacking in " ".join(ends)


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("year", [2022, 2023, 2026, 2028])
def test_the_seed_is_closed_and_shows_the_region_in_every_class(year: int) -> None:
    rules = [
        Rule(
            row["disclosure_class"], row["measure_code"], row["territory_kind"], row["face"], row["period_kind"],
            int(row["last_years"]) if row["last_years"] else None,
        )
        for row in _seed("disclosure_scope.csv")
    ]  # fmt: skip
    classes = {row["measure_code"]: row["disclosure_class"] for row in _seed("measures.csv")}
    parents = {row["measure_code"]: row["parent_measure_code"] for row in _seed("supporting_measures.csv")}
    classes |= {code: classes[parent] for code, parent in parents.items()}
    classes |= {row["reading_code"]: row["disclosure_class"] for row in _seed("ambition_readings.csv")}
    cells = published_cells(rules, classes, parents, year)
    assert open_ends(cells, parents, year) == []
    totals = {one.measure for one in cells if one.territory_kind == "region" and not one.is_breakdown}
    assert totals == set(classes)
    assert {rule.measure for rule in rules} - {ANY} <= set(classes), "a measure of its own that nobody has"


def test_every_row_on_a_protected_class_is_a_question_to_the_cotech() -> None:
    assert all(row["to_verify"] == "true" for row in _seed("disclosure_scope.csv") if row["disclosure_class"] != "C0")
