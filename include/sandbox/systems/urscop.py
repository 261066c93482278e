"""URSCOP (S06): takeovers accompanied, restated from the start of the year, and the directory of Scop and Scic.

One workbook a quarter for each. Small members stand in the directory by their name only.
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
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, Project, World
from sandbox.xlsx_files import xlsx_bytes

SOURCE = "urscop"
KINDS: dict[str, tuple[str, ...]] = {
    "transmission_saine": ("Transmission d'entreprise saine", "Transmission saine"),
    "reprise_difficulte": ("Reprise d'entreprise en difficulté", "Reprise en difficulté"),
    "autre": ("Autre", "Transformation d'association"),
}
STATES: dict[str, tuple[str, ...]] = {
    "en_cours": ("En cours", "Accompagnement en cours"),
    "aboutie": ("Aboutie", "Réalisée"),
    "abandonnee": ("Abandonnée", "Sans suite"),
}
FORMS: dict[str, tuple[str, ...]] = {
    "scop_sarl": ("SCOP SARL",),
    "scop_sa": ("SCOP SA",),
    "scop_sas": ("SCOP SAS",),
    "scic_sa": ("SCIC SA",),
    "scic_sarl": ("SCIC SARL",),
    "scic_sas": ("SCIC SAS",),
}
ORIGINS: dict[str, tuple[str, ...]] = {
    "ex_nihilo": ("Ex nihilo", "Création ex nihilo"),
    "transmission": ("Transmission",),
    "reprise": ("Reprise",),
    "transformation": ("Transformation",),
}
_MARK = Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant")
_HABITS = Habits(dates="cell", amounts="cell")
OPERATIONS = Sheet(
    SOURCE,
    "operations",
    (
        Field("n_operation", ("N° opération", "Réf. opération"), required=True),
        Field("siren", ("SIREN de l'entreprise", "SIREN cédant"), "siren"),
        Field("raison_sociale", ("Raison sociale", "Entreprise")),
        Field("type", ("Type", "Nature de l'opération"), "code", required=True, labels=KINDS),
        Field("statut", ("Statut", "Issue"), "code", required=True, labels=STATES),
        Field("date_entree", ("Date d'entrée", "Entrée en accompagnement"), "date", required=True),
        Field("date_fin", ("Date de fin", "Fin"), "date"),
        Field("effectif", ("Effectif à l'entrée", "Salariés"), "integer"),
        Field("commune", ("Commune", "Ville")),
        Field("code_postal", ("Code postal", "CP"), "postal_code"),
        Field("departement", ("Dépt", "Département"), "constant"),
        Field("cedant", ("Cédant", "Nom du cédant"), "person"),
        _MARK,
    ),
    _HABITS,
)
DIRECTORY = Sheet(
    SOURCE,
    "annuaire",
    (
        Field("raison_sociale", ("Raison sociale", "Nom"), required=True),
        Field("siren", ("SIREN", "N° SIREN"), "siren"),
        Field("forme", ("Forme", "Forme juridique"), "code", required=True, labels=FORMS),
        Field("origine", ("Origine", "Mode de création"), "code", labels=ORIGINS),
        Field("date_immatriculation", ("Date d'immatriculation", "Immatriculation"), "date"),
        Field("date_entree", ("Date d'adhésion", "Entrée"), "date"),
        Field("effectif", ("Effectif", "Salariés"), "integer"),
        Field("departement", ("Dépt", "Département"), "constant"),
        _MARK,
    ),
    _HABITS,
)


@dataclass(frozen=True)
class Takeover:
    """An accompanied operation; `ended` is the day on which its outcome is known."""

    number: str
    project: Project
    kind: str
    entered: date
    ended: date
    outcome: str
    workforce: int | None

    def state(self, day: date) -> str:
        """In progress until it ends."""
        return self.outcome if self.ended <= day else "en_cours"


def takeovers(world: World) -> list[Takeover]:
    """Every operation ever accompanied, by number."""
    found = (_takeover(world.seed, project) for project in world.projects if project.organisation.siren)
    return sorted((item for item in found if item is not None), key=lambda item: item.number)


def _takeover(seed: int, project: Project) -> Takeover | None:
    rng = stream(seed, SOURCE, project.identity)
    if rng.random() > 0.07:
        return None
    entered = project.started + timedelta(days=rng.randint(0, 200))
    return Takeover(
        f"URS-{project.identity}",
        project,
        rng.choices(list(KINDS), weights=(55, 30, 15))[0],
        entered,
        entered + timedelta(days=rng.randint(90, 800)),
        rng.choices(("aboutie", "abandonnee"), weights=(65, 35))[0],
        rng.randint(2, 60) if rng.random() < 0.88 else None,
    )


def _quarters(month: str) -> list[tuple[int, int]]:
    """The last quarter of each past year, and the quarters of the month's year that have ended."""
    year, number = parse_month(month)
    past = [(y, 12) for y in range(FIRST_YEAR, year)]
    return past + [(year, q * 3) for q in range(1, 5) if q * 3 <= number][-2:]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The workbooks of a month."""
    every, units = takeovers(world), legal_units(world)
    quarters = _quarters(month)
    newest = {year: max(m for y, m in quarters if y == year) for year, _ in quarters}
    made = []
    for year, number in quarters:
        delivery = Delivery(SOURCE, f"urscop_operations_{year}-{number:02d}.xlsx", year, number, newest[year] == number)
        made.append(_operations(world, every, delivery, level, cog))
    year, number = quarters[-1]
    directory = Delivery(SOURCE, f"urscop_annuaire_{year}-{number:02d}.xlsx", year, number, True)
    return [*made, _directory(world, units, directory, level, cog)]


def _operations(world: World, every: list[Takeover], delivery: Delivery, level: int, cog: Cog) -> Made:
    day = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, _takeover_values(item, day), item)
        for item in every
        if item.entered.year == delivery.year and item.entered <= day
    ]
    return _workbook(world, OPERATIONS, rows, delivery, level, cog, "Opérations")


def _directory(world: World, units: list[LegalUnit], delivery: Delivery, level: int, cog: Cog) -> Made:
    day = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (unit.siren, _member_values(world.seed, unit), unit)
        for unit in units
        if unit.organisation.name.startswith(("SCOP", "SCIC")) and unit.created <= day
    ]
    return _workbook(world, DIRECTORY, rows, delivery, level, cog, "Annuaire")


def _workbook(
    world: World,
    sheet: Sheet,
    rows: list[tuple[str, Mapping[str, Value], Any]],
    delivery: Delivery,
    level: int,
    cog: Cog,
    name: str,
) -> Made:
    table = soil(sheet_table(sheet, rows), sheet, Mess(world.seed, level, delivery, cog))
    table.banner = [f"{name} – {delivery.month:02d}/{delivery.year}", "Données synthétiques", ""]
    data, numbers = xlsx_bytes({name: table}, {})
    return Made(delivery, (Part(sheet.stream, table, numbers[name], sheet.fields),), data)


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
        "origine_donnee": MARK,
    }


def _member_values(seed: int, unit: LegalUnit) -> Mapping[str, Value]:
    rng = stream(seed, SOURCE, "directory", unit.siren)
    family = "scop" if unit.organisation.name.startswith("SCOP") else "scic"
    form = {"5458": "scop_sarl", "5558": "scop_sa", "5560": "scic_sa"}.get(unit.periods[0].category, f"{family}_sas")
    return {
        "raison_sociale": unit.organisation.name,
        "siren": unit.siren if rng.random() < 0.85 else "",
        "forme": form,
        "origine": rng.choice(list(ORIGINS)),
        "date_immatriculation": unit.created,
        "date_entree": unit.created + timedelta(days=rng.randint(0, 200)),
        "effectif": rng.randint(2, 90),
        "departement": "",
        "origine_donnee": MARK,
    }
