"""The evidence row, and the cells of a measure in which it counts (docs/decisions/012-evidence-rows.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

NUMERATOR = "numerator"
DENOMINATOR = "denominator"
UNKNOWN = "unknown"
SET_ASIDE = "set_aside"

CALENDAR = "calendar"
REGION = "REG-52"
UNDETERMINED = "UND"
UNDETERMINED_MEMBER = "indetermine"

_SHARES = frozenset({"ratio", "coverage", "cohort_share"})
_HELD_AGAINST = _SHARES | {"milestone", "windows_met", "all_windows_met"}


class Row(NamedTuple):
    """One row of `indicator_evidence`, its columns in order."""

    measure_code: str
    role: str
    unit_key: str | None
    amount: Decimal | None
    reference_date: date | None
    last_date: date | None
    departement_code: str | None
    epci_code: str | None
    dispositif_code: str | None
    ess_family: str | None
    operator_code: str | None
    kind_code: str | None
    record_key: str | None
    reason: str | None
    source_code: str | None
    delivery_id: int | None
    row_number: int | None
    flags: str | None


COLUMNS = Row._fields


@dataclass(frozen=True)
class Measure:
    """What the arithmetic must know of a measure. `breakdowns` are dimensions, apart from the total."""

    measure_code: str
    aggregation: str
    breakdowns: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage, numerator over denominator."""
        return self.aggregation in _SHARES

    @property
    def has_denominator(self) -> bool:
        """Whether the numerator is held against something."""
        return self.aggregation in _HELD_AGAINST


class Window(NamedTuple):
    """The days of a period, both included."""

    start: date
    end: date


class Face(NamedTuple):
    """A cell of a measure within one period: a territory, and the total (nulls) or one member of a breakdown."""

    territory: str
    dimension: str | None = None
    member: str | None = None


TOTAL = (None, None)


def counts_in(row: Row, window: Window) -> bool:
    """Whether a row counts in a period: some day of its own falls into it. Without a date it never does."""
    if row.reference_date is None:
        return False
    return row.reference_date <= window.end and (row.last_date or row.reference_date) >= window.start


def territories(row: Row) -> tuple[str, ...]:
    """The region; the département, or UND when nobody knows it; the EPCI when there is one."""
    departement = f"DEP-{row.departement_code}" if row.departement_code is not None else UNDETERMINED
    if row.epci_code is None:
        return (REGION, departement)
    return (REGION, departement, f"EPCI-{row.epci_code}")


_COLUMN_OF = {
    "dispositif": "dispositif_code",
    "ess_family": "ess_family",
    "operator": "operator_code",
    "kind": "kind_code",
}


def member_of(row: Row, dimension: str) -> str:
    """The row's code in a breakdown, or the member of those whose code nobody knows. Raises KeyError."""
    code: str | None = getattr(row, _COLUMN_OF[dimension])
    return UNDETERMINED_MEMBER if code is None else code


def faces(row: Row, breakdowns: Iterable[str]) -> Iterator[Face]:
    """Every cell, within one period, in which the row counts."""
    members: list[tuple[str | None, str | None]] = [TOTAL]
    members += [(dimension, member_of(row, dimension)) for dimension in breakdowns]
    for territory in territories(row):
        for dimension_, member in members:
            yield Face(territory, dimension_, member)
