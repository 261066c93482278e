"""Each law of the cells sees a cell that breaks it, and leaves an honest one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from cell_laws import (
    Cell,
    cumul_decreases,
    cumul_exceeds_years,
    missing_told_as_number,
    region_and_departements_disagree,
    share_is_no_share,
    total_exceeds_members,
)

MONTH = "2026-10"


def cell(period: str, value: int | None, territory: str = "REG-52", member: str = "", kind: str = "year") -> Cell:
    """A cell of a count."""
    told = None if value is None else Decimal(value)
    return Cell(
        "A01-I1", "count_distinct", period, kind, territory, "operator" if member else "", member, told, told,
        None, None, None, None, "final",
    )  # fmt: skip


def share(n: int, d: int, unknown: int = 0, **changes: object) -> Cell:
    """A cell of a share."""
    value = Decimal(100 * n) / d if d else None
    known = d + unknown
    made = Cell(
        "A17-I1", "ratio", "2025", "year", "REG-52", "", "", value, Decimal(n), Decimal(d), Decimal(unknown),
        Decimal(100 * n) / known if known else None, Decimal(100 * (n + unknown)) / known if known else None, "final",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


YEARS = [cell("2024", 3), cell("2025", 2), cell(MONTH, 1, kind="ytd")]


@pytest.mark.parametrize(
    ("sentences", "breaks"),
    [
        (total_exceeds_members([cell("2025", 5), cell("2025", 3, member="a"), cell("2025", 2, member="b")]), False),
        (total_exceeds_members([cell("2025", 5), cell("2025", 4, member="a")]), True),
        (cumul_exceeds_years([*YEARS, cell(f"cum-{MONTH}", 6, kind="cum")], MONTH), False),
        (cumul_exceeds_years([*YEARS, cell(f"cum-{MONTH}", 7, kind="cum")], MONTH), True),
        (cumul_exceeds_years([*YEARS, cell(f"cum-{MONTH}", 2, kind="cum")], MONTH), True),
        (cumul_exceeds_years([*YEARS, cell("cum-2025-12", 6, kind="cum")], MONTH), True),
        (cumul_decreases([cell("cum-2025-11", 4, kind="cum"), cell("cum-2025-12", 4, kind="cum")]), False),
        (cumul_decreases([cell("cum-2025-12", 3, kind="cum"), cell("cum-2025-11", 4, kind="cum")]), True),
        (region_and_departements_disagree([cell("2025", 3), cell("2025", 2, "DEP-44"), cell("2025", 1, "UND")]), False),
        (region_and_departements_disagree([cell("2025", 3), cell("2025", 4, "DEP-44")]), True),
        (region_and_departements_disagree([cell("2025", 3), cell("2025", 2, "DEP-44")]), True),
        (region_and_departements_disagree([cell("2025", 3), cell("2025", 3, "UND"), cell("2025", 4, "EPCI-1")]), True),
        (share_is_no_share([share(1, 4, 1), share(0, 0, 2)]), False),
        (share_is_no_share([share(5, 4)]), True),
        (share_is_no_share([share(1, 4, value=Decimal(24))]), True),
        (share_is_no_share([share(1, 4, 1, lower=Decimal(26))]), True),
        (share_is_no_share([share(1, 4, 1, upper=None)]), True),
        (share_is_no_share([share(1, 4, 0, upper=Decimal(30))]), True),
        (share_is_no_share([share(0, 0, value=Decimal(0))]), True),
        (share_is_no_share([replace(cell("2025", 1), value=Decimal(-1))]), True),
        (missing_told_as_number([cell("2025", 0), replace(cell("2025", None), status="not_received")]), False),
        (missing_told_as_number([replace(cell("2025", 0), status="not_received")]), True),
    ],
)
def test_a_law_tells_the_honest_from_the_broken(sentences: Iterable[str], breaks: bool) -> None:
    assert bool(list(sentences)) is breaks
