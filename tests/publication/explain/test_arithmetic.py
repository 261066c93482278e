"""Evidence becomes a value: each aggregation, periods, territories, breakdowns."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from evidence_by_hand import aside, due, row
from sress.publication.explain.arithmetic import add, counted_unit, percentage, share, value
from sress.publication.explain.evidence import Face, Measure, Row, Window, counts_in, faces
from sress.publication.explain.recount import count

YEAR = Window(date(2026, 1, 1), date(2026, 10, 31))


def figure(aggregation: str, rows: list[Row]) -> tuple[Decimal, int, int, Decimal | None]:
    """(numerator, denominator, unknown, value) of a cell that holds all rows."""
    measure = Measure("X", aggregation)
    units: dict[str, list[Row]] = {}
    for one in rows:
        units.setdefault(counted_unit(measure, one), []).append(one)
    found = add(share(measure, own) for own in units.values())
    return *found, value(measure, found.numerator, found.denominator)


def test_a_unit_counts_once_however_many_rows_it_has() -> None:
    assert figure("count_distinct", [row("a", unit_key="P1"), row("b", unit_key="P1"), row("c")])[0] == 2


def test_a_sum_adds_rows_and_a_row_of_zero_adds_nothing() -> None:
    assert figure("sum", [row("a", amount="10.5"), row("b", amount=0)])[3] == Decimal("10.5")
    assert figure("sum", [row("b", amount=0)])[3] == 0


def test_a_unit_counts_for_its_greatest_amount() -> None:
    rows = [row("a", unit_key="U", amount=3), row("b", unit_key="U", amount=8), row("c", amount=1)]
    assert figure("max_per_unit_sum", rows)[3] == 9


def test_a_share_counts_what_is_in_its_denominator() -> None:
    rows = [
        row("a"),
        row("a", role="denominator"),
        row("b", role="denominator"),
        row("stray"),
        row("c", role="unknown"),
    ]
    assert figure("ratio", rows) == (1, 2, 1, Decimal("50.000000"))


def test_a_unit_known_on_one_side_is_not_unknown() -> None:
    assert figure("ratio", [row("a", role="denominator"), row("a", role="unknown")]) == (0, 1, 0, Decimal("0.000000"))


def test_a_share_of_nothing_has_no_value() -> None:
    assert figure("ratio", [row("a", role="unknown")]) == (0, 0, 1, None)


def test_a_departement_is_regular_when_all_its_windows_are_met() -> None:
    rows = [due("44|1", "2026-06-30"), due("44|2", "2026-06-30"), due("49|1", "2026-06-30")]
    met = [row("e1", unit_key="44|1"), row("e2", unit_key="49|1")]
    assert figure("all_windows_met", rows + met)[:2] == (1, 2)


def test_rows_set_aside_give_nothing() -> None:
    assert figure("count_distinct", [aside("a", "not_granted")]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(1, 3, "33.333333"), (2, 3, "66.666667"), (1, 64_000_000, "0.000002"), (5, 0, None)]
)
def test_percentages_round_half_away_from_zero_with_six_decimals(part: int, whole: int, told: str | None) -> None:
    assert percentage(part, whole) == (None if told is None else Decimal(told))


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2025-12-31", "2025-12-31", False),
        ("2026-01-01", "2026-01-01", True),
        ("2025-03-01", "2026-01-01", True),
        ("2025-03-01", "2027-01-01", True),
        ("2026-10-31", "2027-01-01", True),
        ("2026-11-01", "2026-11-01", False),
        (None, None, False),
    ],
)
def test_what_lasts_counts_in_each_period_that_it_touches(first: str | None, last: str | None, counts: bool) -> None:
    assert counts_in(row("a", first, last_date=last), YEAR) is counts


def test_a_row_counts_in_its_territories_and_in_one_member_of_each_breakdown() -> None:
    one = row("a", epci_code=None, departement_code=None, operator_code="iresa")
    assert list(faces(one, ("operator", "kind"))) == [
        Face("REG-52"),
        Face("REG-52", "operator", "iresa"),
        Face("REG-52", "kind", "indetermine"),
        Face("UND"),
        Face("UND", "operator", "iresa"),
        Face("UND", "kind", "indetermine"),
    ]
    assert [face.territory for face in faces(row("a"), ())] == ["REG-52", "DEP-49", "EPCI-200071678"]


def test_a_unit_in_two_places_counts_once_in_the_region() -> None:
    rows = [row("a", unit_key="P"), row("b", unit_key="P", departement_code="44", epci_code=None)]
    counted = count(Measure("A01-I1", "count_distinct"), rows, {"2026": YEAR})
    numerators = {face.territory: found.numerator for (_, face), found in counted.items()}
    assert numerators == {"REG-52": 1, "DEP-49": 1, "EPCI-200071678": 1, "DEP-44": 1}
