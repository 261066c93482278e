"""DREETS (S07): conseil RH, one file a month, and the national list of ESUS agreements, two editions a year.

The extract of conseil RH restates its exercice; it is a CSV file or a workbook, as it comes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.projects import seen_commune, seen_organisation, seen_title
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems import dreets_esus
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, Project, World
from sandbox.xlsx_files import xlsx_bytes

SOURCE = "dreets"
STATES: dict[str, tuple[str, ...]] = {
    "en_instruction": ("En instruction", "Dossier reçu"),
    "accorde": ("Conventionné", "Convention signée", "Soldé"),
    "refuse": ("Refusé", "Avis défavorable"),
    "annule": ("Annulé", "Résilié"),
}
THEMES = (
    "Structuration de la fonction employeur",
    "Recrutement et intégration",
    "Dialogue social",
    "Gestion des compétences",
    "Organisation du travail",
)
SHEET = Sheet(
    SOURCE,
    "conseil_rh",
    (
        Field("n_convention", ("N° convention", "Numéro de convention", "Convention"), required=True),
        Field("siret", ("SIRET", "N° SIRET"), "siret"),
        Field("raison_sociale", ("Raison sociale", "Entreprise")),
        Field("intitule", ("Intitulé", "Intitulé du projet", "Objet")),
        Field("theme", ("Thème", "Thématique")),
        Field("commune", ("Commune", "Ville")),
        Field("code_postal", ("Code postal", "CP"), "postal_code"),
        Field("departement", ("Dépt", "Département"), "constant"),
        Field("effectif", ("Effectif", "Salariés"), "integer"),
        Field("ess", ("ESS (O/N)", "Structure ESS"), "boolean"),
        Field("statut", ("Statut", "État", "Avancement"), "code", required=True, labels=STATES),
        Field("date_convention", ("Date de convention", "Date convention", "Conventionné le"), "date", required=True),
        Field("montant", ("Montant", "Montant conventionné", "Montant (€)"), "amount", rejects=True),
        Field("consultant", ("Consultant", "Prestataire"), "person"),
        Field("contact", ("Contact", "Interlocuteur"), "person"),
        Field("courriel", ("Courriel", "Mail", "E-mail"), "person"),
        Field("origine_donnee", ("Origine de la donnée", "origine_donnee"), "constant"),
    ),
    split="raison_sociale",
    movable=False,
)
WORKBOOK = replace(SHEET, habits=Habits(dates="cell", amounts="cell", booleans=("oui", "non")), split=None)
_ASKED = 0.13


@dataclass(frozen=True)
class Convention:
    """An application for advice; `history` is (known on, state, amount), oldest first, all of one exercice."""

    number: str
    project: Project
    signed: date
    theme: str
    workforce: int
    consultant: str
    history: tuple[tuple[date, str, int | None], ...]

    def known(self, day: date) -> tuple[str, int | None] | None:
        """State and amount on `day`; None before the application."""
        found = [(state, amount) for since, state, amount in self.history if since <= day]
        return found[-1] if found else None


def conventions(world: World) -> list[Convention]:
    """Every application ever made, by number."""
    found = (_convention(world.seed, project) for project in world.projects if project.organisation.siret)
    return sorted((item for item in found if item is not None), key=lambda item: item.number)


def _convention(seed: int, project: Project) -> Convention | None:
    rng = stream(seed, SOURCE, project.identity)
    if rng.random() > _ASKED:
        return None
    filed = project.started + timedelta(days=rng.randint(20, 300))
    signed = filed + timedelta(days=rng.randint(20, 90))
    return Convention(
        f"CRH-{project.identity}",
        project,
        signed,
        rng.choice(THEMES),
        rng.randint(1, 120),
        f"Cabinet {project.person.family} Conseil",
        tuple(_history(rng, filed, signed)),
    )


def _history(rng: random.Random, filed: date, signed: date) -> list[tuple[date, str, int | None]]:
    """Filed, decided, typed in some days later; then perhaps amended, then perhaps cancelled."""
    outcome = rng.choices(("accorde", "refuse", "annule"), weights=(82, 11, 7))[0]
    amount = rng.randrange(8, 60) * 250
    known = signed + timedelta(days=rng.choice((1, 2, 4, 9, 20, 45)))
    history: list[tuple[date, str, int | None]] = [(filed, "en_instruction", None)]
    if outcome != "refuse":
        history.append((known, "accorde", amount))
        if rng.random() < 0.12:
            amount = round(amount * rng.choice((0.6, 0.8, 1.3)))
            history.append((known + timedelta(days=rng.randint(15, 90)), "accorde", amount))
    if outcome != "accorde":
        later = history[-1][0] if len(history) > 1 else known - timedelta(days=10)
        history.append((later + timedelta(days=rng.randint(10, 100)), outcome, 0))
    return history


def deliveries(month: str) -> list[Delivery]:
    """One file for each past exercice, and those of the last two months; every second one is a workbook."""
    year, number = parse_month(month)
    past = [(exercice, 12, True) for exercice in range(FIRST_YEAR, year)]
    before = [(year, number - 1, False)] if number > 1 else []
    return [
        Delivery(SOURCE, f"dreets_conseil_rh_{y}-{m:02d}.{'csv' if (y + m) % 2 else 'xlsx'}", y, m, in_force)
        for y, m, in_force in [*past, *before, (year, number, True)]
    ]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of a month: conseil RH, and every edition of the ESUS list so far."""
    every = conventions(world)
    return [
        *(_made(every, Mess(world.seed, level, delivery, cog)) for delivery in deliveries(month)),
        *dreets_esus.make(world, month, level, cog),
    ]


def _made(every: list[Convention], mess: Mess) -> Made:
    delivery = mess.delivery
    limit = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, convention_values(mess.seed, item, known), item)
        for item in every
        if item.signed.year == delivery.year and (known := item.known(limit))
    ]
    sheet = SHEET if delivery.file.endswith(".csv") else WORKBOOK
    table = soil(sheet_table(sheet, rows), sheet, mess)
    if sheet is SHEET:
        data, numbers = csv_bytes(table)
    else:
        table.banner = [f"DREETS – conseil RH, état au {limit:%d/%m/%Y}", "Données synthétiques du bac à sable", ""]
        data, by_sheet = xlsx_bytes({"Conventions": table}, {"Listes": ["Données synthétiques", "Ne pas lire"]})
        numbers = by_sheet["Conventions"]
    return Made(delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def convention_values(seed: int, item: Convention, known: tuple[str, int | None]) -> Mapping[str, Value]:
    """What the file says of a convention in this state, with this amount."""
    project = item.project
    rng = stream(seed, SOURCE, "seen", project.identity)
    state, amount = known
    return {
        "n_convention": item.number,
        "siret": project.organisation.siret,
        "raison_sociale": seen_organisation(project, rng),
        "intitule": seen_title(project, rng),
        "theme": item.theme,
        "commune": seen_commune(project, rng),
        "code_postal": project.place.postal if project.place else "",
        "departement": project.departement,
        "effectif": item.workforce,
        "ess": project.ess,
        "statut": state,
        "date_convention": item.signed,
        "montant": amount,
        "consultant": item.consultant,
        "contact": project.person.name,
        "courriel": project.person.mail,
        "origine_donnee": MARK,
    }
