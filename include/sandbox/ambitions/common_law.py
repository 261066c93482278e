"""AMB-01: the share of the social economy in the schemes that are open to every enterprise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.ambitions.editions import Edition
from sandbox.measures.dossiers import CREATION, granted
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, Role, Row

SCHEMES = (*CREATION, "pdl_conseil", "investissement_numerique", "conseil_rh")
BASE_YEAR = 2021


def base_year(known: Known) -> int | None:
    """The year before the strategy; its first year, provisional, where nothing is known of that one."""
    years = {day.year for _, day in granted(known, *SCHEMES)}
    return next((year for year in (BASE_YEAR, BASE_YEAR + 1) if year in years), None)


def base_ratio(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The share in the base year, in the schemes that granted something in both years."""
    return _shares(known, base_year(known), _in_both_years(known, edition))


def ratio(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The same in the year compared."""
    return _shares(known, edition.closed_year, _in_both_years(known, edition))


def base_full_ratio(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The share in the base year, in all of these schemes."""
    return _shares(known, base_year(known), SCHEMES)


def full_ratio(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The same in the year compared."""
    return _shares(known, edition.closed_year, SCHEMES)


def base_count(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The projects of the social economy in the base year."""
    return _social(known, base_year(known))


def count(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The same in the year compared."""
    return _social(known, edition.closed_year)


def _in_both_years(known: Known, edition: Edition) -> tuple[str, ...]:
    base = {row["dispositif_code"] for row, _ in _of_year(known, base_year(known), SCHEMES)}
    return tuple(base & {row["dispositif_code"] for row, _ in _of_year(known, edition.closed_year, SCHEMES)})


def _of_year(known: Known, year: int | None, schemes: tuple[str, ...]) -> Iterator[tuple[Row, date]]:
    return ((row, day) for row, day in granted(known, *schemes) if day.year == year)


def _shares(known: Known, year: int | None, schemes: tuple[str, ...]) -> Iterator[Evidence]:
    """A project of which nobody knows whether it belongs is on neither side."""
    for row, day in _of_year(known, year, schemes):
        if row["is_ess"] is None:
            yield _row(known, row, day, "unknown")
            continue
        yield _row(known, row, day, "denominator")
        if row["is_ess"]:
            yield _row(known, row, day, "numerator")


def _social(known: Known, year: int | None) -> Iterator[Evidence]:
    for row, day in _of_year(known, year, SCHEMES):
        if row["is_ess"] is not False:
            yield _row(known, row, day, "numerator" if row["is_ess"] else "unknown")


def _row(known: Known, row: Row, day: date, role: Role) -> Evidence:
    return Evidence(known.project(row), day, day, IN_THE_REGION, role)
