"""The sheet of one territory, a département or an EPCI: its figures beside the region's, from `marts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from sress.brief.context import BALANCE, CURRENT
from sress.brief.epci import read_epci
from sress.brief.figures import publication_of, snapshot
from sress.brief.measures import read_axes
from sress.brief.model import Axis, EpciTable, Measure
from sress.brief.parts import PublicationInfo, Reading, Standing
from sress.brief.query import rows
from sress.platform.settings import Settings
from sress.proposals.owners import fold

DEPARTEMENT, EPCI = "departement", "epci"
_TERRITORIES = "select territory, territory_kind, label_fr from marts.dim_territory order by position, label_fr"
_EPCI = "select population, communes, departement_codes from marts.dim_epci where is_current and epci_code = %s"
_READINGS = """
select value.reading_code, value.edition, value.value, value.numerator, value.denominator, value.unknown, value.status,
       reading.label_fr, reading.unit_fr, reading.is_headline
from marts.ambition_value as value
inner join marts.dim_ambition_reading as reading on reading.reading_code = value.reading_code
where value.territory = %s and value.member_code is null order by reading.ambition_code, reading.position
"""


class UnknownTerritory(LookupError):
    """No département or EPCI of the region has this code or name; the message names what comes near."""


@dataclass(frozen=True)
class Territory:
    """A territory of the served publication."""

    code: str
    kind: str
    label: str

    @property
    def number(self) -> str:
        """Its number without the word: `49`, `244400404`."""
        return self.code.partition("-")[2]


@dataclass(frozen=True)
class TerritorySheet:
    """What the sheet shows: the territory's figures, the region's by measure, its EPCI or what it is made of."""

    publication: PublicationInfo
    territory: Territory
    axes: tuple[Axis, ...]
    region: dict[str, Measure]
    epci: EpciTable | None
    readings: tuple[Reading, ...]
    population: int | None = None
    communes: int | None = None
    departements: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that are told for this territory, in the strategy's order."""
        return tuple(
            measure
            for axis in self.axes
            for priority in axis.priorities
            for indicator in priority.indicators
            for measure in indicator.measures
            if measure.figure is not None or measure.cumulative is not None
        )


def read_sheet(settings: Settings, name: str, publication_id: int | None = None) -> TerritorySheet:
    """The sheet of the territory of this code (49, DEP-49, 244400404) or name.

    Raises UnknownTerritory, LookupError when nothing is published, PublicationRefused for a publication that
    may not be read.
    """
    with snapshot(settings, publication_id) as connection:
        publication, previous_month = publication_of(connection)
        territory = find_territory(rows(connection, _TERRITORIES), name)
        cut_off = publication.cut_off
        regional = read_axes(connection, cut_off, None)
        measures = [m for a in regional for p in a.priorities for i in p.indicators for m in i.measures]
        return TerritorySheet(
            publication=publication,
            territory=territory,
            axes=read_axes(connection, cut_off, previous_month, territory.code),
            region={measure.code: measure for measure in measures},
            epci=_epci_within(read_epci(connection, measures, cut_off), territory),
            readings=_readings(connection, territory),
            **_facts(connection, territory),
        )


def find_territory(known: Iterable[dict[str, Any]], name: str) -> Territory:
    """The département or EPCI of this code or name. Raises UnknownTerritory."""
    places = [
        Territory(one["territory"], one["territory_kind"], one["label_fr"])
        for one in known
        if one["territory_kind"] in (DEPARTEMENT, EPCI)
    ]
    wanted = fold(name)
    for place in places:
        if wanted in (fold(place.code), fold(place.number), fold(place.label)):
            return place
    near = [place for place in places if wanted and wanted in fold(place.label)]
    if len(near) == 1:
        return near[0]
    told = ", ".join(f"{place.label} ({place.number})" for place in near[:8])
    hint = f"plusieurs y ressemblent : {told}" if near else "par exemple 49, 244400404 ou « Nantes Métropole »"
    raise UnknownTerritory(f"« {name} » n'est ni un département ni un EPCI de la région ; {hint}.")


def _epci_within(table: EpciTable | None, territory: Territory) -> EpciTable | None:
    """The EPCI that lie in the département, wholly or in part; none for an EPCI."""
    if table is None or territory.kind != DEPARTEMENT:
        return None
    found = tuple(row for row in table.rows if territory.number in row.departements.split(", "))
    return EpciTable(table.measures, found) if found else None


def _facts(connection: psycopg.Connection[Any], territory: Territory) -> dict[str, Any]:
    if territory.kind != EPCI:
        return {}
    found = rows(connection, _EPCI, (territory.number,))
    if not found:
        return {}
    one = found[0]
    departements = ", ".join((one["departement_codes"] or "").split())
    return {"population": one["population"], "communes": one["communes"], "departements": departements}


def _readings(connection: psycopg.Connection[Any], territory: Territory) -> tuple[Reading, ...]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for one in rows(connection, _READINGS, (territory.code,)):
        found.setdefault(one["reading_code"], {})[one["edition"]] = one
    return tuple(_reading(code, editions) for code, editions in found.items())


def _reading(code: str, editions: dict[str, dict[str, Any]]) -> Reading:
    one = next(iter(editions.values()))
    balance, current = (_standing(editions.get(name)) for name in (BALANCE, CURRENT))
    return Reading(code, one["label_fr"], one["unit_fr"] or "", one["is_headline"], None, balance, current)


def _standing(one: dict[str, Any] | None) -> Standing | None:
    if one is None:
        return None
    return Standing(one["value"], one["numerator"], one["denominator"], one["unknown"], "", one["status"])
