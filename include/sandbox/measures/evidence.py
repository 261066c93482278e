"""What a rule takes from a fact's row: a unit, its days, its places, and what it is broken down by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sandbox.facts import REGION_CODE, UNDETERMINED
from sandbox.periods import Period
from sandbox.vocabulary import DEPARTEMENTS

Row = Mapping[str, Any]
Role = Literal["numerator", "denominator", "unknown"]

IN_THE_REGION = frozenset({REGION_CODE})
EVERYWHERE = frozenset({REGION_CODE, UNDETERMINED, *(f"DEP-{code}" for code in DEPARTEMENTS)})


@dataclass(frozen=True)
class Evidence:
    """A unit on its days; `unknown` where nobody knows its amount or its side.

    What happens on a day ends on it; what lasts ends with its end, or at the cut-off while it lasts.
    """

    unit: str
    first: date
    last: date
    places: frozenset[str]
    role: Role = "numerator"
    amount: float = 1
    members: Mapping[str, str] = field(default_factory=dict)

    def counts_in(self, period: Period) -> bool:
        """Whether any of its days is in the period."""
        return self.first <= period.end and self.last >= period.start

    def member(self, dimension: str) -> str:
        """Where it counts in a breakdown; what nobody knows counts as that."""
        return self.members.get(dimension, "indetermine")


@dataclass(frozen=True)
class Known:
    """All that the deliveries of a month let a perfect reader know.

    `core` are the rows of the facts, `units` the project of each record as the rules unite them,
    `bearers` the SIREN that Sirene gives by RNA number, `told` the days (ordinals) that each stream tells of.
    """

    cut_off: date
    epci: tuple[str, ...] = ()
    core: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    bearers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def rows(self, fact: str) -> Sequence[Row]:
        """The rows of a fact."""
        return self.core.get(fact, ())

    def project(self, row: Row) -> str:
        """The unit of the record that the row tells of."""
        return self.units[row["_record"]]

    def carrier(self, row: Row) -> str | None:
        """The row's organisation: its SIREN, else the one behind its RNA number, else that number."""
        rna: str | None = row.get("rna")
        siren: str | None = row["siren"]
        return siren or (self.bearers.get(rna, rna) if rna else None)


def day_of(row: Row, column: str) -> date | None:
    """A day of a row; None where nobody knows it."""
    text = row[column]
    return date.fromisoformat(text) if text else None


def places_of(row: Row) -> frozenset[str]:
    """The region; the département, or none that is known; the EPCI where there is one."""
    departement, epci = row.get("departement_code"), row.get("epci_code")
    found = {REGION_CODE, f"DEP-{departement}" if departement else UNDETERMINED}
    return frozenset(found | {f"EPCI-{epci}"} if epci else found)


def on_day(
    row: Row, unit: str, day: date, *, amount: float = 1, role: Role = "numerator", **members: str | None
) -> Evidence:
    """A unit of what happens on a day, where the row places it; an unknown member is none."""
    return lasting(row, unit, day, day, amount=amount, role=role, **members)


def lasting(
    row: Row, unit: str, first: date, last: date, *, amount: float = 1, role: Role = "numerator", **members: str | None
) -> Evidence:
    """A unit of what lasts, where the row places it; an unknown member is none."""
    told = {dimension: member for dimension, member in members.items() if member is not None}
    return Evidence(unit, first, last, places_of(row), role, amount, told)
