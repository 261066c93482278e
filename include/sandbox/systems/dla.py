"""The DLA's export (S09): structures received and diagnosed, and the engineering engaged for them.

A collective engineering has one row for each structure that benefits, each with the whole amount; a
structure may change its name and keeps its number.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.projects import seen_organisation, seen_title
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import Project, World

SOURCE = "dla"
KINDS: dict[str, tuple[str, ...]] = {
    "individuelle": ("Individuelle", "Ingénierie individuelle"),
    "collective": ("Collective", "Ingénierie collective"),
}
STATES: dict[str, tuple[str, ...]] = {
    "preparation": ("En préparation", "Projet"),
    "engagee": ("Engagée", "Terminée"),
    "annulee": ("Annulée", "Abandonnée"),
}
_THEMES = ("Modèle économique", "Gouvernance", "Ressources humaines", "Coopération", "Communication")
_HABITS = Habits(dates="french", amounts="french", booleans=("oui", "non"), encoding="utf-8-sig")
_MARK = Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant")
STRUCTURES = Sheet(
    SOURCE,
    "structures",
    (
        Field("id_structure", ("id_structure", "Id structure"), "constant"),
        Field("siret", ("siret", "N° SIRET"), "siret"),
        Field("nom", ("nom_structure", "Nom de la structure")),
        Field("commune", ("commune", "Commune du siège")),
        Field("code_postal", ("code_postal", "CP"), "postal_code"),
        Field("departement", ("dept", "Département"), "constant"),
        Field("date_accueil", ("date_accueil", "Date d'accueil"), "date", required=True),
        Field("date_diagnostic", ("date_diagnostic", "Date du diagnostic"), "date"),
        Field("effectif", ("effectif", "Effectif salarié"), "integer"),
        Field("etp", ("etp", "ETP"), "constant"),
        Field("contact", ("contact", "Contact"), "person"),
        Field("courriel", ("courriel", "Courriel du contact"), "person"),
        _MARK,
    ),
    _HABITS,
    split="nom",
    movable=False,
)
ENGINEERING = Sheet(
    SOURCE,
    "ingenieries",
    (
        Field("id_ingenierie", ("id_ingenierie", "Id ingénierie"), "constant"),
        Field("id_structure", ("id_structure", "Id structure"), "constant"),
        Field("nature", ("nature", "Nature de l'ingénierie"), "code", required=True, labels=KINDS),
        Field("theme", ("theme", "Thème")),
        Field("intitule", ("intitule", "Intitulé")),
        Field("montant", ("montant", "Montant engagé"), "amount", rejects=True),
        Field("date_engagement", ("date_engagement", "Date d'engagement"), "date", rejects=True),
        Field("statut", ("statut", "État"), "code", required=True, labels=STATES),
        Field("prestataire", ("prestataire", "Prestataire"), "person"),
        _MARK,
    ),
    _HABITS,
    split="theme",
    movable=False,
    totals=False,
)


@dataclass(frozen=True)
class Structure:
    """A structure at the DLA; `renamed` is its later name with the day from which it bears it."""

    number: str
    project: Project
    name: str
    renamed: tuple[str, date] | None
    received: date
    diagnosed: date | None
    workforce: int


@dataclass(frozen=True)
class Engineering:
    """An engineering for one or several structures; not engaged yet: no day."""

    number: str
    structures: tuple[Structure, ...]
    kind: str
    theme: str
    amount: int
    title: str
    engaged: date | None
    given_up: date | None
    known_on: date
    provider: str

    def state(self, day: date) -> str:
        """Prepared, then engaged, then perhaps given up."""
        if self.given_up and self.given_up <= day:
            return "annulee"
        return "engagee" if self.engaged else "preparation"


def structures(world: World) -> list[Structure]:
    """Every structure ever received, by number."""
    found = (_structure(world.seed, project) for project in world.projects if project.organisation.siret)
    return sorted((item for item in found if item is not None), key=lambda item: item.number)


def _structure(seed: int, project: Project) -> Structure | None:
    rng = stream(seed, SOURCE, project.identity)
    if project.ess is False or rng.random() > 0.18:
        return None
    received = project.started + timedelta(days=rng.randint(10, 250))
    name = seen_organisation(project, rng)
    renamed = (f"{name} et Compagnie", received + timedelta(days=rng.randint(60, 500))) if rng.random() < 0.06 else None
    diagnosed = received + timedelta(days=rng.randint(15, 120)) if rng.random() < 0.7 else None
    return Structure(f"DLA-{project.identity}", project, name, renamed, received, diagnosed, rng.randint(0, 40))


def engineerings(world: World, received: list[Structure]) -> list[Engineering]:
    """Every engineering ever engaged or prepared, by number."""
    diagnosed = [item for item in received if item.diagnosed]
    found = []
    for item in diagnosed:
        rng = stream(world.seed, SOURCE, "engineering", item.number)
        if item.diagnosed is None or rng.random() > 0.75:
            continue
        others = rng.sample(diagnosed, min(len(diagnosed), rng.randint(2, 4))) if rng.random() < 0.15 else []
        members = tuple(dict.fromkeys([item, *(other for other in others if other.received <= item.diagnosed)]))
        day = item.diagnosed + timedelta(days=rng.randint(10, 150))
        found.append(_engineering(rng, item.number.replace("DLA", "ING"), members, day))
    return found


def _engineering(rng: random.Random, number: str, members: tuple[Structure, ...], day: date) -> Engineering:
    engaged = day if rng.random() < 0.9 else None
    kind = "collective" if len(members) > 1 else "individuelle"
    provider = f"Cabinet Exemple {rng.randint(1, 30)} (fictif)"
    given_up = day + timedelta(days=rng.randint(20, 200)) if engaged and rng.random() < 0.06 else None
    return Engineering(
        number,
        members,
        kind,
        rng.choice(_THEMES),
        rng.randrange(10, 90) * 100,
        seen_title(members[0].project, rng),
        engaged,
        given_up,
        day + timedelta(days=4),
        provider,
    )


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The export of a month: the whole state of both lists."""
    year, number = parse_month(month)
    day = extraction_day(year, number)
    every = structures(world)
    received = [item for item in every if item.received <= day]
    shown = [item for item in engineerings(world, every) if item.known_on <= day]
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, _structure_values(item, day), item) for item in received
    ]
    works: list[tuple[str, Mapping[str, Value], Any]] = [
        (f"{item.number}/{member.number}", _engineering_values(item, member, day), item)
        for item in shown
        for member in item.structures
    ]
    return [_made(world, month, level, cog, STRUCTURES, rows), _made(world, month, level, cog, ENGINEERING, works)]


