"""The FDVA (S08): two workbooks of Osiris at each extraction, one line a dossier and one line an action.

Two header rows whose groups change name with the version of Osiris. The workbooks carry accounts
and legal representatives, who must not land. Some extractions hold dates as bare serial numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.chance import pick, stream
from sandbox.cog import Cog
from sandbox.deliveries import Delivery
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.sheet import Sheet, Value, sheet_table
from sandbox.soil import soil
from sandbox.spelling import serial
from sandbox.systems.fdva_sheets import ACTIONS, DOSSIERS, GROUP_VARIANTS, SOURCE
from sandbox.systems.fdva_world import Action, Dossier, dossiers
from sandbox.tables import FileTable, Mess
from sandbox.vocabulary import MARK
from sandbox.world import FIRST_YEAR, World
from sandbox.xlsx_files import xlsx_bytes

EXTRACTED_IN = (4, 7, 10, 12)  # after the campaign, the commissions, the payments, and at the closing
_FILES = {DOSSIERS.stream: "SuiviDossiers", ACTIONS.stream: "SuiviActions"}
_SERIAL_SHARE = 0.3
_ZONES = ("Hors zonage", "QPV", "ZRR", "France ruralités revitalisation")
_FUNCTIONS = ("Présidente", "Président", "Trésorière", "Co-président")

Rows = list[tuple[str, Mapping[str, Value], Any]]


def deliveries(month: str, name: str) -> list[Delivery]:
    """The closing of each past exercice, and the last two extractions of the current one."""
    year, number = parse_month(month)
    past = [(exercice, 12, True) for exercice in range(FIRST_YEAR, year)]
    current = [extraction for extraction in EXTRACTED_IN if extraction <= number][-2:]
    now = [(year, extraction, extraction == current[-1]) for extraction in current]
    return [Delivery(SOURCE, f"{name}_{y}-{m:02d}.xlsx", y, m, in_force) for y, m, in_force in [*past, *now]]


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The two workbooks of each extraction."""
    every = dossiers(world, cog)
    return [
        _made(sheet, rows(world.seed, every, delivery), Mess(world.seed, level, delivery, cog))
        for sheet, rows in ((DOSSIERS, dossier_rows), (ACTIONS, action_rows))
        for delivery in deliveries(month, _FILES[sheet.stream])
    ]


def _made(sheet: Sheet, rows: Rows, mess: Mess) -> Made:
    table = soil(sheet_table(sheet, rows), sheet, mess)
    if mess.level >= 2 and mess.file_share("serial dates") < _SERIAL_SHARE:
        _lose_date_formats(table)
    name = _FILES[sheet.stream]
    hidden = {"Paramètres": ["Données synthétiques", "Ne pas lire"]} if mess.level >= 2 else {}
    data, numbers = xlsx_bytes({name: table}, hidden, {name: _groups(sheet, mess)})
    return Made(mess.delivery, (Part(sheet.stream, table, numbers[name], sheet.fields),), data)


def _groups(sheet: Sheet, mess: Mess) -> dict[str, str]:
    """The group above each column, in the words of this file's version of Osiris."""
    words = {
        group: variants[0] if mess.level == 0 else pick(variants, mess.seed, mess.delivery.file, group)
        for group, variants in GROUP_VARIANTS.items()
    }
    return {item.name: words.get(item.group, item.group) for item in sheet.fields}


def _lose_date_formats(table: FileTable) -> None:
    """Dates as the numbers that a spreadsheet keeps, without their format: a reader can tell the day."""
    for line in table.lines:
        for name, cell in line.cells.items():
            if isinstance(cell, date):
                line.cells[name] = serial(cell)


def _shown(every: list[Dossier], delivery: Delivery) -> list[Dossier]:
    return [item for item in every if item.exercice == delivery.year and item.state(delivery.extracted_on) is not None]


