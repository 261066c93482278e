"""Banque des Territoires (S10): each quarter a workbook of all its operations since 2021.

An operation is often engineering first and money later. Amounts of equity may be confidential: the
operation stands there without one. Amounts are revised and operations given up from one quarter to the next.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import add_months, extraction_day, parse_month
from sandbox.projects import seen_commune, seen_organisation, seen_title
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import Project, World
from sandbox.xlsx_files import xlsx_bytes

SOURCE = "banque_des_territoires"
NATURES: dict[str, tuple[str, ...]] = {
    "ingenierie": ("Ingénierie", "Crédits d'ingénierie", "Subvention d'ingénierie"),
    "fonds_propres": ("Fonds propres", "Investissement en fonds propres", "FP"),
    "quasi_fonds_propres": ("Quasi-fonds propres", "Titres participatifs", "QFP"),
    "pret": ("Prêt", "Prêt long terme"),
}
THEMES: dict[str, tuple[str, ...]] = {
    "tiers_lieux": ("Tiers-lieux", "Nouveaux lieux, nouveaux liens", "Fabriques de territoire"),
    "ess_inclusion": ("ESS et inclusion", "Économie sociale et solidaire", "ESS"),
    "alimentation": ("Alimentation durable", "Alimentation"),
    "mobilite": ("Mobilité", "Mobilités durables"),
    "vieillissement": ("Vieillissement et santé", "Habitat inclusif"),
}
STATES: dict[str, tuple[str, ...]] = {
    "engage": ("Engagée", "Engagé", "Contractualisée"),
    "solde": ("Soldée", "Soldé", "Terminée"),
    "abandonne": ("Abandonnée", "Abandon", "Annulée"),
}
_EQUITY = ("fonds_propres", "quasi_fonds_propres")
_PLACES_TO_WORK = ("Tiers-lieu", "Café associatif")

# « nonbeneficiaire » and « idbeneficiare » are the misspelt names of the bank's own open data.
SHEET = Sheet(
    SOURCE,
    "operations",
    (
        Field("n_operation", ("N° opération", "Référence opération", "Réf. opération"), required=True),
        Field("intitule", ("Opération", "Intitulé de l'opération", "objet")),
        Field("beneficiaire", ("Bénéficiaire", "Nom du bénéficiaire", "nonbeneficiaire")),
        Field("siren", ("SIREN", "N° SIREN", "idbeneficiare"), "siren"),
        Field("nature", ("Nature", "Nature de l'intervention", "Type d'intervention"), "code", True, labels=NATURES),
        Field("thematique", ("Thématique", "Programme"), "code", labels=THEMES),
        Field("date_engagement", ("Date d'engagement", "Date engagement", "Engagée le"), "date", True),
        Field("statut", ("Statut", "État"), "code", True, labels=STATES),
        Field("montant", ("Montant engagé", "Montant", "Montant (€)"), "amount", rejects=True),
        Field("confidentiel", ("Confidentiel", "Diffusion restreinte"), "boolean"),
        Field("cout_total", ("Coût total du projet", "Coût total"), "amount"),
        Field("code_postal", ("CP", "Code postal"), "postal_code"),
        Field("commune", ("Commune", "Ville", "Commune du projet")),
        Field("departement", ("Département", "Dépt"), "constant"),
        Field("interlocuteur", ("Interlocuteur", "Contact"), "person"),
        Field("courriel", ("Courriel", "E-mail du contact"), "person"),
        Field("origine_donnee", ("Origine de la donnée", "origine_donnee"), "constant"),
    ),
    Habits(dates="cell", amounts="cell", booleans=("oui", "non")),
)


@dataclass(frozen=True)
class Operation:
    """An operation of the bank; `amounts` is (known on, euros), the first at the engagement."""

    number: str
    project: Project
    nature: str
    theme: str
    day: date
    amounts: tuple[tuple[date, int], ...]
    cost: int
    confidential: bool
    closed_on: date
    given_up: bool

    def amount(self, day: date) -> int:
        """The amount as known on `day`."""
        return [euros for since, euros in self.amounts if since <= day][-1]

    def state(self, day: date) -> str:
        """Whether it runs, is settled or was given up on `day`."""
        if self.closed_on > day:
            return "engage"
        return "abandonne" if self.given_up else "solde"


def operations(world: World) -> list[Operation]:
    """Every operation that ever happens, by number."""
    found = (item for project in world.projects for item in _of_project(world.seed, project))
    return sorted(found, key=lambda item: item.number)


def _of_project(seed: int, project: Project) -> list[Operation]:
    rng = stream(seed, SOURCE, project.identity)
    shared = project.organisation.name.startswith(_PLACES_TO_WORK)
    if not project.organisation.siren or rng.random() > (0.5 if shared else 0.06 if project.ess else 0.02):
        return []
    theme = "tiers_lieux" if shared else rng.choice([theme for theme in THEMES if theme != "tiers_lieux"])
    first = project.started + timedelta(days=rng.randint(40, 300))
    natures = [rng.choices(list(NATURES), weights=(55, 20, 15, 10))[0]]
    if natures == ["ingenierie"] and rng.random() < 0.3:
        natures.append(rng.choice(("fonds_propres", "quasi_fonds_propres", "pret")))
    return [
        _operation(rng, project, nature, theme, first + timedelta(days=270 * rank), rank)
        for rank, nature in enumerate(natures)
    ]


def _operation(rng: random.Random, project: Project, nature: str, theme: str, day: date, rank: int) -> Operation:
    known_on = day + timedelta(days=rng.choice((5, 10, 20, 120)))
    euros = rng.randrange(4, 40) * (1_000 if nature == "ingenierie" else 10_000)
    amounts = [(known_on, euros)]
    if rng.random() < 0.12:
        amounts.append((known_on + timedelta(days=rng.randint(60, 300)), round(euros * rng.choice((0.6, 1.3)))))
    return Operation(
        f"BDT-{day.year}-{project.identity}-{rank + 1}",
        project,
        nature,
        theme,
        day,
        tuple(amounts),
        euros * rng.choice((2, 3, 5)),
        nature in _EQUITY and rng.random() < 0.6,
        max(known_on, day + timedelta(days=rng.randint(200, 1100))),
        rng.random() < 0.08,
    )


def deliveries(month: str) -> list[Delivery]:
    """The files of the last two finished quarters."""
    year, number = parse_month(month)
    last = add_months(date(year, number, 1), -(number % 3))
    days = [add_months(last, -3), last]
    return [
        Delivery(SOURCE, f"bdt_operations_{day:%Y-%m}.xlsx", day.year, day.month, in_force=day == last) for day in days
    ]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The workbooks of the last two quarters."""
    every = operations(world)
    return [_made(world.seed, every, Mess(world.seed, level, delivery, cog)) for delivery in deliveries(month)]