def _made(
    world: World, month: str, level: int, cog: Cog, sheet: Sheet, rows: list[tuple[str, Mapping[str, Value], Any]]
) -> Made:
    year, number = parse_month(month)
    delivery = Delivery(SOURCE, f"dla_{sheet.stream}_{month}.csv", year, number, True)
    table = soil(sheet_table(sheet, rows), sheet, Mess(world.seed, level, delivery, cog))
    data, numbers = csv_bytes(table)
    return Made(delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def _structure_values(item: Structure, day: date) -> Mapping[str, Value]:
    project = item.project
    place = project.place
    return {
        "id_structure": item.number,
        "siret": project.organisation.siret,
        "nom": item.renamed[0] if item.renamed and item.renamed[1] <= day else item.name,
        "commune": place.name if place else "",
        "code_postal": place.postal if place else "",
        "departement": project.departement,
        "date_accueil": item.received,
        "date_diagnostic": item.diagnosed if item.diagnosed and item.diagnosed <= day else None,
        "effectif": item.workforce,
        "etp": f"{item.workforce * 0.8:.1f}".replace(".", ","),
        "contact": project.person.name,
        "courriel": project.person.mail,
        "origine_donnee": MARK,
    }


def _engineering_values(item: Engineering, member: Structure, day: date) -> Mapping[str, Value]:
    return {
        "id_ingenierie": item.number,
        "id_structure": member.number,
        "nature": item.kind,
        "theme": item.theme,
        "intitule": item.title,
        "montant": item.amount,
        "date_engagement": item.engaged,
        "statut": item.state(day),
        "prestataire": item.provider,
        "origine_donnee": MARK,
    }
