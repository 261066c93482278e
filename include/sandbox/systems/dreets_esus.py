"""The national list of ESUS agreements, an open workbook: who holds a valid one on the day of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.legal_units import legal_units
from sandbox.made import Made, Part
from sandbox.make_dossiers import make_organisation
from sandbox.months import add_months, extraction_day, parse_month
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, LAST_YEAR, Organisation, World
from sandbox.xlsx_files import xlsx_bytes

SOURCE = "dreets"
DATASET = "liste-nationale-des-entreprises-agreees-esus"
PUBLISHED_IN = (2, 7)
DURATIONS: dict[str, tuple[str, ...]] = {"5": ("5 ans", "Cinq ans"), "2": ("2 ans", "Deux ans")}
SHEET = Sheet(
    SOURCE,
    "esus",
    (
        Field("denomination", ("Dénomination sociale", "Dénomination", "Nom de l'entreprise")),
        Field("siren", ("SIREN", "N° SIREN", "Numéro SIREN"), "siren", required=True),
        Field("departement", ("Département", "Dépt"), "constant"),
        Field(
            "date_agrement",
            ("Date de l'agrément", "Date d'agrément", "Date de la décision"),
            "date",
            required=True,
        ),
        Field("duree", ("Durée de l'agrément", "Durée"), "code", labels=DURATIONS),
        Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant"),
    ),
    Habits(dates="cell"),
    totals=False,
)
_ELSEWHERE = ("13", "31", "33", "35", "56", "59", "69", "75", "79", "93")
_HOLDERS = 0.14
_RENEWED = 0.65
_YOUNG = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Agreement:
    """An agreement from its first day on, for `years`."""

    organisation: Organisation
    departement: str
    start: date
    years: int

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day; the day of its end no longer belongs to it."""
        return self.start <= day < add_months(self.start, 12 * self.years)


def agreements(world: World) -> list[Agreement]:
    """Every agreement ever given, in the region and elsewhere, by SIREN and day."""
    departements = {project.organisation.siren: project.departement for project in world.projects}
    found: list[Agreement] = []
    for unit in legal_units(world):
        rng = stream(world.seed, SOURCE, "esus", unit.siren)
        if unit.organisation.ess is not False and rng.random() < _HOLDERS:
            found += _of(world.seed, unit.organisation, departements[unit.siren], unit.created)
    for rank in range(80 * world.scale):
        rng = stream(world.seed, SOURCE, "elsewhere", rank)
        organisation = make_organisation(rng)
        if organisation.siren:
            created = date(2010, 1, 1) + timedelta(days=rng.randrange(5500))
            found += _of(world.seed, organisation, rng.choice(_ELSEWHERE), created)
    return sorted(found, key=lambda item: (item.organisation.siren, item.start))


def _of(seed: int, organisation: Organisation, departement: str, created: date) -> Iterator[Agreement]:
    """A first agreement, two years for a young enterprise; then renewed, perhaps after a gap, or not."""
    rng = stream(seed, SOURCE, "agreement", organisation.siren)
    start = max(created, date(2015, 1, 1)) + timedelta(days=rng.randint(100, 1800))
    years = 2 if start - created < _YOUNG else 5
    while start.year <= LAST_YEAR:
        yield Agreement(organisation, departement, start, years)
        if rng.random() > _RENEWED:
            return
        start, years = add_months(start, 12 * years) + timedelta(days=rng.choice((0, 0, 12, 70, 200))), 5


def editions(month: str) -> list[tuple[int, int]]:
    """Year and month of every edition published by the end of a month's extraction."""
    limit = extraction_day(*parse_month(month))
    return [
        (year, number)
        for year in range(FIRST_YEAR, limit.year + 1)
        for number in PUBLISHED_IN
        if date(year, number, 1) <= limit
    ]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """Every edition so far: none replaces another."""
    every = agreements(world)
    return [_made(world, every, year, number, level, cog) for year, number in editions(month)]


def _made(world: World, every: list[Agreement], year: int, number: int, level: int, cog: Cog) -> Made:
    edition, day = f"{year}-{number:02d}", date(year, number, 1)
    name = f"liste-nationale-esus-{edition}.xlsx"
    delivery = Delivery(SOURCE, f"{SOURCE}_{SHEET.stream}_{edition}_{name}", year, number, True)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (f"{item.organisation.siren}/{item.start}", _values(item), item) for item in every if item.holds_on(day)
    ]
    table = soil(sheet_table(SHEET, rows), SHEET, Mess(world.seed, level, delivery, cog))
    table.banner = [f"Entreprises agréées ESUS au {day:%d/%m/%Y}", "Données synthétiques du bac à sable", ""]
    data, numbers = xlsx_bytes({"Liste ESUS": table}, {})
    part = Part(SHEET.stream, table, numbers["Liste ESUS"], SHEET.fields)
    title = f"Liste nationale des entreprises ESUS – {edition}"
    return Made(delivery, (part,), data, way="open", dataset=DATASET, title=title, name=name, media="xlsx")


def _values(item: Agreement) -> Mapping[str, Value]:
    return {
        "denomination": item.organisation.name,
        "siren": item.organisation.siren,
        "departement": item.departement,
        "date_agrement": item.start,
        "duree": str(item.years),
        "origine_donnee": MARK,
    }
