"""An iCalendar file: a row an event; headers are the names of its properties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Component, vCategory, vDDDLists

from sress.landing.problem import FileError, Problem
from sress.landing.reading.table import Table
from sress.platform.settings import ZONE

_SEPARATOR = ";"


def read_ics(data: bytes) -> Table:
    """Read the events; repeated ones are not multiplied. Raises FileError when it is no calendar."""
    try:
        calendars = Calendar.from_ical(data.decode("utf-8-sig"), multiple=True)
    except UnicodeDecodeError as error:
        raise FileError(
            "wrong_encoding", "l'agenda ICS n'est pas en UTF-8. Exportez-le de nouveau, en UTF-8", line=_line(error)
        ) from error
    except (ValueError, IndexError, KeyError) as error:
        raise _unreadable() from error
    if not data.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise _unreadable()
    table = Table([], [], unit="événement")
    read: list[tuple[int, dict[str, str]]] = []
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    for rank, event in enumerate(events, start=1):
        if event.errors:
            table.refused.append(_refused(rank, str(event.errors[0][0] or "").upper(), "est illisible"))
        elif stray := _without_known_zone(event):
            table.refused.append(_refused(rank, stray, "est dans un fuseau horaire inconnu"))
        else:
            read.append((rank, _properties(event)))
    if any("RRULE" in properties for _, properties in read):
        table.messages.append("L'agenda contient des événements répétés : seule leur première date est lue.")
    table.header = list(dict.fromkeys(name for _, properties in read for name in properties))
    table.rows = [(rank, [properties.get(name, "") for name in table.header]) for rank, properties in read]
    return table


def _line(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1


def _unreadable() -> FileError:
    return FileError(
        "unreadable_file", "l'agenda ICS ne s'ouvre pas : fichier tronqué ou d'un autre format. Exportez-le de nouveau"
    )


def _refused(rank: int, name: str, why: str) -> Problem:
    what = f"la propriété « {name} »" if name else "une ligne"
    message = f"événement {rank} : {what} {why}. Corrigez l'événement et exportez de nouveau"
    return Problem(rank, None, name or None, None, "invalid_event", message, True)


def _without_known_zone(event: Component) -> str | None:
    """The first property whose time is told in a zone that nobody knows: its hour, even its day, is uncertain."""
    for name, value in event.items():
        moment = getattr(value, "dt", None)
        if isinstance(moment, datetime) and moment.tzinfo is None and value.params.get("TZID"):
            return str(name).upper()
    return None


def _properties(event: Component) -> dict[str, str]:
    return {str(name).upper(): _text(value) for name, value in event.items()}


def _text(value: Any) -> str:
    """Moments as ISO in Paris time, text as it was meant, several values joined, the rest as it stands in the file."""
    if isinstance(value, vCategory):
        return _SEPARATOR.join(map(str, value.cats))
    if isinstance(value, vDDDLists):
        return _SEPARATOR.join(map(_text, value.dts))
    if isinstance(value, list):
        return _SEPARATOR.join(map(_text, value))
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return (moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)).isoformat()
    if isinstance(moment, date):
        return moment.isoformat()
    if isinstance(value, str):
        return str(value)
    plain = value.to_ical()
    return plain.decode() if isinstance(plain, bytes) else str(plain)
