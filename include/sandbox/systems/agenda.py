"""The governance calendar as the shared agenda exports it (S14): the workbook's entries, as iCalendar events.

The export knows less than the workbook: an event that was confirmed may have been held or not.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

from sandbox.calendar_ics import Event, escaped, ics_bytes, in_paris, in_utc, whole_day
from sandbox.chance import share, stream
from sandbox.cog import Cog
from sandbox.deliveries import CALENDAR_SOURCE, Delivery, entries_shown
from sandbox.made import Made, Part
from sandbox.months import parse_month
from sandbox.people import make_person
from sandbox.sheet import Field, Sheet, Value, sheet_table
from sandbox.spelling import retyped_label
from sandbox.tables import Kind, Line, Loss, Mess, destroy_rows, spell_badly
from sandbox.vocabulary import MARK, MEETING_TYPES, TERRITOIRES, UNKNOWN_TYPES
from sandbox.world import Entry, World

STATUTS = {"prevue": ("TENTATIVE",), "confirmee": ("CONFIRMED",), "annulee": ("CANCELLED",)}
_SHOWN = {"prevue": "prevue", "tenue": "confirmee", "annulee": "annulee", "reportee": "annulee"}
_REPEATED = (0.0, 0.01, 0.02, 0.04)
SHEET = Sheet(
    CALENDAR_SOURCE,
    "agenda",
    (
        Field("uid", ("UID",), "constant", required=True),
        Field("date_evenement", ("DTSTART",), "constant", required=True),
        Field("intitule", ("SUMMARY",)),
        Field("type", ("CATEGORIES",), "code", required=True, labels=MEETING_TYPES),
        Field("statut", ("STATUS",), "code", labels=STATUTS),
        Field("territoire", ("LOCATION",), "code", labels=TERRITOIRES),
        Field("organisateur", ("ORGANIZER",), "person"),
        Field("description", ("DESCRIPTION",), "person"),
        Field("origine_donnee", ("X-ORIGINE-DONNEE",), "constant"),
    ),
)


def make(world: World, month: str, level: int, cog: Cog) -> list[Made]:
    """The export of a month."""
    year, number = parse_month(month)
    delivery = Delivery(CALENDAR_SOURCE, f"agenda_gouvernance_{month}.ics", year, number, True)
    shown = sorted(entries_shown(world, delivery), key=lambda pair: (pair[0].day, pair[0].ref))
    rows = [(f"agenda/{entry.ref}", _values(world.seed, entry, statut), entry) for entry, statut in shown]
    table = sheet_table(SHEET, rows)
    mess = Mess(world.seed, level, delivery, cog)
    if level:
        for line in table.lines:
            spell_badly(_MENDABLE, line, mess)
        destroy_rows(_ROW_KINDS, table.lines, mess)
        table.lines = [copy for line in table.lines for copy in _repeated(line, mess)]
    data = ics_bytes(_event(line, level) for line in table.lines)
    return [Made(delivery, (Part("agenda", table, list(range(1, len(table.lines) + 1)), SHEET.fields),), data)]


def _values(seed: int, entry: Entry, statut: str) -> Mapping[str, Value]:
    person = make_person(stream(seed, "agenda", entry.ref))
    return {
        "uid": f"{entry.ref.lower()}@agenda.exemple.invalid",
        "date_evenement": entry.day.isoformat(),
        "intitule": entry.title,
        "type": entry.kind,
        "statut": _SHOWN[statut],
        "territoire": entry.territoire,
        "organisateur": person.mail,
        "description": f"Contact : {person.name}, {person.phone}",
        "origine_donnee": MARK,
    }


def _event(line: Line, level: int) -> Event:
    """One event; its moment is written in one of three forms, an impossible day in none of them."""
    cells = {name: str(value or "") for name, value in line.cells.items()}
    properties = {"UID": cells["uid"], "DTSTAMP": "20220101T000000Z", **_moment(line, level)}
    for name in ("intitule", "type", "statut", "territoire", "description", "origine_donnee"):
        properties[SHEET.named(name).headers[0]] = escaped(cells[name])
    properties["ORGANIZER;CN=Organisation"] = f"mailto:{cells['organisateur']}"
    return Event(tuple(properties.items()), alarm=share("alarm", line.ref) < 0.2)


def _moment(line: Line, level: int) -> Mapping[str, str]:
    written = str(line.cells["date_evenement"] or "")
    if line.row_lost and written != line.clean["date_evenement"]:
        return {"DTSTART;VALUE=DATE": written}
    forms = (whole_day, in_paris, in_utc) if level else (whole_day,)
    return forms[int(share("moment", line.clean["uid"]) * len(forms))](date.fromisoformat(written))


def _repeated(line: Line, mess: Mess) -> list[Line]:
    """Two agendas that were merged give some events twice."""
    again = not line.losses and mess.share("repeated", line.ref) < _REPEATED[mess.level]
    return [line, line.copy(f"{line.ref}#again")] if again else [line]


def type_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Another category for the kind of meeting."""
    label = rng.choice(MEETING_TYPES[line.item.item.kind])
    line.cells["type"] = label if mess.level < 2 else retyped_label(label, rng).strip()
    return True


def territoire_synonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The place under another name."""
    line.cells["territoire"] = rng.choice(TERRITOIRES[line.item.item.territoire])
    return True


def statut_in_lower_case(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A status that a tool did not write as the standard wants it."""
    line.cells["statut"] = str(line.cells["statut"]).lower()
    return True


def type_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A category that is no kind of meeting."""
    line.cells["type"] = rng.choice(UNKNOWN_TYPES)
    line.losses.append(Loss("type", "type_unknown", "catégorie hors vocabulaire", True))
    return True


def day_impossible(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A day that does not exist: the event cannot be read at all."""
    line.cells["date_evenement"] = f"{line.item.item.day.year}{rng.choice(('0231', '0431', '1131'))}"
    line.losses.append(Loss("date_evenement", "date_impossible", "ce jour n'existe pas", True))
    return True


def day_missing(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A draft without a day."""
    line.cells["date_evenement"] = ""
    line.losses.append(Loss("date_evenement", "missing", "valeur effacée", True))
    return True


_MENDABLE = {
    "type": [Kind(1, type_synonym)],
    "territoire": [Kind(1, territoire_synonym)],
    "statut": [Kind(2, statut_in_lower_case)],
}
_ROW_KINDS = [Kind(1, type_unknown), Kind(1, day_impossible), Kind(2, day_missing)]
