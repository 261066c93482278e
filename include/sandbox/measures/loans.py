"""Measures of Pays de la Loire Rebond, which France Active operates: A04. No perimeter: the scheme is open to all.

The contract is as its last amendment leaves it, on the day of its first committee: an amendment
replaces and adds nothing. Refused and annulled contracts are nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import Evidence, Known, Row, day_of, on_day
from sandbox.months import add_months

WINDOW_MONTHS = 36


def granted(known: Known) -> Iterator[tuple[Row, date]]:
    """The contracts of Rebond in force, with the day of the committee. Bpifrance's Prêt Rebond is another scheme."""
    for row in known.rows("fct_loan"):
        day = day_of(row, "committee_date")
        if row["product_code"] == "rebond" and row["is_granted"] and day:
            yield row, day


def _of_enterprises(known: Known) -> Iterator[tuple[Row, date, str]]:
    for row, day in granted(known):
        carrier = known.carrier(row)
        if carrier:
            yield row, day, carrier


def a04_i1(known: Known) -> Iterator[Evidence]:
    """Enterprises by SIREN, however many contracts; one without SIREN cannot be told from the others."""
    for row, day, carrier in _of_enterprises(known):
        yield on_day(row, carrier, day, ess_family=row["ess_family"] if row["is_ess"] else None)


def a04_i1_ess(known: Known) -> Iterator[Evidence]:
    """Those of the social economy on the day of the committee."""
    for row, day, carrier in _of_enterprises(known):
        if row["is_ess"]:
            yield on_day(row, carrier, day, ess_family=row["ess_family"])


def a04_i2(known: Known) -> Iterator[Evidence]:
    """Jobs saved, in persons: of decisions within 36 months of each other an enterprise's greatest one counts.

    A figure without its unit is left out, as one in full-time equivalents is: they never mix.
    """
    return _jobs(known, "personnes")


def a04_i2_fte(known: Known) -> Iterator[Evidence]:
    """The same of the decisions that count full-time equivalents."""
    return _jobs(known, "ETP")


def _jobs(known: Known, unit: str) -> Iterator[Evidence]:
    by_carrier: dict[str, list[tuple[date, Row]]] = defaultdict(list)
    for row, day, carrier in _of_enterprises(known):
        if row["jobs_unit"] == unit:
            by_carrier[carrier].append((day, row))
    for carrier, decisions in by_carrier.items():
        opened = date.min
        for day, row in sorted(decisions, key=lambda decision: decision[0]):
            if opened == date.min or day > add_months(opened, WINDOW_MONTHS):
                opened = day
            window, jobs = f"{carrier}|{opened.isoformat()}", row["jobs_saved"]
            if jobs is None:
                yield on_day(row, window, day, role="unknown")
            else:
                yield on_day(row, window, day, amount=jobs)


def a04_i3_count(known: Known) -> Iterator[Evidence]:
    """Contracts, whatever is known of their amount."""
    for row, day in granted(known):
        yield on_day(row, row["loan_key"], day)


def a04_i3_amount(known: Known) -> Iterator[Evidence]:
    """Euros granted, not those paid out."""
    for row, day in granted(known):
        if row["granted_amount"] is None:
            yield on_day(row, row["loan_key"], day, role="unknown")
        else:
            yield on_day(row, row["loan_key"], day, amount=row["granted_amount"])
