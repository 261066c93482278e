"""The six departmental networks (S11): each month its whole list of projects, of reviews and of partnerships.

Six layouts, three of them workbooks. Porteurs stand under their name, their mail, or only their
initials; the two networks of Vendée follow some of the same projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.csv_files import csv_bytes
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import add_months, extraction_day, parse_month
from sandbox.projects import seen_commune, seen_organisation, seen_title
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.systems.reseaux_followups import SOURCE, Activity, Dated, FollowUp, Partnership, Reviewed, activity
from sandbox.systems.reseaux_sheets import LAYOUTS, Layout, partnerships_sheet, projects_sheet, reviews_sheet
from sandbox.tables import FileTable, Mess
from sandbox.vocabulary import MARK, ORGANISATIONS
from sandbox.world import World
from sandbox.xlsx_files import xlsx_bytes

Rows = list[tuple[str, Mapping[str, Value], Any]]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The files of a month: of each network its projects of the last two months, its reviews and partnerships."""
    known = activity(world)
    return [
        _made(sheet, layout, rows, Mess(world.seed, level, delivery, cog))
        for layout in LAYOUTS.values()
        for sheet, delivery, rows in _files(world.seed, layout, known, month)
    ]


def _files(seed: int, layout: Layout, known: Activity, month: str) -> Iterator[tuple[Sheet, Delivery, Rows]]:
    for delivery in _deliveries(layout, "projets", month, 2):
        yield projects_sheet(layout), delivery, project_rows(seed, known.follow_ups[layout.network], delivery)
    (delivery,) = _deliveries(layout, "revues", month, 1)
    reviews = [item for item in known.reviews if item.follow_up.network == layout.network]
    yield reviews_sheet(layout), delivery, review_rows(seed, reviews, delivery.extracted_on)
    (delivery,) = _deliveries(layout, "partenariats", month, 1)
    brought = [item for item in known.partnerships if item.follow_up.network == layout.network]
    yield partnerships_sheet(layout), delivery, partnership_rows(seed, brought, delivery.extracted_on)


def _deliveries(layout: Layout, name: str, month: str, count: int) -> list[Delivery]:
    """The files of the last `count` months; only the newest is in force."""
    year, number = parse_month(month)
    last = date(year, number, 1)
    days = [add_months(last, -back) for back in reversed(range(count))]
    return [
        Delivery(SOURCE, f"{layout.network}_{name}_{day:%Y-%m}.{layout.extension}", day.year, day.month, day == last)
        for day in days
    ]


def _made(sheet: Sheet, layout: Layout, rows: Rows, mess: Mess) -> Made:
    table = soil(sheet_table(sheet, rows), sheet, mess)
    data, numbers = _file(table, layout, sheet.stream, mess.delivery)
    return Made(mess.delivery, (Part(sheet.stream, table, numbers, sheet.fields),), data)


def _file(table: FileTable, layout: Layout, name: str, delivery: Delivery) -> tuple[bytes, list[int]]:
    if layout.extension == "csv":
        return csv_bytes(table, layout.habits.delimiter)
    title = f"{ORGANISATIONS[layout.network][0]} – {name}, état au {delivery.extracted_on:%d/%m/%Y}"
    table.banner = [title, "Données synthétiques produites par le bac à sable", ""]
    data, numbers = xlsx_bytes({name.capitalize(): table}, {"Paramètres": ["Données synthétiques", "Ne pas lire"]})
    return data, numbers[name.capitalize()]


def project_rows(seed: int, items: list[FollowUp], delivery: Delivery) -> Rows:
    """A line a project, and one more for each further orientation or intervention of others."""
    limit = extraction_day(delivery.year, delivery.month)
    return [
        (f"{item.network}/{item.project.identity}/{rank}", _values(seed, item, limit, sent, helped), item)
        for item in items
        if item.known_on <= limit
        for rank, (sent, helped) in enumerate(_dated_pairs(item, limit))
    ]


