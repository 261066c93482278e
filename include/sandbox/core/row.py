"""What a row of a core fact is made of: what is left of a line's cells, the place, the organisation, the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sandbox.cog import Cog, Vintage, fold_name
from sandbox.facts import Lost
from sandbox.months import month_end, parse_month
from sandbox.vocabulary import DEPARTEMENTS
from sandbox.world import Place, World

Value = TypeVar("Value")


@dataclass(frozen=True)
class Run:
    """A month to tell of: the world, the geography of the run's year, and what the dirt destroyed."""

    world: World
    month: str
    cog: Cog
    lost: Lost

    @property
    def cut_off(self) -> date:
        """The last day of the month; nothing dated later is in a fact."""
        return month_end(*parse_month(self.month))

    @property
    def vintage(self) -> Vintage:
        """The geography of 1 January of the run's year."""
        return self.cog.of(parse_month(self.month)[0])

    def line(self, source: str, stream: str, ref: str) -> Line:
        """What is left of a line of the in-force files."""
        return Line(source, stream, ref, self.lost)


@dataclass(frozen=True)
class Line:
    """A line of an in-force file by the reference that the losses bear."""

    source: str
    stream: str
    ref: str
    lost: Lost

    @property
    def gone(self) -> bool:
        """Whether the whole line is lost."""
        return self.lost.row(self.source, self.stream, self.ref)

    def cell(self, column: str, value: Value) -> Value | None:
        """The true value of a cell; None when the cell is lost or nobody filled it."""
        if value == "" or self.lost.cell(self.source, self.stream, self.ref, column):
            return None
        return value

    def siren(self, column: str, identifier: str) -> str | None:
        """The SIREN of a cell that holds a SIREN or a SIRET."""
        known = self.cell(column, identifier)
        return known[:9] if known else None


def place_columns(place: Place | None, vintage: Vintage, departement: str | None = None) -> dict[str, str | None]:
    """The commune in force in this vintage with its département and EPCI.

    Without a commune, the département that the partner wrote in a column of its own; outside the
    region neither département nor EPCI.
    """
    commune = vintage.in_force(place.code) if place else None
    if commune is None:
        return {"commune_code": None, "departement_code": departement or None, "epci_code": None}
    inside = commune.departement in DEPARTEMENTS
    return {
        "commune_code": commune.code,
        "departement_code": commune.departement if inside else None,
        "epci_code": vintage.members.get(commune.code) if inside else None,
    }


def communes_named(run: Run, written: str) -> set[str]:
    """The communes in force that a name may mean: that bear it or bore it, by the run's vintage, else by any other."""
    name = fold_name(written)
    now = run.vintage.names.get(name)
    codes = now or {code for vintage in run.cog.vintages.values() for code in vintage.names.get(name, ())}
    return {commune.code for code in codes if (commune := run.vintage.in_force(code))}


def iso(day: date | None) -> str | None:
    """A day as it stands in core.json."""
    return day.isoformat() if day else None


def by_key(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The rows in the order of their key."""
    return sorted(rows, key=lambda row: str(row[key]))
