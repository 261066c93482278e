"""The cells of the truth: which there are, and with which status."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from meets_contract import COG
from mini_funders import produced
from mini_world import days, event, facts
from sandbox.cells import Cell, as_records, territories
from sandbox.core import core_of
from sandbox.core.row import place_columns
from sandbox.measures.catalogue import MEASURES
from sandbox.measures.evidence import places_of
from sandbox.periods import KINDS, periods_of
from sandbox.truth import CALENDAR_MEASURES, calendar_cells, truth_of
from sandbox.world import Place

CALENDAR = "gouvernance.evenements"


def test_periods_of_october_2026() -> None:
    periods = {p.label: (p.start, p.end) for p in periods_of(date(2026, 10, 31), 2022, KINDS)}
    assert len(periods) == 5 + 5 + 4 + 5
    assert periods["2025"] == (date(2025, 1, 1), date(2025, 12, 31))
    assert periods["2026"] == periods["2026-10"] == (date(2026, 1, 1), date(2026, 10, 31))
    assert periods["2024-10"] == (date(2024, 1, 1), date(2024, 10, 31))
    assert periods["r12-2023-10"] == (date(2022, 11, 1), date(2023, 10, 31))
    assert periods["cum-2025-10"] == (date(2022, 1, 1), date(2025, 10, 31))


def test_february_periods_end_on_the_month_s_last_day() -> None:
    periods = {p.label: p.end for p in periods_of(date(2026, 2, 28), 2021, KINDS)}
    assert periods["2024-02"] == date(2024, 2, 29)
    assert "cum-2021-02" not in periods
    assert "r12-2021-02" not in periods
    assert "r12-2022-02" in periods


def test_the_territories_are_those_of_the_vintage() -> None:
    assert len([name for name in territories("epci", COG.of(2026).epci) if name.startswith("EPCI-")]) == 71
    assert "UND" not in territories("departement_known", ())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("85113", {"REG-52", "DEP-85"}),
        ("49160", {"REG-52", "DEP-49", "EPCI-244400552"}),
        ("44003", {"REG-52", "DEP-44", "EPCI-244400552"}),
        ("49144", {"REG-52", "DEP-44", "EPCI-244400552"}),
        ("49069", {"REG-52", "DEP-49", "EPCI-200060010"}),
        ("75056", {"REG-52", "UND"}),
    ],
)
def test_a_place_belongs_to_the_departement_and_epci_of_the_vintage(code: str, expected: set[str]) -> None:
    assert places_of(place_columns(Place(code, "", ""), COG.of(2026))) == expected


def test_no_place_is_undetermined() -> None:
    assert places_of(place_columns(None, COG.of(2026))) == {"REG-52", "UND"}


def test_statuses_say_final_provisional_late_or_not_received() -> None:
    told = {CALENDAR: days("2024-01-01", "2026-10-31")}
    cells = {(c.measure, c.period): c for c in calendar_cells(facts(event("cotech", "2025-03-01")), told)}
    assert cells["A15-I1.meetings", "2025"].status == "final"
    assert cells["A15-I1.meetings", "2023"].status == "not_received"
    assert (cells["A15-I1.meetings", "2023"].value, cells["A15-I1.meetings", "2023"].numerator) == (None, None)
    assert cells["A15-I1.meetings", "2026"].status == "provisional"
    assert cells["A15-I1.meetings", "2024"].value == 0
    assert cells["A15-I1.meetings", "cum-2024-10"].status == "late_source"


def test_regularity_is_provisional_before_the_first_semester_ends() -> None:
    told = {CALENDAR: days("2022-01-01", "2026-03-31")}
    every = calendar_cells(facts(cut_off="2026-03-31"), told)
    cells = [cell for cell in every if cell.measure == "A12-I1.regularity"]
    early = [cell for cell in cells if len(cell.period) > 4]
    assert early
    assert all((c.value, c.numerator, c.denominator, c.status) == (None, None, None, "provisional") for c in early)
    assert {cell.denominator for cell in cells if cell.period == "2025"} == {1, 5}


def test_every_measure_of_the_catalogue_has_its_kinds() -> None:
    every = {measure.code: measure.kinds for measure in (*MEASURES, *CALENDAR_MEASURES)}
    assert len(every) == len(MEASURES) + len(CALENDAR_MEASURES)
    assert {code.split("+")[0] for code, kinds in every.items() if "r12" not in kinds} == {
        "A05-I1",
        "A12-I1.regularity",
        "A13-I1",
        "A14-I1.copil",
        "A14-I1.evaluation",
        "A19-I2",
    }
    assert {code for code, kinds in every.items() if kinds == ("r12",)} == {
        "A11-I1.types",
        "A11-I1.months",
        "A11-I1.testimonies",
    }


def test_a_cell_has_its_shape() -> None:
    (record,) = as_records([Cell("A04-I2", "2026", "REG-52", None, None, 12, 12, None, "provisional", 2)])
    assert list(record) == [
        "measure",
        "period",
        "territory",
        "dimension",
        "member",
        "value",
        "numerator",
        "denominator",
        "status",
        "unknown",
    ]


@pytest.mark.slow
def test_totals_are_dense_breakdowns_sparse_and_no_cell_is_twice() -> None:
    made = produced(1, 0)
    cells = truth_of(made, COG, core_of(made.world, made.month, COG, made.lost))
    totals = Counter(cell.measure for cell in cells if cell.member is None)
    sizes = {"region": 1, "departement_known": 6, "departement": 7, "epci": 78}
    assert totals == {
        measure.code: len(periods_of(date(2026, 10, 31), measure.first_year, measure.kinds)) * sizes[measure.grain]
        for measure in (*MEASURES, *CALENDAR_MEASURES)
    }
    members = [cell for cell in cells if cell.member is not None]
    assert all(cell.value is not None or cell.unknown for cell in members), "a line is there where a unit counts"
    keys = [(c.measure, c.period, c.territory, c.dimension, c.member) for c in cells]
    assert len(keys) == len(set(keys))


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "dirt", "aspect"), [(5, 0, "examples"), (6, 2, "funding")])
def test_every_measure_counts_something_and_bounds_hold(seed: int, dirt: int, aspect: str) -> None:
    """A measure that counts nothing in a world of hundreds of projects tests nobody's pipeline."""
    made = produced(seed, dirt)
    cells = truth_of(made, COG, core_of(made.world, made.month, COG, made.lost))
    of_all = {(c.measure, c.period): c for c in cells if c.territory == "REG-52" and c.member is None}
    empty = {measure for measure, _ in of_all} - {c.measure for c in of_all.values() if c.numerator}
    assert empty == {"A04-I2+fte", f"A05-I1+{aspect}"}, "the world has no such rows"
    for cell in cells:
        assert cell.denominator is None or cell.numerator is None or cell.numerator <= cell.denominator
    additive = {measure.code for measure in MEASURES if measure.aggregation.__name__ == "count"}
    for code in additive:
        for period in {c.period for c in of_all.values() if c.measure == code}:
            parts = [
                c.value or 0
                for c in cells
                if (c.measure, c.period, c.member) == (code, period, None) and c.territory[:3] in ("DEP", "UND")
            ]
            whole = of_all[code, period].value or 0
            assert not parts or max(parts) <= whole <= sum(parts), (code, period)


@pytest.mark.slow
def test_dirt_takes_from_the_counts_and_never_adds_a_project_that_was_granted() -> None:
    found = []
    for dirt in (0, 2):
        made = produced(1, dirt)
        cells = truth_of(made, COG, core_of(made.world, made.month, COG, made.lost))
        found.append({(c.measure, c.period): c.value for c in cells if c.territory == "REG-52" and c.member is None})
    clean, dirty = found
    for measure in ("A04-I3.count", "A10-I3", "A02-I1.operations"):
        values = [(clean[key], dirty[key]) for key in clean if key[0] == measure]
        assert all(first >= second for first, second in values)
        assert any(first > second for first, second in values)
