"""ESS France's national list of ESS enterprises (R2), as its data.gouv.fr entry gives it: SIREN without their zeros."""

from __future__ import annotations

import csv
import io
from datetime import date

from sandbox.chance import share
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.legal_units import LegalUnit, legal_units
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.sheet import Field
from sandbox.tables import Cell, FileTable, Line
from sandbox.vocabulary import MARK
from sandbox.world import World

SOURCE = "ess_france"
DATASET = "liste-des-entreprises-de-less"
FIELDS = (
    Field("siren", ("Identifiant SIREN",), "siren"),
    Field("denomination", ("Nom ou raison sociale de l'entreprise",)),
    Field("famille", ("Famille juridique de l'entreprise",)),
    Field("origine_donnee", ("origine_donnee",), "constant"),
)
_FAMILIES = {
    "9220": "Association",
    "9300": "Fondation",
    "8210": "Mutuelle",
    "5458": "Coopérative",
    "5558": "Coopérative",
}
_LISTED = 0.93
_FIRST_EDITION = 2022


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The editions of the strategy's years, one published each January; the catalogue keeps them all."""
    year, number = parse_month(month)
    newest = year if number > 1 else year - 1
    return [_edition(world, edition, level) for edition in range(min(_FIRST_EDITION, newest), newest + 1)]


def _edition(world: World, edition: int, level: int) -> Made:
    day = extraction_day(edition, 1)
    units = [unit for unit in legal_units(world) if unit.created <= day and _is_listed(world, unit, day)]
    lines = [Line(unit.siren, _cells(unit, level), unit) for unit in units]
    table = FileTable([item.name for item in FIELDS], {item.name: item.headers[0] for item in FIELDS}, lines)
    name = f"liste-des-entreprises-de-less-{edition}.csv"
    delivery = Delivery(SOURCE, f"{SOURCE}_entreprises_{edition}_{name}", edition, 1, True)
    part = Part("entreprises", table, list(range(2, len(lines) + 2)), FIELDS)
    title = f"Liste des entreprises de l'ESS – édition {edition}"
    return Made(delivery, (part,), _csv(table), way="open", dataset=DATASET, title=title, name=name)


def _is_listed(world: World, unit: LegalUnit, day: date) -> bool:
    """Most ESS units are in the list; some that should be are not, a few that should not are."""
    current = unit.known(day)[-1]
    social = current.ess == "O" or current.category in _FAMILIES
    chance = share(world.seed, SOURCE, unit.siren)
    return chance < _LISTED if social else chance < 0.01


def _cells(unit: LegalUnit, level: int) -> dict[str, Cell]:
    siren = unit.siren.lstrip("0") if level else unit.siren
    return {
        "siren": siren,
        "denomination": unit.organisation.name.upper(),
        "famille": _FAMILIES.get(unit.periods[0].category, "Société commerciale de l'ESS"),
        "origine_donnee": MARK,
    }


def _csv(table: FileTable) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([table.headers[name] for name in table.columns])
    writer.writerows([line.cells[name] for name in table.columns] for line in table.lines)
    return buffer.getvalue().encode()
