"""The parts always sum to the change: shares, values that are no numbers, any evidence at all."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from comparison_by_hand import compare_by_hand, effects
from evidence_by_hand import due, row
from sress.publication.explain.evidence import Measure, Row
from sress.publication.why.model import Cause, EvidenceDisagrees, Figure, Move
from sress.publication.why.waterfall import parts

RATIO = Measure("A17-I1", "ratio")
COUNT = Measure("A01-I1", "count_distinct")


def known(numerator: int, denominator: int) -> Figure:
    from sress.publication.explain.arithmetic import percentage

    return Figure(percentage(numerator, denominator), Decimal(numerator), Decimal(denominator), "final")


def move(unit: str, cause: Cause, numerator: int, denominator: int = 0) -> Move:
    return Move(unit, cause, Decimal(numerator), denominator)


def test_the_effects_of_a_share_telescope_to_its_change() -> None:
    moves = [move("a", Cause.new_event, 1, 1), move("b", Cause.new_event, 0, 1), move("c", Cause.revised, -1)]
    found = parts(RATIO, known(3, 8), known(3, 10), moves)
    assert [(one.cause, one.effect) for one in found] == [
        (Cause.new_event, Decimal("2.500000")),
        (Cause.revised, Decimal("-10.000000")),
    ]
    assert sum(one.effect or 0 for one in found) == Decimal("30") - Decimal("37.5")


def test_a_share_without_value_on_the_way_leaves_its_effect_to_the_next_cause() -> None:
    moves = [move("a", Cause.revised, -1, -1), move("b", Cause.geography, 0, 1)]
    assert [one.effect for one in parts(RATIO, known(1, 1), known(0, 1), moves)] == [0, Decimal("-100.000000")]


def test_moves_that_lead_elsewhere_are_refused() -> None:
    with pytest.raises(EvidenceDisagrees, match="mènent à 1/2"):
        parts(RATIO, known(1, 2), known(2, 2), [])


JOBS = Measure("A02-I1.jobs", "max_per_unit_sum")
UNSAID = Figure(None, None, None, "final")


@pytest.mark.parametrize(
    ("before", "after", "moves", "cause"),
    [
        (Figure(Decimal(0), Decimal(0), None, "final"), UNSAID, [(Cause.new_event, 0, 1)], Cause.new_event),
        (UNSAID, Figure(Decimal(4), Decimal(4), None, "final"), [(Cause.revised, 4, -1)], Cause.revised),
        (UNSAID, Figure(Decimal(0), Decimal(0), None, "final"), [(Cause.identity, 0, -1)], Cause.identity),
    ],
    ids=["the only unit is of unknown amount", "its amount is told at last", "it is gone"],
)
def test_a_sum_of_which_nothing_is_known_has_the_cause_of_its_units(
    before: Figure, after: Figure, moves: list[tuple[Cause, int, int]], cause: Cause
) -> None:
    told = [Move("u", one, Decimal(amount), 0, unknown=unknown) for one, amount, unknown in moves]
    assert [(part.cause, part.units, part.effect) for part in parts(JOBS, before, after, told)] == [(cause, 1, None)]
    with pytest.raises(EvidenceDisagrees):
        parts(JOBS, before, after, [])


def test_a_unit_of_unknown_amount_beside_known_ones_is_no_part() -> None:
    five = Figure(Decimal(5), Decimal(5), None, "final")
    assert parts(JOBS, five, five, [Move("u", Cause.new_event, Decimal(0), 0, unknown=1)]) == ()


def test_a_unit_whose_amount_nobody_tells_any_more_moves_by_it() -> None:
    former = [row("a", "2026-03-10", measure_code=JOBS.measure_code, amount=4)]
    present = [row("a", "2026-03-10", measure_code=JOBS.measure_code, role="unknown", amount=None)]
    changes = compare_by_hand(former, present, measure=JOBS)
    assert effects(changes) == {Cause.revised.value: -4}
    assert {move.unknown for change in changes for move in change.moves} == {0, 1}


@pytest.mark.parametrize(
    ("statuses", "cause"),
    [
        (("not_received", "final"), "source"),
        (("final", "not_received"), "source"),
        (("final", "suppressed"), "disclosure"),
        (("suppressed", "provisional"), "disclosure"),
        (("suppressed", "final"), "disclosure"),
    ],
)
def test_from_and_to_nothing_is_one_cause_and_no_number(statuses: tuple[str, str], cause: str) -> None:
    changes = compare_by_hand([row("a")], [row("a"), row("b", "2026-10-09")], statuses=statuses)
    assert effects(changes) == {cause: None}
    assert changes[0].change is None


def test_zero_is_a_number_and_nothing_is_none() -> None:
    assert effects(compare_by_hand([], [], statuses=("not_received", "final"))) == {"source": None}
    assert compare_by_hand([], [], statuses=("not_received", "not_received")) == []


def test_a_suppressed_cell_gives_no_unit_away() -> None:
    change = compare_by_hand([row("a")], [row("a"), row("b")], statuses=("final", "suppressed"))[0]
    assert change.parts[0].units is None
    assert change.moves == ()


def test_a_share_of_nothing_becomes_one_by_what_it_is_held_against() -> None:
    after = [row("a", "2026-10-02"), row("a", "2026-10-02", role="denominator"), row("b", role="denominator")]
    changes = compare_by_hand([], after, measure=RATIO)
    assert effects(changes) == {"new_event": None}
    assert (changes[0].before.value, changes[0].after.value) == (None, Decimal("50.000000"))


def test_the_first_window_that_elapses_gives_the_first_value() -> None:
    measure = Measure("A12-I1.regularity", "all_windows_met")
    after = [due("49|2026-07", "2026-10-31", departement_code="49")]
    changes = compare_by_hand([], after, measure=measure)
    assert effects(changes) == {"window": None}
    assert changes[0].after.value == 0


def test_a_territory_that_one_publication_does_not_know_is_geography() -> None:
    changes = compare_by_hand([], [row("a")], territories=(("REG-52",), ("REG-52", "EPCI-200071678")))
    assert effects(changes, "EPCI-200071678") == {"geography": None}


def test_a_line_that_a_breakdown_did_not_show_held_nothing() -> None:
    after = [row("a", "2026-10-02", operator_code="iresa")]
    changes = compare_by_hand([], after, breakdowns=True)
    assert effects(changes, member="iresa") == {"new_event": 1}
    assert [one.before.value for one in changes] == [0, 0, 0]


def test_a_share_that_a_breakdown_did_not_show_was_zero_of_what_it_was_held_against() -> None:
    measure = Measure("A17-I1", "ratio", ("operator",))
    held = [row(name, role="denominator", operator_code="iresa") for name in "ab"]
    funded = row("a", operator_code="iresa")
    appeared = compare_by_hand(held, [*held, funded], measure=measure, breakdowns=True)
    assert effects(appeared, member="iresa") == {"revised": Decimal("50.000000")}
    more = [*held, row("c", "2026-10-02", role="denominator", operator_code="iresa")]
    gone = compare_by_hand([*held, funded], more, measure=measure, breakdowns=True)
    assert effects(gone, member="iresa") == {"new_event": Decimal("-16.666667"), "revised": Decimal("-33.333333")}
    first = compare_by_hand([], [*held, funded], measure=measure, breakdowns=True)
    assert effects(first, member="iresa") == {"late_row": None}


AGGREGATIONS = ("count_distinct", "sum", "max_per_unit_sum", "ratio", "milestone", "windows_met", "all_windows_met")
TERRITORIES = ("REG-52", "DEP-44", "DEP-49", "UND")
rows = st.builds(
    lambda record, unit, role, amount, day, lasts, place, operator, family, reason, calendar: (
        due(unit, f"2026-{day:02d}-01", departement_code=place)
        if calendar
        else row(
            record,
            f"2026-{day:02d}-15",
            unit_key=unit,
            role=role,
            amount=None if role in ("set_aside", "unknown") else amount,
            last_date=f"2026-{min(day + lasts, 12):02d}-20",
            departement_code=place,
            epci_code=None,
            operator_code=operator,
            ess_family=family,
            reason=reason if role == "set_aside" else None,
        )
    ),
    st.sampled_from(["r1", "r2", "r3", "r4", "r5"]),
    st.sampled_from(["44|a", "44|b", "49|a", "P"]),
    st.sampled_from(["numerator", "denominator", "unknown", "set_aside"]),
    st.integers(0, 9),
    st.integers(1, 12),
    st.integers(0, 6),
    st.sampled_from(["44", "49", None]),
    st.sampled_from(["iresa", None]),
    st.sampled_from(["association", None]),
    st.sampled_from(["not_ess", "not_granted"]),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(
    aggregation=st.sampled_from(AGGREGATIONS),
    before=st.lists(rows, max_size=8),
    after=st.lists(rows, max_size=8),
    starts=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    rule_changed=st.booleans(),
    statuses=st.tuples(*[st.sampled_from(["final", "final", "not_received", "suppressed"])] * 2),
)
def test_whatever_the_evidence_the_parts_sum_to_the_change(
    aggregation: str,
    before: list[Row],
    after: list[Row],
    starts: tuple[int, int],
    rule_changed: bool,
    statuses: tuple[str, str],
) -> None:
    measure = Measure("X", aggregation, ("operator", "ess_family"))
    changes = compare_by_hand(
        before,
        after,
        measure=measure,
        windows=((date(2026, starts[0], 1), date(2026, 9, 30)), (date(2026, starts[1], 1), date(2026, 10, 31))),
        territories=(TERRITORIES, TERRITORIES),
        statuses=statuses,
        rule_changed=rule_changed,
        breakdowns=True,
    )
    for change in changes:
        if change.change is None:
            assert [part.effect for part in change.parts] == [None]
        else:
            assert sum((part.effect for part in change.parts if part.effect is not None), Decimal(0)) == change.change
            assert len({part.cause for part in change.parts}) == len(change.parts)
