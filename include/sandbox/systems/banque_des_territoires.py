"""Banque des Territoires (S10): its operations since 2022, one workbook a quarter.

The headers carry the typing errors of its open data; equity amounts are confidential and often empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import extraction_day, parse_month
from sandbox.projects import seen_organisation, seen_title
from sandbox.sheet import Field, Habits, Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, Project, World
from sandbox.xlsx_files import xlsx_bytes

SOURCE = "banque_des_territoires"
NATURES: dict[str, tuple[str, ...]] = {
    "fonds_propres": ("Fonds propres", "FP"),
    "quasi_fonds_propres": ("Quasi-fonds propres", "Quasi FP"),
    "ingenierie": ("Ingénierie", "Crédits d'ingénierie"),
    "pret": ("Prêt",),
}
STATES: dict[str, tuple[str, ...]] = {
    "engagee": ("Engagée", "Signée"),
    "instruction": ("En instruction", "À l'étude"),
    "abandonnee": ("Abandonnée",),
}
SHEET = Sheet(
    SOURCE,
    "operations",
    (
        Field("n_operation", ("N° opération", "Opération"), required=True),
        Field("beneficiaire", ("nonbeneficiaire", "Nom du bénéficiaire", "nombeneficiaire")),
        Field("siren", ("idbeneficiare", "SIREN", "idbeneficiaire"), "siren"),
        Field("intitule", ("Intitulé de l'opération", "Objet")),
        Field("nature", ("Nature", "Nature de l'intervention"), "code", required=True, labels=NATURES),
        Field("statut", ("Statut", "État"), "code", required=True, labels=STATES),
        Field("date_engagement", ("Date d'engagement", "Date engagement"), "date", required=True),
        Field("montant", ("Montant engagé", "Montant"), "amount", rejects=True),
        Field("commune", ("Commune", "Ville")),
        Field("code_postal", ("Code postal", "CP"), "postal_code"),
        Field("tiers_lieu", ("Tiers-lieu (O/N)", "Tiers-lieu"), "boolean"),
        Field("origine_donnee", ("origine_donnee", "Origine de la donnée"), "constant"),
    ),
    Habits(dates="cell", amounts="cell"),
)


@dataclass(frozen=True)
class Operation:
    """An operation with the state in which it ends and the day on which that is known."""

    number: str
    project: Project
    title: str
    holder: str
    nature: str
    asked_on: date
    engaged_on: date
    outcome: str
    amount: int
    confidential: bool

    def state(self, day: date) -> str:
        """Studied until the day of the engagement, then what became of it."""
        return self.outcome if self.engaged_on <= day else "instruction"


def operations(world: World) -> list[Operation]:
    """Every operation ever studied, by number."""
    found = (_operation(world.seed, project) for project in world.projects if project.organisation.siren)
    return sorted((item for item in found if item is not None), key=lambda item: item.number)


def _operation(seed: int, project: Project) -> Operation | None:
    rng = stream(seed, SOURCE, project.identity)
    if rng.random() > 0.05:
        return None
    asked = project.started + timedelta(days=rng.randint(30, 400))
    nature = rng.choice(list(NATURES))
    return Operation(
        f"BDT-{project.identity}",
        project,
        seen_title(project, rng),
        seen_organisation(project, rng),
        nature,
        asked,
        asked + timedelta(days=rng.randint(20, 200)),
        rng.choices(("engagee", "abandonnee"), weights=(88, 12))[0],
        rng.randrange(10, 900) * 1000,
        "fonds" in nature and rng.random() < 0.5,
    )


def deliveries(month: str) -> list[Delivery]:
    """The workbooks of the last two quarters that have ended."""
    year, number = parse_month(month)
    quarters = [(y, q * 3) for y in (year - 1, year) for q in range(1, 5) if (y, q * 3) <= (year, number)]
    recent = [(y, m) for y, m in quarters if y >= FIRST_YEAR][-2:]
    return [Delivery(SOURCE, f"banque_des_territoires_{y}-{m:02d}.xlsx", y, m, (y, m) == recent[-1]) for y, m in recent]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of a month."""
    every = operations(world)
    return [_made(world, every, delivery, level, cog) for delivery in deliveries(month)]


def _made(world: World, every: list[Operation], delivery: Delivery, level: int, cog: Cog) -> Made:
    day = extraction_day(delivery.year, delivery.month)
    rows: list[tuple[str, Mapping[str, Value], Any]] = [
        (item.number, _values(item, day), item) for item in every if item.asked_on <= day
    ]
    table = soil(sheet_table(SHEET, rows), SHEET, Mess(world.seed, level, delivery, cog))
    table.banner = [f"Opérations ESS au {day:%d/%m/%Y}", "Données synthétiques produites par le bac à sable", ""]
    data, numbers = xlsx_bytes({"Opérations": table}, {"Paramètres": ["Données synthétiques"]})
    return Made(delivery, (Part(SHEET.stream, table, numbers["Opérations"], SHEET.fields),), data)


def _values(item: Operation, day: date) -> Mapping[str, Value]:
    project = item.project
    return {
        "n_operation": item.number,
        "beneficiaire": item.holder,
        "siren": project.organisation.siren,
        "intitule": item.title,
        "nature": item.nature,
        "statut": item.state(day),
        "date_engagement": item.engaged_on if item.engaged_on <= day else item.asked_on,
        "montant": None if item.confidential else item.amount,
        "commune": project.place.name if project.place else "",
        "code_postal": project.place.postal if project.place else "",
        "tiers_lieu": item.holder.lower().startswith("tiers-lieu"),
        "origine_donnee": MARK,
    }
