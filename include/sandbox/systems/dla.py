"""The DLA's export (S09): structures received and diagnosed, and the engineering engaged for them.

A collective engineering has one row for each structure that benefits, each with the whole amount; a
structure may change its name and keeps its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems.dla_world import SOURCE, Engineering, Structure, engineerings, structures
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import World

KINDS: dict[str, tuple[str, ...]] = {
    "individuelle": ("Individuelle", "Ingénierie individuelle"),
    "collective": ("Collective", "Ingénierie collective"),
}
STATES: dict[str, tuple[str, ...]] = {
    "preparation": ("En préparation", "Projet"),
    "engagee": ("Engagée", "Terminée"),
    "annulee": ("Annulée", "Abandonnée"),
}
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


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The export of a month: the whole state of both lists."""
    year, number = parse_month(month)
    day = extraction_day(year, number)
    every = structures(world)
    received = [item for item in every if item.known_on <= day]
    shown = [item for item in engineerings(world, every) if item.known_on <= day]
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, _structure_values(item, day), item) for item in received
    ]
    works: list[tuple[str, Mapping[str, Value], Any]] = [
        (f"{item.number}/{member.number}", _engineering_values(item, member, day), item)
        for item in shown
        for member in item.structures
        if member.known_on <= day
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
        "montant": item.amount_on(day),
        "date_engagement": item.engaged,
        "statut": item.state(day),
        "prestataire": item.provider,
        "origine_donnee": MARK,
    }
