"""Rebond and the takeovers: enterprises, jobs that must not add up, amounts that nobody knows."""

from __future__ import annotations

import pytest
from mini_measures import cells, known, loan, members, takeover, value


def test_a04_enterprises_loans_and_euros() -> None:
    world = known(
        fct_loan=[
            loan("L1", is_ess=False, ess_family=None),
            loan("L2", "2025-06-01", ess_family="cooperative"),
            loan("L3", siren="987654324", is_ess=False, ess_family=None, granted_amount=500),
            loan("L4", siren=None, granted_amount=250),
            loan("L5", is_granted=False),
            loan("L6", product_code="pret_solidaire"),
        ]
    )
    assert (value(world, "A04-I1"), value(world, "A04-I1+ess")) == (2, 1)
    assert members(world, "A04-I1") == {"cooperative": 1, "indetermine": 2}
    assert (value(world, "A04-I3.count"), value(world, "A04-I3.amount")) == (4, 2750)


@pytest.mark.parametrize(
    ("second", "jobs"),
    [("2025-03-10", 9), ("2028-03-10", 9), ("2028-03-11", 14), ("2022-03-09", 14), ("2022-03-10", 9)],
)
def test_a04_of_decisions_within_36_months_the_greatest_counts(second: str, jobs: int) -> None:
    loans = [loan("L1", "2025-03-10", jobs_saved=5), loan("L2", second, jobs_saved=9)]
    assert value(known("2028-10-31", fct_loan=loans), "A04-I2", "cum-2028-10") == jobs


def test_a04_a_window_opens_on_its_first_decision_and_not_on_the_last() -> None:
    days = ("2022-01-10", "2024-12-01", "2025-01-11")
    loans = [loan(f"L{rank}", on, jobs_saved=10) for rank, on in enumerate(days)]
    assert value(known(fct_loan=loans), "A04-I2", "cum-2026-10") == 20
    assert value(known(fct_loan=loans), "A04-I2", "2024") == 10, "a year shows what was decided in it"


def test_a04_persons_and_full_time_equivalents_never_mix() -> None:
    world = known(
        fct_loan=[
            loan("L1", jobs_saved=5),
            loan("L2", jobs_saved=3, jobs_unit="ETP"),
            loan("L3", jobs_saved=9, jobs_unit=None),
            loan("L4", siren=None, jobs_saved=8),
        ]
    )
    assert (value(world, "A04-I2"), value(world, "A04-I2+fte")) == (5, 3)


def test_a04_jobs_that_nobody_knows_are_no_zero() -> None:
    world = known(
        fct_loan=[
            loan("L1", jobs_saved=5),
            loan("L2", "2025-05-01", jobs_saved=None),
            loan("L3", siren="987654324", jobs_saved=None, departement_code="85"),
        ]
    )
    found = cells(world, "A04-I2")
    region, vendee, sarthe = (found["2025", name, None] for name in ("REG-52", "DEP-85", "DEP-72"))
    assert (region.value, region.numerator, region.unknown) == (5, 5, 1), "one of the two enterprises is known"
    assert (vendee.value, vendee.numerator, vendee.unknown) == (None, None, 1)
    assert (sarthe.value, sarthe.numerator, sarthe.unknown) == (0, 0, 0)
    assert {cell.unknown for cell in cells(known(fct_loan=[loan("L1")]), "A04-I2").values()} == {None}


def test_a04_an_amount_that_nobody_knows_is_a_loan_all_the_same() -> None:
    world = known(fct_loan=[loan("L1"), loan("L2", granted_amount=None)])
    assert value(world, "A04-I3.count") == 2
    cell = cells(world, "A04-I3.amount")["2025", "REG-52", None]
    assert (cell.value, cell.unknown) == (1000, 1)


def test_a02_counts_enterprises_on_entry_whatever_became_of_them() -> None:
    world = known(
        fct_takeover=[
            takeover("T1", siren="123456782", takeover_status="aboutie"),
            takeover("T2", "2026-02-01", siren="123456782", employees=14),
            takeover("T3", takeover_type="autre", employees=None),
            takeover("T4", "2024-12-31"),
        ]
    )
    assert [value(world, "A02-I1.operations", period) for period in ("2025", "2026", "cum-2026-10")] == [2, 1, 3]
    assert members(world, "A02-I1.operations") == {"transmission_saine": 1, "autre": 1}
    states = ("aboutie", "en_cours", "abandonnee")
    assert [value(world, f"A02-I1.operations+{state}") for state in states] == [1, 1, 0]


def test_a02_jobs_once_an_enterprise_and_unknown_where_a_bracket_was_typed() -> None:
    world = known(
        fct_takeover=[
            takeover("T1", siren="123456782", employees=12),
            takeover("T2", "2026-02-01", siren="123456782", employees=14),
            takeover("T3", takeover_type="autre", employees=None),
        ]
    )
    found = cells(world, "A02-I1.jobs")
    year, both = found["2025", "REG-52", None], found["cum-2026-10", "REG-52", None]
    assert (year.value, year.unknown) == (12, 1)
    assert (both.value, both.unknown) == (14, 1), "the greatest of the two, not their sum"
    other = found["2025", "REG-52", "autre"]
    assert (other.value, other.unknown) == (None, 1), "nothing is known of what counts there"
    assert found["2025", "REG-52", "transmission_saine"].unknown == 0
