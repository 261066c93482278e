"""The cells of the truth: which there are, and with which status."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from mini_world import REFERENCE, event, facts, grant
from sandbox.build import build_world
from sandbox.cog import Cog, load_cog
from sandbox.facts import Lost, facts_of, territories_of
from sandbox.periods import KINDS, Period, covered_days, periods_of
from sandbox.truth import MEASURES, compute_truth, territories
from sandbox.world import Place


@pytest.fixture(scope="module")
def cog() -> Cog:
    return load_cog(REFERENCE)


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


def test_totals_are_dense_and_breakdowns_sparse(cog: Cog) -> None:
    cells = compute_truth(facts_of(build_world(1, 1, cog), "2026-10", cog, Lost()))
    totals = Counter(cell.measure for cell in cells if cell.member is None)
    assert totals == {
        "A01-I1": 22 * 78,
        "A05-I2.projects": 19 * 78,
        "A05-I2.coverage": 19,
        "A09-I1": 19,
        "A12-I1.regularity": 10 * 6,
        "A12-I1.reviews": 19 * 7,
        "A13-I1": 15,
        "A14-I1.copil": 15,
        "A14-I1.evaluation": 15,
        "A15-I1.meetings": 19,
        "A15-I1.adjustments": 19,
        "A16-I1": 19,
        "A16-I2": 19,
    }
    assert all(cell.numerator for cell in cells if cell.member is not None)
    assert {cell.dimension for cell in cells} == {None, "dispositif", "operator"}
    keys = [(c.measure, c.period, c.territory, c.member) for c in cells]
    assert len(keys) == len(set(keys))


def test_the_territories_are_those_of_the_vintage(cog: Cog) -> None:
    assert len([name for name in territories("epci", cog.of(2026).epci) if name.startswith("EPCI-")]) == 71
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
def test_a_place_belongs_to_the_departement_and_epci_of_the_vintage(cog: Cog, code: str, expected: set[str]) -> None:
    assert territories_of(Place(code, "", ""), cog.of(2026)) == expected


def test_no_place_is_undetermined(cog: Cog) -> None:
    assert territories_of(None, cog.of(2026)) == {"REG-52", "UND"}


def test_statuses_say_final_provisional_late_or_not_received() -> None:
    world = facts(grant("P1", "2025-03-01"), event("cotech", "2025-03-01"))
    world = replace(
        world,
        coverage={
            "region_dispositifs": [(date(2021, 1, 1), date(2025, 12, 31))],
            "gouvernance": [(date(2024, 1, 1), date(2026, 10, 31))],
        },
    )
    cells = {(c.measure, c.period): c for c in compute_truth(world) if c.territory == "REG-52" and c.member is None}
    assert cells["A01-I1", "2025"].status == "final"
    assert cells["A01-I1", "2026"].status == "not_received"
    assert cells["A01-I1", "2026"].value is None
    assert cells["A01-I1", "2026"].numerator is None
    assert cells["A01-I1", "cum-2026-10"].status == "late_source"
    assert cells["A15-I1.meetings", "2023"].status == "not_received"
    assert cells["A15-I1.meetings", "2026"].status == "provisional"
    assert cells["A15-I1.meetings", "2024"].value == 0
    assert cells["A15-I1.meetings", "cum-2024-10"].status == "late_source"


def test_coverage_may_be_pieced_together_from_several_deliveries() -> None:
    period = Period("", "", date(2024, 1, 1), date(2025, 10, 31))
    pieces = [(date(2025, 1, 1), date(2025, 10, 31)), (date(2024, 1, 1), date(2024, 12, 31))]
    assert covered_days(period, pieces) == (True, True)
    assert covered_days(period, pieces[1:]) == (True, False)
    assert covered_days(period, []) == (False, False)


def test_regularity_is_provisional_before_the_first_semester_ends() -> None:
    cells = [c for c in compute_truth(facts(cut_off="2026-03-31")) if c.measure == "A12-I1.regularity"]
    early = [c for c in cells if len(c.period) > 4]
    assert all((c.value, c.numerator, c.denominator, c.status) == (None, None, None, "provisional") for c in early)
    assert {c.denominator for c in cells if c.period == "2025"} == {1, 5}


def test_every_measure_of_the_catalogue_has_its_kinds() -> None:
    assert len(MEASURES) == 13
    assert {m.code for m in MEASURES if "r12" not in m.kinds} == {
        "A12-I1.regularity",
        "A13-I1",
        "A14-I1.copil",
        "A14-I1.evaluation",
    }
