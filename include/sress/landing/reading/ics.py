"""An iCalendar file: a row an event; headers are the names of its properties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Component

from sress.landing.problem import FileError, Problem
from sress.landing.reading.table import Table
from sress.platform.settings import ZONE

_SEPARATOR = ";"


def read_ics(data: bytes) -> Table:
    """Read the events; repeated ones are not multiplied. Raises FileError when it is no calendar."""
    try:
        calendars = Calendar.from_ical(data.decode("utf-8-sig"), multiple=True)
    except (ValueError, UnicodeDecodeError, IndexError, KeyError) as error:
        raise _unreadable() from error
    if not data.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise _unreadable()
    table = Table([], [], unit="événement")
    read: list[tuple[int, dict[str, str]]] = []
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    for rank, event in enumerate(events, start=1):
        if event.errors:
            table.refused.append(_broken(rank, event))
        else:
            read.append((rank, _properties(event)))
    if any("RRULE" in properties for _, properties in read):
        table.messages.append("L'agenda contient des événements répétés : seule leur première date est lue.")
    table.header = list(dict.fromkeys(name for _, properties in read for name in properties))
    table.rows = [(rank, [properties.get(name, "") for name in table.header]) for rank, properties in read]
    return table


def _unreadable() -> FileError:
    return FileError(
        "unreadable_file", "l'agenda ICS ne s'ouvre pas : fichier tronqué ou d'un autre format. Exportez-le de nouveau"
    )


def _broken(rank: int, event: Component) -> Problem:
    name = str(event.errors[0][0] or "").upper()
    message = f"événement {rank} : la propriété « {name} » est illisible. Corrigez l'événement et exportez de nouveau"
    return Problem(rank, None, name or None, None, "invalid_event", message, True)


def _properties(event: Component) -> dict[str, str]:
    return {str(name).upper(): _text(value) for name, value in event.items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return _SEPARATOR.join(map(_text, value))
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return (moment.astimezone(ZONE) if moment.tzinfo else moment).date().isoformat()
    if isinstance(moment, date):
        return moment.isoformat()
    categories = getattr(value, "cats", None)
    if isinstance(categories, Iterable):
        return _SEPARATOR.join(map(str, categories))
    return str(value)
