"""From a meeting that was planned to the lines that people typed in the calendar about it."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.world import CALENDAR_START, LAST_YEAR, Entry


@dataclass(frozen=True)
class Meeting:
    """A planned meeting and what became of it.

    `outcome`: held, postponed (then held on `new_day`), cancelled, forgotten (never confirmed);
    `twice`: two people entered it.
    """

    kind: str
    day: date
    title: str
    territoire: str
    organisers: tuple[str, ...]
    participants: tuple[str, ...]
    outcome: str
    new_day: date | None = None
    porteurs: bool | None = None
    themes: str = ""
    deliverables: str = ""
    delivered_on: date | None = None
    adjustments: int | None = None
    twice: bool = False


def working_day(day: date) -> date:
    """The same day, or the Monday after a weekend; in December the Friday before."""
    if day.weekday() < 5:
        return day
    if day.month == 12 and day.day > 25:
        return day - timedelta(days=day.weekday() - 4)
    return day + timedelta(days=7 - day.weekday())


def entries_of(rng: random.Random, meeting: Meeting) -> list[Entry]:
    """One entry; two when the meeting was postponed, one more when somebody typed it twice."""
    typed = meeting.day - timedelta(days=rng.randint(60, 330))
    if meeting.outcome == "postponed" and meeting.new_day is not None:
        moved = meeting.day - timedelta(days=rng.randint(1, 20))
        first = _entry(meeting, meeting.day, ((typed, "prevue"), (moved, "reportee")))
        new = replace(meeting, day=meeting.new_day, outcome="held")
        return [first, *_held(rng, new, moved)]
    if meeting.outcome == "cancelled":
        cancelled = meeting.day - timedelta(days=rng.randint(0, 15))
        return [_entry(meeting, meeting.day, ((typed, "prevue"), (cancelled, "annulee")))]
    if meeting.outcome == "forgotten":
        return [_entry(meeting, meeting.day, ((typed, "prevue"),))]
    return _held(rng, meeting, typed)


def _held(rng: random.Random, meeting: Meeting, typed: date) -> list[Entry]:
    """The entry of a meeting that took place, confirmed some days later."""
    if meeting.day.year > LAST_YEAR or meeting.day < CALENDAR_START:
        return []
    confirmed = meeting.day + timedelta(days=rng.choice((0, 0, 1, 2, 3, 8)))
    entries = [_entry(meeting, meeting.day, ((typed, "prevue"), (confirmed, "tenue")))]
    if meeting.twice:
        again = confirmed + timedelta(days=rng.randint(1, 20))
        entries.append(replace(entries[0], history=((again, "tenue"),), title=retyped(rng, meeting.title)))
    return entries


def _entry(meeting: Meeting, day: date, history: tuple[tuple[date, str], ...]) -> Entry:
    shift = day - meeting.day
    delivered = meeting.delivered_on + shift if meeting.delivered_on else None
    return Entry(
        "",
        meeting.kind,
        day,
        history,
        meeting.title,
        meeting.territoire,
        meeting.organisers,
        meeting.participants,
        meeting.porteurs,
        meeting.themes,
        meeting.deliverables,
        delivered,
        meeting.adjustments,
    )


def retyped(rng: random.Random, title: str) -> str:
    """The same title as another person types it: other case, no accents or more spaces."""
    letters = unicodedata.normalize("NFD", title)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return rng.choice((title.upper(), plain, title.lower(), title.replace(" ", "  ")))
