"""URSCOP (S06): takeovers accompanied, restated from the start of the year, and the directory of Scop and Scic.

One workbook a quarter for each. Some members stand in the directory by their name only; an enterprise
that its employees took over becomes a member. Now and then somebody types a bracket as a workforce.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.legal_units import LegalUnit, legal_units
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems.urscop_sheets import DIRECTORY, OPERATIONS, ORIGINS, SOURCE
from sandbox.tables import FIELD_LOSS_RATE, FileTable, Line, Loss, Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, Project, World
from sandbox.xlsx_files import xlsx_bytes

_BRACKETS = ((2, "1 à 2"), (5, "3 à 5"), (9, "6 à 9"), (19, "10 à 19"), (49, "20 à 49"), (99, "50 à 99"))
_COOPERATIVES = ("SCOP", "SCIC")
_NEVER_TAKEN_OVER = (*_COOPERATIVES, "Mutuelle", "Fondation")

Rows = list[tuple[str, Mapping[str, Value], Any]]


@dataclass(frozen=True)
class Takeover:
    """An accompanied operation; `ended` is the day on which its outcome is known."""

    number: str
    project: Project
    kind: str
    entered: date
    known_on: date
    ended: date
    outcome: str
    workforce: int | None

    def state(self, day: date) -> str:
        """In progress until it ends."""
        return self.outcome if self.ended <= day else "en_cours"


def takeovers(world: World) -> list[Takeover]:
    """Every operation ever accompanied, by number; an enterprise is accompanied once."""
    first: dict[str, Takeover] = {}
    found = (_takeover(world.seed, project) for project in world.projects if project.organisation.siren)
    for item in sorted((item for item in found if item), key=lambda item: (item.entered, item.number)):
        first.setdefault(item.project.organisation.siren, item)
    return sorted(first.values(), key=lambda item: item.number)


def _takeover(seed: int, project: Project) -> Takeover | None:
    """Of an enterprise outside the social economy mostly; an association is transformed."""
    rng = stream(seed, SOURCE, project.identity)
    social = project.organisation.ess is True
    if project.organisation.name.startswith(_NEVER_TAKEN_OVER) or rng.random() > (0.04 if social else 0.17):
        return None
    entered = project.started + timedelta(days=rng.randint(0, 200))
    return Takeover(
        f"URS-{project.identity}",
        project,
        "autre" if social else rng.choices(("transmission_saine", "reprise_difficulte"), weights=(65, 35))[0],
        entered,
        entered + timedelta(days=rng.choice((0, 3, 10, 40))),
        entered + timedelta(days=rng.randint(90, 800)),
        rng.choices(("aboutie", "abandonnee"), weights=(65, 35))[0],
        rng.randint(2, 60) if rng.random() < 0.88 else None,
    )


def quarters(month: str) -> list[tuple[int, int]]:
    """The last quarter of each past year, and the last two of the month's year that have ended."""
    year, number = parse_month(month)
    past = [(y, 12) for y in range(FIRST_YEAR, year)]
    return past + [(year, q * 3) for q in range(1, 5) if q * 3 <= number][-2:]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The workbooks of a month."""
    every, ends = takeovers(world), quarters(month)
    newest = dict(ends)
    made = []
    for year, number in ends:
        delivery = Delivery(SOURCE, f"urscop_operations_{year}-{number:02d}.xlsx", year, number, newest[year] == number)
        rows = _operation_rows(every, delivery)
        made.append(_workbook(OPERATIONS, rows, Mess(world.seed, level, delivery, cog), "Opérations"))
    year, number = ends[-1]
    delivery = Delivery(SOURCE, f"urscop_annuaire_{year}-{number:02d}.xlsx", year, number, True)
    rows = _directory_rows(world, every, extraction_day(year, number))
    return [*made, _workbook(DIRECTORY, rows, Mess(world.seed, level, delivery, cog), "Annuaire")]


def _workbook(sheet: Sheet, rows: Rows, mess: Mess, name: str) -> Made:
    delivery = mess.delivery
    table = soil(sheet_table(sheet, rows), sheet, mess)
    _type_brackets(table, mess)
    table.banner = [f"{name} – {delivery.month:02d}/{delivery.year}", "Données synthétiques", ""]
    data, numbers = xlsx_bytes({name: table}, {})
    return Made(delivery, (Part(sheet.stream, table, numbers[name], sheet.fields),), data)


def _type_brackets(table: FileTable, mess: Mess) -> None:
    """Put a bracket for a number into some lines that stand once: how many there are is lost."""
    again = {line.ref.removesuffix("#again") for line in table.lines if line.ref.endswith("#again")}
    for line in table.lines:
        alone = line.shape == "row" and line.ref.removesuffix("#again") not in again
        if alone and not line.losses and mess.share("bracket", line.ref) < FIELD_LOSS_RATE[mess.level]:
            _type_bracket(line)


def _type_bracket(line: Line) -> None:
    workforce = line.item.values.get("effectif")
    bracket = next((text for most, text in _BRACKETS if isinstance(workforce, int) and workforce <= most), None)
    if bracket:
        line.cells["effectif"] = bracket
        line.losses.append(Loss("effectif", "bracket", "une tranche n'est pas un nombre", False))


def _operation_rows(every: list[Takeover], delivery: Delivery) -> Rows:
    day = delivery.extracted_on
    return [
        (item.number, _takeover_values(item, day), item)
        for item in every
        if item.entered.year == delivery.year and item.known_on <= day
    ]


def _takeover_values(item: Takeover, day: date) -> Mapping[str, Value]:
    project = item.project
    return {
        "n_operation": item.number,
        "siren": project.organisation.siren,
        "raison_sociale": project.organisation.name,
        "type": item.kind,
        "statut": item.state(day),
        "date_entree": item.entered,
        "date_fin": item.ended if item.ended <= day else None,
        "effectif": item.workforce,
        "commune": project.place.name if project.place else "",
        "code_postal": project.place.postal if project.place else "",
        "departement": project.departement,
        "cedant": project.person.name,
        "courriel_cedant": project.person.mail,
        "origine_donnee": MARK,
    }


def _directory_rows(world: World, every: list[Takeover], day: date) -> Rows:
    """Cooperatives by birth, then the enterprises taken over by `day`; each SIREN once."""
    departements = {project.organisation.siren: project.departement for project in world.projects}
    units = {unit.siren: unit for unit in legal_units(world)}
    joined = {
        siren: _born(world.seed, unit)
        for siren, unit in units.items()
        if unit.organisation.name.startswith(_COOPERATIVES)
    }
    for item in every:
        if item.outcome == "aboutie":
            joined.setdefault(item.project.organisation.siren, _taken_over(item))
    return [
        (siren, _member_values(world.seed, units[siren], member, departements[siren]), units[siren])
        for siren, member in sorted(joined.items())
        if max(units[siren].created, member["date_entree"]) <= day
    ]


def _born(seed: int, unit: LegalUnit) -> dict[str, Any]:
    rng = stream(seed, SOURCE, "born", unit.siren)
    family = "scop" if unit.organisation.name.startswith("SCOP") else "scic"
    form = {"5458": "scop_sarl", "5558": "scop_sa", "5560": "scic_sa"}.get(unit.periods[0].category, f"{family}_sas")
    entered = unit.created + timedelta(days=rng.randint(0, 200))
    return {"forme": form, "origine": rng.choice(list(ORIGINS)), "date_entree": entered}


def _taken_over(item: Takeover) -> dict[str, Any]:
    origins = {"transmission_saine": "transmission", "reprise_difficulte": "reprise", "autre": "transformation"}
    form = "scic_sas" if item.kind == "autre" else "scop_sarl"
    return {"forme": form, "origine": origins[item.kind], "date_entree": item.ended}


def _member_values(seed: int, unit: LegalUnit, member: dict[str, Any], departement: str) -> Mapping[str, Value]:
    rng = stream(seed, SOURCE, "directory", unit.siren)
    return {
        **member,
        "raison_sociale": unit.organisation.name,
        "siren": unit.siren if rng.random() < 0.85 else "",
        "date_immatriculation": unit.created,
        "effectif": rng.randint(2, 90),
        "departement": departement,
        "origine_donnee": MARK,
    }
