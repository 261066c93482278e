"""The Région's service for associations (S03): a workbook of its three calls a session, and of the Plan a month.

The calls' workbook has a sheet each, with groups of columns over merged cells; one of its sheets is
typed by hand, dates and amounts as text. Both restate the exercice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.projects import seen_commune, seen_organisation, seen_title
from sandbox.sheet import Value, sheet_table
from sandbox.soil import soil
from sandbox.systems.vie_associative_sheets import AAP_NAMES, AAP_SHEETS, GROUPS, PLAN_SHEET
from sandbox.systems.vie_associative_world import SOURCE, Application, applications, plan_dossiers
from sandbox.tables import FileTable, Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, World
from sandbox.xlsx_files import xlsx_bytes

SHEET_STEP = 10_000_000
_SENT_AFTER = (4, 10, 12)
_NOTICE = "Données synthétiques produites par le bac à sable"
Rows = list[tuple[str, Mapping[str, Value], Any]]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The workbooks of a month."""
    calls, plan = applications(world), plan_dossiers(world)
    made = [_calls(world, calls, delivery, level, cog) for delivery in call_deliveries(month)]
    return made + [_plan(world, plan, delivery, level, cog) for delivery in plan_deliveries(month)]


def call_deliveries(month: str) -> list[Delivery]:
    """The workbook of each past exercice, and the last two of the current one: after a session, and at its end."""
    year, number = parse_month(month)
    sent = [(year, last) for last in _SENT_AFTER if last <= number][-2:]
    return _deliveries("vie_associative_aap", year, sent)


def plan_deliveries(month: str) -> list[Delivery]:
    """The workbook of each past exercice, and those of the last two months."""
    year, number = parse_month(month)
    return _deliveries("plan_vie_associative", year, [(year, m) for m in (number - 1, number) if m])


def _deliveries(name: str, year: int, current: list[tuple[int, int]]) -> list[Delivery]:
    past = [(exercice, 12) for exercice in range(FIRST_YEAR, year)]
    in_force = {*past, *current[-1:]}
    return [Delivery(SOURCE, f"{name}_{y}-{m:02d}.xlsx", y, m, (y, m) in in_force) for y, m in [*past, *current]]


def _calls(world: World, every: list[Application], delivery: Delivery, level: int, cog: Cog) -> Made:
    """The three sheets as one part: same words in the headers, each its own order, rows numbered sheet after sheet."""
    shown = [item for item in every if item.decided_on.year == delivery.year and item.filed <= delivery.extracted_on]
    sheets: dict[str, FileTable] = {}
    words: dict[str, str] = {}
    for call, sheet in AAP_SHEETS.items():
        rows = _rows(world.seed, [item for item in shown if item.kind == call], delivery.extracted_on)
        mess = Mess(world.seed, level, replace(delivery, file=f"{delivery.file}#{call}"), cog)
        table = soil(sheet_table(sheet, rows), sheet, mess)
        table.headers.update(
            {item.name: words.setdefault(item.name, table.headers[item.name]) for item in sheet.fields}
        )
        table.banner = [f"AAP {AAP_NAMES[call][0]} – exercice {delivery.year}", _NOTICE, ""]
        sheets[_sheet_name(world.seed, call, delivery, level)] = table
    data, numbers = xlsx_bytes(sheets, _hidden(sheets, delivery), dict.fromkeys(sheets, GROUPS))
    whole = FileTable([], {}, [line for table in sheets.values() for line in table.lines])
    places = [rank * SHEET_STEP + row for rank, name in enumerate(sheets) for row in numbers[name]]
    fields = next(iter(AAP_SHEETS.values())).fields
    return Made(delivery, (Part("aap", whole, places, fields),), data)


def _sheet_name(seed: int, call: str, delivery: Delivery, level: int) -> str:
    rng = stream(seed, SOURCE, "sheet", call, delivery.file)
    return rng.choice(AAP_NAMES[call]) if level >= 2 else AAP_NAMES[call][0]


def _hidden(sheets: Mapping[str, FileTable], delivery: Delivery) -> dict[str, list[str]]:
    """A hidden list of marks, and a hidden draft under the name of a call."""
    draft = next(name for name in AAP_NAMES["support"] if name not in sheets)
    return {
        "Barème": ["Données synthétiques", "Note éliminatoire : 8/20"],
        draft: ["Données synthétiques", "N° dossier", f"VA-{delivery.year}-9999"],
    }


def _plan(world: World, every: list[Application], delivery: Delivery, level: int, cog: Cog) -> Made:
    limit = delivery.extracted_on
    rows = _rows(
        world.seed, [item for item in every if item.decided_on.year == delivery.year and item.known_on <= limit], limit
    )
    table = soil(sheet_table(PLAN_SHEET, rows), PLAN_SHEET, Mess(world.seed, level, delivery, cog))
    table.banner = [f"Plan régional de soutien à la vie associative – {delivery.year}", _NOTICE, ""]
    data, numbers = xlsx_bytes({"Plan régional": table}, {"Listes": ["Données synthétiques", "Mesures du Plan"]})
    return Made(delivery, (Part("plan", table, numbers["Plan régional"], PLAN_SHEET.fields),), data)


def _rows(seed: int, items: list[Application], limit: date) -> Rows:
    return [(item.number, application_values(seed, item, limit), item) for item in items]


def application_values(seed: int, item: Application, limit: date) -> Mapping[str, Value]:
    """What both workbooks show of a dossier; each takes the columns it has."""
    project, organisation = item.project, item.project.organisation
    rng = stream(seed, SOURCE, "seen", project.identity)
    decided = item.known_on <= limit
    judged = decided or item.decided_on <= limit
    return {
        "n_dossier": item.number,
        "n_projet": project.number,
        "session": f"{'Printemps' if item.decided_on.month < 7 else 'Automne'} {item.decided_on.year}",
        "mesure": item.kind,
        "intitule_projet": seen_title(project, rng),
        "association": seen_organisation(project, rng),
        "commune": seen_commune(project, rng),
        "rna": item.rna,
        "siret": organisation.siret,
        "code_postal": project.place.postal if project.place else "",
        "code_insee": project.place.code if project.place else "",
        "contact_nom": project.person.name,
        "contact_courriel": project.person.mail,
        "contact_telephone": project.person.phone,
        "date_depot": item.filed,
        "montant_demande": item.asked,
        "note": item.mark if judged else "",
        "avis": item.opinion if judged else "",
        "remarques_jury": f"Joindre {project.person.name}" if item.asked % 700 == 0 else "",
        "date_decision": item.decided_on if decided else None,
        "statut": item.statut(limit),
        "montant_vote": item.granted if decided else None,
        "date_maj": item.changed_on(limit),
        "origine_donnee": MARK,
    }