def _made(seed: int, every: list[Operation], mess: Mess) -> Made:
    delivery = mess.delivery
    limit = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, operation_values(seed, item, limit), item) for item in every if item.amounts[0][0] <= limit
    ]
    table = soil(sheet_table(SHEET, rows), SHEET, mess)
    title = f"Banque des Territoires Pays de la Loire – opérations, état au {delivery.extracted_on:%d/%m/%Y}"
    table.banner = [title, "Données synthétiques produites par le bac à sable", ""]
    hidden = {"Listes": ["Données synthétiques", "Ne pas lire"]} if mess.level >= 2 else {}
    data, numbers = xlsx_bytes({"Opérations": table}, hidden)
    return Made(delivery, (Part(SHEET.stream, table, numbers["Opérations"], SHEET.fields),), data)


def operation_values(seed: int, item: Operation, day: date) -> Mapping[str, Value]:
    """What the workbook says of an operation on a day."""
    project = item.project
    rng = stream(seed, SOURCE, "seen", project.identity)
    return {
        "n_operation": item.number,
        "intitule": seen_title(project, rng),
        "beneficiaire": seen_organisation(project, rng),
        "siren": project.organisation.siren,
        "nature": item.nature,
        "thematique": item.theme,
        "date_engagement": item.day,
        "statut": item.state(day),
        "montant": None if item.confidential else item.amount(day),
        "confidentiel": item.confidential,
        "cout_total": item.cost,
        "code_postal": project.place.postal if project.place else "",
        "commune": seen_commune(project, rng),
        "departement": project.departement,
        "interlocuteur": project.person.name,
        "courriel": project.person.mail,
        "origine_donnee": MARK,
    }
