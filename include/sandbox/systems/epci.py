"""The EPCI (S13): each quarter, each one its own file of what it funds and of how it spreads the strategy.

Each EPCI writes in its own layout. What is paid stands beside what is lent or promised otherwise, and
some lines name a commune where the EPCI should stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.chance import pick, stream
from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import add_months, parse_month
from sandbox.projects import seen_commune, seen_organisation, seen_title
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems.epci_sheets import FUNDING, SOURCE, SPREADING
from sandbox.systems.epci_world import EPCI, MONEY, Step, Support, steps, supports
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import World
from sandbox.xlsx_files import xlsx_bytes

Rows = list[tuple[str, Mapping[str, Value], Any]]


def layout_of(siren: str) -> str:
    """How an EPCI writes: after SCDL, as its own CSV, or as a workbook."""
    return pick(tuple(FUNDING), SOURCE, "layout", siren)


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of the last two quarters that ended by the month."""
    funded, spread = supports(world, cog), steps(world.seed)
    found = []
    for siren in EPCI:
        layout = layout_of(siren)
        for delivery in _deliveries(siren, "cofinancements", layout, month):
            rows = funding_rows(world.seed, funded[siren], delivery.extracted_on)
            found.append(_made(FUNDING[layout], rows, Mess(world.seed, level, delivery, cog)))
        for delivery in _deliveries(siren, "diffusion", layout, month):
            shown = _spreading_rows(spread[siren], delivery.extracted_on)
            if shown:
                found.append(_made(SPREADING[layout], shown, Mess(world.seed, level, delivery, cog)))
    return found


def _deliveries(siren: str, name: str, layout: str, month: str) -> list[Delivery]:
    year, number = parse_month(month)
    newest = add_months(date(year, number, 1), -(number % 3))
    extension = "xlsx" if layout == "xlsx" else "csv"
    return [
        Delivery(SOURCE, f"epci_{siren}_{name}_{day:%Y-%m}.{extension}", day.year, day.month, in_force=day == newest)
        for day in (add_months(newest, -3), newest)
    ]


def _made(sheet: Sheet, rows: Rows, mess: Mess) -> Made:
    table = soil(sheet_table(sheet, rows), sheet, mess)
    if mess.delivery.file.endswith(".csv"):
        data, numbers = csv_bytes(table, sheet.habits.delimiter)
    else:
        table.banner = [f"État au {mess.delivery.extracted_on:%d/%m/%Y} – données synthétiques", ""]
        data, by_sheet = xlsx_bytes({"Données": table}, {})
        numbers = by_sheet["Données"]
    return Made(mess.delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def funding_rows(seed: int, items: list[Support], day: date) -> Rows:
    """The supports known on `day`, with the amounts then in force."""
    return [(item.number, _funding(seed, item, day), item) for item in items if item.known_on <= day]


def _funding(seed: int, item: Support, day: date) -> Mapping[str, Value]:
    project, rng = item.project, stream(seed, SOURCE, "seen", item.project.identity)
    return {
        "reference": item.number,
        "financeur": item.payer,
        "date_decision": item.decided_on,
        "beneficiaire": seen_organisation(project, rng),
        "projet": seen_title(project, rng),
        "siret": project.organisation.siret,
        "nature": item.kind,
        "montant": item.granted(day) if item.kind in MONEY else None,
        "commune": seen_commune(project, rng),
        "n_projet_region": project.number,
        "agent": item.agent.name,
        "courriel": item.agent.mail,
        "origine_donnee": MARK,
    }


def _spreading_rows(items: list[Step], day: date) -> Rows:
    return [(f"{item.epci}/{item.rank}", _spreading(item, day), item) for item in items if item.known_on <= day]


def _spreading(item: Step, day: date) -> Mapping[str, Value]:
    past = item.day <= day
    done = past and item.held
    return {
        "intitule": f"SRESS : action de diffusion n° {item.rank}",
        "type": item.kind,
        "date_action": item.day,
        "statut": ("realisee" if item.held else "annulee") if past else "prevue",
        "public": "Développeurs économiques",
        "nb_developpeurs": item.present if done else None,
        "developpeurs": f"{item.agent.name} et collègues" if done else "",
        "courriel": item.agent.mail,
        "origine_donnee": MARK,
    }
