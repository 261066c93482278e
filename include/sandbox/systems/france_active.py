"""France Active (S05): its interventions of a year, one CSV file a month on the SFTP server, with a marker.

An amendment is a new row with the same intervention number and a later committee; the file is
restated from the start of the exercice. Jobs are repeated on each product of an enterprise.
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
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, Project, World

SOURCE = "france_active"
PRODUCTS: dict[str, tuple[str, ...]] = {
    "rebond": ("Pays de la Loire Rebond", "PDL Rebond", "Rebond (Région)"),
    "entrepreneurs_engages": ("Entrepreneurs Engagés", "Prêt Entrepreneurs Engagés"),
    "garantie_fag": ("Garantie France Active", "FAG", "Garantie FAG"),
    "pret_solidaire": ("Prêt solidaire", "Prêt participatif solidaire"),
}
STATES: dict[str, tuple[str, ...]] = {
    "accorde": ("Accordé", "Validé en comité"),
    "refuse": ("Refusé", "Ajourné"),
    "annule": ("Annulé", "Abandon du porteur"),
}
SHEET = Sheet(
    SOURCE,
    "interventions",
    (
        Field("id_intervention", ("id_intervention", "ID intervention", "N° intervention"), required=True),
        Field("no_avenant", ("no_avenant", "N° avenant"), "integer"),
        Field("siren", ("siren", "SIREN", "N° SIREN"), "siren"),
        Field("raison_sociale", ("raison_sociale", "Raison sociale", "Entreprise")),
        Field("intitule_projet", ("intitule_projet", "Projet", "Intitulé du projet")),
        Field("produit", ("produit", "Produit", "Produit financier"), "code", required=True, labels=PRODUCTS),
        Field("date_comite", ("date_comite", "Date du comité", "Date comité"), "date", required=True),
        Field("statut", ("statut", "Décision", "Statut"), "code", required=True, labels=STATES),
        Field("montant", ("montant", "Montant accordé", "Montant"), "amount", rejects=True),
        Field("montant_decaisse", ("montant_decaisse", "Montant décaissé"), "amount"),
        Field("emplois_crees", ("emplois_crees", "Emplois créés"), "integer"),
        Field("emplois_consolides", ("emplois_consolides", "Emplois consolidés"), "integer"),
        Field("emplois_sauvegardes", ("emplois_sauvegardes", "Emplois sauvegardés"), "integer"),
        Field("unite_emplois", ("unite_emplois", "Unité emplois"), "constant"),
        Field("ess", ("ess", "ESS (O/N)", "ESS"), "boolean"),
        Field("code_postal", ("code_postal", "CP", "Code postal"), "postal_code"),
        Field("departement", ("dept", "Département", "Dépt"), "constant"),
        Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant"),
    ),
    Habits(dates="french", amounts="french"),
    split="raison_sociale",
    movable=False,
)


@dataclass(frozen=True)
class Intervention:
    """A decision of a committee; an amendment (`rank` > 0) replaces the one before it."""

    number: str
    rank: int
    project: Project
    product: str
    day: date
    known_on: date
    state: str
    amount: int
    paid: int
    jobs: tuple[int, int, int]


def interventions(world: World) -> list[Intervention]:
    """Every intervention that ever happens, by number and amendment."""
    return sorted(
        (item for project in world.projects for item in _of_project(world.seed, project)),
        key=lambda item: (item.number, item.rank),
    )


def _of_project(seed: int, project: Project) -> list[Intervention]:
    rng = stream(seed, SOURCE, project.identity)
    if not project.organisation.siren or rng.random() > 0.16:
        return []
    day = project.started + timedelta(days=rng.randint(20, 200))
    jobs = (rng.randint(0, 6), rng.randint(0, 12), rng.randint(0, 25))
    products = rng.sample(list(PRODUCTS), rng.choices((1, 2), weights=(80, 20))[0])
    found = []
    for product in products:
        number = f"FA-{project.identity}-{product[:3].upper()}"
        state = rng.choices(("accorde", "refuse"), weights=(85, 15))[0]
        amount = rng.randrange(5, 120) * 1000
        first = Intervention(number, 0, project, product, day, day + timedelta(days=2), state, amount, 0, jobs)
        found.append(first)
        found.extend(_amendments(rng, first))
    return found


def _amendments(rng: random.Random, first: Intervention) -> list[Intervention]:
    """Some loans are changed or withdrawn later in the same year."""
    if first.state != "accorde" or rng.random() > 0.2:
        return []
    day = min(first.day + timedelta(days=rng.randint(15, 120)), date(first.day.year, 12, 30))
    if day <= first.day:
        return []
    state = "annule" if rng.random() < 0.3 else "accorde"
    amount = first.amount if state == "annule" else round(first.amount * rng.choice((0.5, 0.8, 1.2)))
    paid = 0 if state == "annule" else amount // 2
    return [
        Intervention(
            first.number, 1, first.project, first.product, day, day + timedelta(days=3), state, amount, paid, first.jobs
        )
    ]


def _values(item: Intervention) -> Mapping[str, Value]:
    project = item.project
    return {
        "id_intervention": item.number,
        "no_avenant": item.rank,
        "siren": project.organisation.siren,
        "raison_sociale": project.organisation.name,
        "intitule_projet": project.title,
        "produit": item.product,
        "date_comite": item.day,
        "statut": item.state,
        "montant": item.amount,
        "montant_decaisse": item.paid,
        "emplois_crees": item.jobs[0],
        "emplois_consolides": item.jobs[1],
        "emplois_sauvegardes": item.jobs[2],
        "unite_emplois": "personnes",
        "ess": project.ess,
        "code_postal": project.place.postal if project.place else "",
        "departement": project.departement,
        "origine_donnee": MARK,
    }


def deliveries(month: str) -> list[Delivery]:
    """One file for each past exercice, and those of the last two months."""
    year, number = parse_month(month)
    past = [(exercice, 12, True) for exercice in range(FIRST_YEAR, year)]
    before = [(year, number - 1, False)] if number > 1 else []
    return [
        Delivery(SOURCE, f"france_active_interventions_{y}-{m:02d}.csv", y, m, in_force)
        for y, m, in_force in [*past, *before, (year, number, True)]
    ]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of a month."""
    every = interventions(world)
    return [_made(world, every, delivery, level, cog) for delivery in deliveries(month)]


def _made(world: World, every: list[Intervention], delivery: Delivery, level: int, cog: Cog) -> Made:
    limit = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (f"{item.number}/{item.rank}", _values(item), item)
        for item in every
        if item.day.year == delivery.year and item.known_on <= limit
    ]
    table = soil(sheet_table(SHEET, rows), SHEET, Mess(world.seed, level, delivery, cog))
    data, numbers = csv_bytes(table)
    return Made(delivery, (Part(SHEET.stream, table, numbers, SHEET.fields),), data)