def dossier_rows(seed: int, every: list[Dossier], delivery: Delivery) -> Rows:
    """A line a dossier of the file's exercice."""
    day = delivery.extracted_on
    return [
        (f"{item.number}/{item.exercice}", _dossier_values(seed, item, day), item) for item in _shown(every, delivery)
    ]


def action_rows(seed: int, every: list[Dossier], delivery: Delivery) -> Rows:
    """A line an action of these dossiers."""
    day = delivery.extracted_on
    return [
        (f"{item.number}-{action.rank}/{item.exercice}", _action_values(item, action, day), (item, action))
        for item in _shown(every, delivery)
        for action in item.actions
    ]


def _common_values(item: Dossier, day: date) -> dict[str, Value]:
    return {
        "n_compte_asso": f"{item.first % 100:02d}-{item.number[-4:]}77",
        "exercice": item.exercice,
        "n_ej": f"21{item.exercice % 100:02d}{item.number[-4:]}" if _paid(item, day) else "",
        "sous_type": item.kind,
        "siret": item.project.organisation.siret,
        "rna": item.rna,
        "nom_association": item.project.organisation.name,
        "origine_donnee": MARK,
    }


def _dossier_values(seed: int, item: Dossier, day: date) -> Mapping[str, Value]:
    granted = _sum(item.granted(action, day) for action in item.actions)
    place, asked = item.project.place, sum(action.asked for action in item.actions)
    return {
        **_common_values(item, day),
        **_representative(seed, item),
        "n_dossier": item.number,
        "service": f"SDJES {item.project.departement}" if item.project.departement else "DRAJES Pays de la Loire",
        "type_financement": "163 - FDVA",
        "etat": item.state(day),
        "pluriannuel": item.several_years,
        "exercice_debut": item.first,
        "date_commission": item.commission,
        "siege": True,
        "code_postal": place.postal if place else "",
        "commune": place.name.upper() if place else "",
        "montant_cout": sum(action.cost for action in item.actions),
        "montant_demande": asked,
        "montant_propose": granted,
        "montant_accorde": granted,
        "versement_realise": granted if _paid(item, day) else None,
    }


def _representative(seed: int, item: Dossier) -> dict[str, Value]:
    person = item.project.person
    rng = stream(seed, SOURCE, "representative", item.project.identity)
    return {
        "iban": person.iban,
        "bic": "FICTFRPPXXX",
        "representant_civilite": rng.choice(("Mme", "M.")),
        "representant_nom": person.family.upper(),
        "representant_prenom": person.given,
        "representant_fonction": rng.choice(_FUNCTIONS),
        "representant_courriel": person.mail,
        "representant_telephone": person.phone,
        "voie": f"{rng.randint(1, 90)} rue {person.family}",
    }


def _action_values(item: Dossier, action: Action, day: date) -> Mapping[str, Value]:
    granted = item.granted(action, day)
    person = item.project.person
    return {
        **_common_values(item, day),
        "n_action": f"{item.number}-{action.rank}",
        "rang": action.rank,
        "intitule": action.title,
        "objectifs": f"Action suivie par {person.name}",
        "description": f"Contact : {person.given} {person.family}, {person.phone}, {person.mail}",
        "nature_aide": "Aide en numéraire",
        "nb_benevoles": action.volunteers,
        "nb_salaries": action.employees,
        "nb_emplois_aides": action.subsidised,
        "cofinanceurs_noms": " ; ".join(name for name, _ in action.cofunders),
        "cofinanceurs_montants": " ; ".join(str(amount) for _, amount in action.cofunders),
        "territoire_statut": pick(_ZONES, item.number, action.rank),
        "territoire_commentaire": f"Voir avec {person.name}",
        "montant_cout": action.cost,
        "montant_demande": action.asked,
        "montant_propose": granted,
        "montant_accorde": granted,
        "montant_realise": granted if _paid(item, day) else None,
    }


def _paid(item: Dossier, day: date) -> bool:
    return item.paid_on <= day and item.state(day) == "accorde"


def _sum(amounts: Any) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
