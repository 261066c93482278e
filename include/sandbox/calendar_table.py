"""The governance calendar as its workbook holds it: one line an entry, one line a participant."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.deliveries import Delivery, attendances_shown, entries_shown, papers_shown
from sandbox.tables import Cell, FileTable, Line
from sandbox.vocabulary import (
    ATTENDANCE_COLUMNS,
    MARK,
    MEETING_COLUMNS,
    MEETING_STATUTS,
    MEETING_TYPES,
    ORGANISATIONS,
    TERRITOIRES,
)
from sandbox.world import Attendance, Entry, World

SEPARATOR = " ; "


@dataclass(frozen=True)
class ShownEntry:
    """An entry with its statut on extraction day."""

    entry: Entry
    statut: str


def clean_calendar(world: World, delivery: Delivery) -> FileTable:
    """The sheet « Calendrier » without any dirt, by date."""
    shown = sorted(entries_shown(world, delivery), key=lambda pair: (pair[0].day, pair[0].ref))
    lines = [
        Line(entry.ref, entry_cells(entry, statut, papers_shown(entry, statut, delivery)), ShownEntry(entry, statut))
        for entry, statut in shown
    ]
    columns = list(MEETING_COLUMNS)
    return FileTable(columns, {name: name for name in columns}, lines, banner=banner_of(delivery))


def entry_cells(entry: Entry, statut: str, papers: str) -> dict[str, Cell]:
    """The cells of an entry; who came and what was decided is known once it is held."""
    held = statut == "tenue"
    return {
        "type": MEETING_TYPES[entry.kind][0],
        "date": entry.day,
        "statut": MEETING_STATUTS[statut][0],
        "intitule": entry.title,
        "territoire": TERRITOIRES[entry.territoire][0],
        "organisateurs": SEPARATOR.join(label_of(code) for code in entry.organisers),
        "participants": SEPARATOR.join(label_of(code) for code in entry.participants) if held else "",
        "porteurs_presents": {True: "oui", False: "non", None: ""}[entry.porteurs] if held else "",
        "themes": entry.themes,
        "livrables": papers,
        "nb_ajustements": entry.adjustments if held else None,
        "origine_donnee": MARK,
    }


def label_of(organisation: str) -> str:
    """The usual label of an organisation's code; a name that has no code is itself."""
    return ORGANISATIONS.get(organisation, (organisation,))[0]


def clean_participants(world: World, delivery: Delivery) -> FileTable:
    """The sheet « Participants » without any dirt."""
    lines = [Line(row.ref, attendance_cells(row), row) for row in attendances_shown(world, delivery)]
    columns = list(ATTENDANCE_COLUMNS)
    banner = ["Conférences ESS : organisations présentes (données synthétiques)", ""]
    return FileTable(columns, {name: name for name in columns}, lines, banner=banner)


def attendance_cells(row: Attendance) -> dict[str, Cell]:
    """The cells of a participant; the person is nobody."""
    return {
        "date": row.day,
        "evenement": row.event,
        "organisation": row.organisation,
        "siren": row.siren,
        "ess": {True: "O", False: "N", None: ""}[row.ess],
        "nom_participant": f"Personne Exemple {row.person:04d}",
        "courriel": f"personne.{row.person:04d}@exemple.invalid",
        "origine_donnee": MARK,
    }


def banner_of(delivery: Delivery) -> list[str]:
    """The rows above the header."""
    title = f"Calendrier de gouvernance SRESS 2022-2028, état au {delivery.extracted_on:%d/%m/%Y}"
    return [title, "Données synthétiques produites par le bac à sable", ""]
