"""Cap Tiers-lieux (S12): the panorama of each year, from a declarative survey, and the supports of each quarter.

A closed place is missing from the next panorama instead of saying so; an open one may not have
answered. A place gets its number with its first answer, so a supported project may have none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.json_records import nested, without_layout
from sandbox.made import Made, Part
from sandbox.months import add_months, parse_month
from sandbox.projects import seen_title
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.spelling import retyped_commune, unaccented
from sandbox.systems.tiers_lieux_places import Site, Support, sites
from sandbox.systems.tiers_lieux_sheets import FIRST_YEAR_IN_JSON, PANORAMA, PANORAMA_JSON, SOURCE, SUPPORTS
from sandbox.tables import Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, World

Rows = list[tuple[str, Mapping[str, Value], Any]]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The panoramas published by a month, and the supports as told in the last two quarters."""
    every = sites(world, cog)
    surveys = [
        _panorama(panorama_rows(world.seed, every, delivery.year), Mess(world.seed, level, delivery, cog))
        for delivery in panoramas(month)
    ]
    return surveys + [
        _written(SUPPORTS, support_rows(world.seed, every, delivery), Mess(world.seed, level, delivery, cog))
        for delivery in quarters(month)
    ]


def panoramas(month: str) -> list[Delivery]:
    """One file a year, made at its end; another tool exports it since some year."""
    year, number = parse_month(month)
    last = year if number == 12 else year - 1
    return [
        Delivery(SOURCE, f"cap_tiers_lieux_panorama_{y}.{'json' if y >= FIRST_YEAR_IN_JSON else 'csv'}", y, 12, True)
        for y in range(FIRST_YEAR, last + 1)
    ]


def quarters(month: str) -> list[Delivery]:
    """The last two quarters that ended by a month; only the newer one is in force."""
    year, number = parse_month(month)
    newest = add_months(date(year, number, 1), -(number % 3))
    return [
        Delivery(SOURCE, f"cap_tiers_lieux_accompagnements_{day:%Y-%m}.csv", day.year, day.month, day == newest)
        for day in (add_months(newest, -3), newest)
    ]


def panorama_rows(seed: int, every: list[Site], year: int) -> Rows:
    """The answers to the survey of a year."""
    answers = [(site, site.answered_on(seed, year)) for site in every]
    return [(f"{site.number}/{year}", _answer(seed, site, day), site) for site, day in answers if day]


def support_rows(seed: int, every: list[Site], delivery: Delivery) -> Rows:
    """Every support known on extraction day."""
    day = delivery.extracted_on
    return [
        (support.number, _support(seed, site, support, day), support)
        for site in every
        for support in site.supports
        if support.known_on <= day
    ]


def _written(sheet: Sheet, rows: Rows, mess: Mess) -> Made:
    table = soil(sheet_table(sheet, rows), sheet, mess)
    data, numbers = csv_bytes(table)
    return Made(mess.delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def _panorama(rows: Rows, mess: Mess) -> Made:
    if mess.delivery.year < FIRST_YEAR_IN_JSON:
        return _written(PANORAMA, rows, mess)
    sheet = PANORAMA_JSON
    table = without_layout(soil(sheet_table(sheet, rows), sheet, mess))
    table.headers = {item.name: item.name for item in sheet.fields}
    records = [nested(line, table) for line in table.lines]
    data = f"{json.dumps(records, ensure_ascii=False, indent=1)}\n".encode()
    numbers = list(range(1, len(table.lines) + 1))
    return Made(mess.delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def _answer(seed: int, site: Site, day: date) -> Mapping[str, Value]:
    """What the people of the place fill in, in their own words of that year."""
    rng = stream(seed, SOURCE, "answer", site.number, day.year)
    operator, person, stage = site.operator(day), site.project.person, site.stage(day)
    return {
        "id_tl": site.number,
        "nom": rng.choice((site.name, site.name, unaccented(site.name), site.name.upper())),
        "structure": operator.name,
        "siren": operator.siren if rng.random() < 0.7 else "",
        "essor_id": site.project.essor if rng.random() < 0.3 else "",
        "commune": _commune(site, seed, day.year),
        "code_postal": site.place.postal if site.place else "",
        "stade": stage,
        "date_ouverture": site.opened if stage != "projet" else None,
        "date_fermeture": site.closed if stage == "ferme" else None,
        "date_reponse": day,
        "ess": operator.ess,
        "activites": " ; ".join(site.activities),
        "surface_m2": site.surface,
        "nb_salaries": site.staff if stage == "ouvert" else 0,
        "financeurs": " ; ".join(site.funders),
        "contact_nom": person.name,
        "contact_courriel": person.mail,
        "contact_telephone": person.phone,
        "origine_donnee": MARK,
    }


def _support(seed: int, site: Site, support: Support, day: date) -> Mapping[str, Value]:
    rng = stream(seed, SOURCE, "seen", support.number)
    operator, person = site.operator(support.start), site.project.person
    registered = site.registered_on(seed)
    ended = support.end if support.end and support.end <= day else None
    cancelled = support.cancelled_on is not None and support.cancelled_on <= day
    return {
        "id_accompagnement": support.number,
        "id_tl": site.number if registered and registered <= day else "",
        "nom": site.name,
        "projet": seen_title(site.project, rng),
        "structure": operator.name,
        "siren": operator.siren,
        "essor_id": site.project.essor if rng.random() < 0.5 else "",
        "commune": _commune(site, seed, support.number),
        "code_postal": site.place.postal if site.place else "",
        "stade": site.stage(day),
        "type_accompagnement": support.kind,
        "role": support.role,
        "date_debut": support.start,
        "date_fin": ended,
        "statut": "annule" if cancelled else "termine" if ended else "en_cours",
        "charge_mission": support.officer.initials,
        "porteur_nom": person.name,
        "porteur_courriel": person.mail,
        "commentaires": f"Appeler {person.given} au {person.phone}" if rng.random() < 0.1 else "",
        "origine_donnee": MARK,
    }


def _commune(site: Site, seed: int, seen: object) -> str:
    """The commune in free text, as somebody typed it this time."""
    if site.place is None:
        return ""
    rng = stream(seed, SOURCE, "commune", site.number, seen)
    return site.place.name if rng.random() < 0.6 else retyped_commune(site.place.name, rng)
