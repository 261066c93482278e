"""Write events as an iCalendar file (RFC 5545): folded lines, moments in several forms, alarms inside events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_WIDTH = 75  # octets of a line, RFC 5545 §3.1
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bac a sable//Donnees synthetiques//FR", "CALSCALE:GREGORIAN")
_ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Rappel", "TRIGGER:-PT30M", "END:VALARM")


@dataclass(frozen=True)
class Event:
    """Properties in their order, each written as `NAME` or `NAME;PARAM=…` with its value; `alarm` adds one."""

    properties: tuple[tuple[str, str], ...]
    alarm: bool = False


def ics_bytes(events: Iterable[Event]) -> bytes:
    """The calendar with the events in the order given."""
    lines = [*_HEAD]
    for event in events:
        lines.append("BEGIN:VEVENT")
        lines += [f"{name}:{value}" for name, value in event.properties if value]
        lines += _ALARM if event.alarm else ()
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """A text value with its backslashes, semicolons, commas and line breaks escaped."""
    for char, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, instead)
    return text


def folded(line: str) -> str:
    """The line cut every 75 octets, never inside a character."""
    parts, part, width = [], "", _WIDTH
    for char in line:
        if len((part + char).encode()) > width:
            parts.append(part)
            part, width = "", _WIDTH - 1
        part += char
    return "\r\n ".join([*parts, part])


def whole_day(day: date) -> Mapping[str, str]:
    """A day without hours; its end is the day after."""
    return {"DTSTART;VALUE=DATE": f"{day:%Y%m%d}", "DTEND;VALUE=DATE": f"{day + timedelta(days=1):%Y%m%d}"}


def in_paris(day: date) -> Mapping[str, str]:
    """Half past nine to noon, Paris time."""
    return {"DTSTART;TZID=Europe/Paris": f"{day:%Y%m%d}T093000", "DTEND;TZID=Europe/Paris": f"{day:%Y%m%d}T120000"}


def in_utc(day: date) -> Mapping[str, str]:
    """An event that begins at midnight in Paris: in UTC that is the evening before."""
    start = datetime.combine(day, time(0, 0), PARIS).astimezone(UTC)
    end = start + timedelta(hours=2)
    return {"DTSTART": f"{start:%Y%m%dT%H%M%SZ}", "DTEND": f"{end:%Y%m%dT%H%M%SZ}"}