def _dated_pairs(item: FollowUp, limit: date) -> list[tuple[Dated | None, Dated | None]]:
    sent = [one for one in item.sent if one.known_on <= limit]
    helped = [one for one in item.helped if one.known_on <= limit]
    return list(zip_longest(sent, helped)) or [(None, None)]


def _values(seed: int, item: FollowUp, limit: date, sent: Dated | None, helped: Dated | None) -> Mapping[str, Value]:
    project = item.project
    return {
        **project_as_seen(seed, item),
        "numero": f"{item.network[:2].upper()}-{item.rank:04d}",
        "essor_id": project.essor,
        "siren": project.organisation.siren,
        "porteur_nom": project.person.name,
        "porteur_courriel": project.person.mail,
        "porteur_telephone": project.person.phone,
        "porteur_initiales": project.person.initials,
        "nb_personnes": item.people,
        "code_postal": project.place.postal if project.place else "",
        "ess": project.ess,
        "date_accueil": item.welcomed,
        "nb_contacts": item.contacts,
        "role_reseau": "referent" if item.leads else "appui",
        "charge_mission": item.officer.initials,
        "date_debut": item.start if item.start and item.start <= limit else None,
        "date_fin": item.end if item.end and item.end <= limit else None,
        "statut": item.statut(limit),
        "orientation_vers": _label(sent.organisation) if sent else "",
        "date_orientation": sent.day if sent else None,
        "orientation_statut": (sent.outcome if sent.settled_on <= limit else "emise") if sent else "",
        "appui_externe": _label(helped.organisation) if helped else "",
        "date_appui": helped.day if helped else None,
        "commentaires": f"Rappeler {project.person.given} au {project.person.phone}" if item.rank % 9 == 0 else "",
        "origine_donnee": MARK,
    }


def project_as_seen(seed: int, item: FollowUp) -> dict[str, Value]:
    """The project in this network's words, the same in all its files."""
    rng = stream(seed, SOURCE, "seen", item.network, item.project.identity)
    return {
        "projet": seen_title(item.project, rng),
        "structure": seen_organisation(item.project, rng),
        "commune": seen_commune(item.project, rng),
    }


def _label(organisation: str) -> str:
    return ORGANISATIONS.get(organisation, (organisation,))[0]


def review_rows(seed: int, items: list[Reviewed], limit: date) -> Rows:
    """The projects of the reviews written down by `limit`, with the solutions found by then."""
    return [
        (f"{item.follow_up.network}/{item.review.ref}/{item.follow_up.rank}", _reviewed(seed, item, limit), item)
        for item in items
        if item.review.history[-1][0] <= limit
    ]


def _reviewed(seed: int, item: Reviewed, limit: date) -> Mapping[str, Value]:
    found = item.solved_on is not None and item.solved_on <= limit
    return {
        **project_as_seen(seed, item.follow_up),
        "date_revue": item.review.day,
        "porteur_present": item.porteur,
        "presents": f"{item.follow_up.project.person.name} ; {item.follow_up.officer.name}" if item.porteur else "",
        "solution": item.solution if found else "",
        "date_solution": item.solved_on if found else None,
        "origine_donnee": MARK,
    }


def partnership_rows(seed: int, items: list[Partnership], limit: date) -> Rows:
    """The partnerships of the days written down by `limit`, with what was signed by then."""
    return [
        (f"{item.follow_up.network}/{item.meeting.ref}/{item.follow_up.rank}", _partnership(seed, item, limit), item)
        for item in items
        if item.meeting.history[-1][0] <= limit
    ]


def _partnership(seed: int, item: Partnership, limit: date) -> Mapping[str, Value]:
    signed = item.signed_on is not None and item.signed_on <= limit
    return {
        **project_as_seen(seed, item.follow_up),
        "journee": item.meeting.title,
        "date_journee": item.meeting.day,
        "structures": " ; ".join(item.partners),
        "preuve": item.proof if signed else "intention",
        "date_signature": item.signed_on if signed else None,
        "origine_donnee": MARK,
    }
