"""Dirt of the governance calendar: kinds that a reader can undo, then kinds that destroy."""

from __future__ import annotations

import random
from datetime import date

from sandbox.calendar_table import SEPARATOR, ShownEntry
from sandbox.spelling import (
    NBSP,
    dashed_date,
    dotted_date,
    french_date,
    impossible_date,
    retyped_label,
    serial,
    short_date,
)
from sandbox.systems.epci_world import EPCI
from sandbox.tables import Kind, Line, Loss, Mess
from sandbox.vocabulary import (
    MEETING_STATUTS,
    MEETING_TYPES,
    ORGANISATIONS,
    TERRITOIRES,
    UNKNOWN_MEETING_STATUTS,
    UNKNOWN_TYPES,
)


def date_as_text(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A date typed as text: 31/12/2025."""
    line.cells["date"] = french_date(_day(line))
    return True


def date_as_serial(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A date that shows as the spreadsheet's number."""
    line.cells["date"] = serial(_day(line))
    return True


def date_as_iso_text(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A date typed as 2025-12-31."""
    line.cells["date"] = _day(line).isoformat()
    return True


def date_two_digit_year(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A date typed as 1/2/25."""
    line.cells["date"] = short_date(_day(line))
    return True


def date_other_marks(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A date typed as 31-12-2025 or 31.12.2025."""
    line.cells["date"] = rng.choice((dashed_date, dotted_date))(_day(line))
    return True


def type_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Another word for the kind of meeting."""
    label = rng.choice(MEETING_TYPES[line.item.entry.kind])
    line.cells["type"] = label if mess.level < 2 else retyped_label(label, rng)
    return True


def statut_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Another word for the statut."""
    label = rng.choice(MEETING_STATUTS[line.item.statut])
    line.cells["statut"] = label if mess.level < 2 else retyped_label(label, rng)
    return True


def territoire_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The département as a number, a name or both."""
    label = rng.choice(TERRITOIRES[line.item.entry.territoire])
    line.cells["territoire"] = int(label) if label.isdigit() and rng.random() < 0.5 else label
    return True


def organisers_synonyms(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Organisers under other names."""
    line.cells["organisateurs"] = _other_names(line.item.entry.organisers, rng)
    return True


def participants_synonyms(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Participants under other names, one of them perhaps twice."""
    if not line.cells["participants"]:
        return False
    codes = line.item.entry.participants
    again = codes[:1] if rng.random() < 0.4 else ()
    line.cells["participants"] = _other_names((*codes, *again), rng)
    return True


def porteurs_in_other_words(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Oui, OUI, O for yes."""
    words = {"oui": ("Oui", "OUI", "O"), "non": ("Non", "NON", "N")}
    said = str(line.cells["porteurs_presents"])
    if said:
        line.cells["porteurs_presents"] = rng.choice(words[said])
    return bool(said)


def adjustments_as_text(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The number of adjustments as text."""
    number = line.cells["nb_ajustements"]
    if number is not None:
        line.cells["nb_ajustements"] = rng.choice((f"{number}", f" {number}{NBSP}", f"{number},0"))
    return number is not None


def ess_in_words(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Oui and Non in full."""
    words = {True: ("Oui", "oui", "o"), False: ("Non", "non", "n")}
    if line.item.ess is not None:
        line.cells["ess"] = rng.choice(words[line.item.ess])
    return line.item.ess is not None


def siren_as_number(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The SIREN as a number: leading zeros go."""
    if line.item.siren:
        line.cells["siren"] = int(line.item.siren)
    return bool(line.item.siren)


def epci_under_another_name(line: Line, mess: Mess, rng: random.Random) -> bool:
    """An EPCI under one of the names that people use, or its own one retyped."""
    names = EPCI.get(line.item.epci, ())
    if line.item.organisation not in names[:1]:
        return False
    line.cells["organisation"] = rng.choice((*names[2:], retyped_label(names[0], rng)))
    return True


def date_impossible(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A day that does not exist."""
    line.cells["date"] = impossible_date(_day(line).year, rng)
    line.losses.append(Loss("date", "date_impossible", "ce jour n'existe pas", True))
    return True


def type_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A kind of meeting outside the vocabulary."""
    line.cells["type"] = rng.choice(UNKNOWN_TYPES)
    line.losses.append(Loss("type", "type_unknown", "type hors vocabulaire", True))
    return True


def statut_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A statut outside the vocabulary."""
    line.cells["statut"] = rng.choice(UNKNOWN_MEETING_STATUTS)
    line.losses.append(Loss("statut", "statut_unknown", "statut hors vocabulaire", True))
    return True


def ess_erased(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The ESS status of an organisation was known and the cell is empty."""
    if line.item.ess is not None:
        line.cells["ess"] = ""
        line.losses.append(Loss("ess", "ess_erased", "statut ESS effacé", False))
    return line.item.ess is not None


def ess_unreadable(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Neither yes nor no."""
    if line.item.ess is not None:
        line.cells["ess"] = rng.choice(("?", "NSP", "à vérifier"))
        line.losses.append(Loss("ess", "ess_unreadable", "statut ESS illisible", False))
    return line.item.ess is not None


def _day(line: Line) -> date:
    """The true day of an entry or of a participant's line."""
    day: date = line.item.entry.day if isinstance(line.item, ShownEntry) else line.item.day
    return day


def _other_names(codes: tuple[str, ...], rng: random.Random) -> str:
    names = [rng.choice(ORGANISATIONS.get(code, (code,))) for code in codes]
    return rng.choice((SEPARATOR, ";", " ;  ")).join(names)


_DATES = [
    Kind(1, date_as_text),
    Kind(1, date_as_serial),
    Kind(2, date_as_iso_text),
    Kind(2, date_two_digit_year),
    Kind(2, date_other_marks),
]
CALENDAR_MENDABLE: dict[str, list[Kind]] = {
    "date": _DATES,
    "type": [Kind(1, type_synonym)],
    "statut": [Kind(1, statut_synonym)],
    "territoire": [Kind(1, territoire_synonym)],
    "organisateurs": [Kind(1, organisers_synonyms)],
    "participants": [Kind(1, participants_synonyms)],
    "porteurs": [Kind(1, porteurs_in_other_words)],
    "ajustements": [Kind(2, adjustments_as_text)],
}
CALENDAR_ROW_KINDS = [Kind(1, date_impossible), Kind(1, type_unknown), Kind(1, statut_unknown)]
PARTICIPANTS_MENDABLE: dict[str, list[Kind]] = {
    "date": _DATES,
    "ess": [Kind(1, ess_in_words)],
    "siren": [Kind(1, siren_as_number)],
    "organisation": [Kind(1, epci_under_another_name)],
}
PARTICIPANTS_FIELD_KINDS = [Kind(1, ess_erased), Kind(2, ess_unreadable)]
