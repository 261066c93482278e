"""Invent who came to the conferences: invented organisations, real networks' names, persons of nobody."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.identifiers import make_siren
from sandbox.meetings import retyped
from sandbox.names import make_name
from sandbox.vocabulary import ORGANISATIONS, OUTSIDE_ESS
from sandbox.world import Attendance, Entry


def make_attendances(seed: int, entries: list[Entry]) -> list[Attendance]:
    """Lists for every date of a conference, also for one that was cancelled or postponed."""
    attendances: list[Attendance] = []
    for entry in sorted((e for e in entries if e.kind == "conference"), key=lambda e: (e.day, e.ref)):
        rng = stream(seed, "attendance", entry.day)
        attendances.extend(_of_conference(rng, entry, listed_from(entry)))
    return [replace(row, ref=f"A{place:05d}", person=place) for place, row in enumerate(attendances, start=1)]


def listed_from(entry: Entry) -> date:
    """The day on which the list is typed: after the conference, or before it when it falls through."""
    return entry.day + timedelta(days=2) if entry.history[-1][1] == "tenue" else entry.day - timedelta(days=8)


def _of_conference(rng: random.Random, entry: Entry, known_on: date) -> list[Attendance]:
    rows = []
    size = rng.randint(35, 70) if entry.history[-1][1] == "tenue" else rng.randint(4, 9)
    for _ in range(size):
        ess = rng.choices((True, False, None), weights=(60, 30, 10))[0]
        name = make_name(rng, ess if ess is not None else rng.random() < 0.5)
        rows.append(Attendance("", entry.day, entry.title, name, make_siren(rng), ess, known_on, 0))
    for code in rng.sample(list(ORGANISATIONS), 6):
        row = Attendance("", entry.day, entry.title, ORGANISATIONS[code][0], "", code not in OUTSIDE_ESS, known_on, 0)
        rows.append(row)
    named = {row.organisation: row for row in reversed(rows)}
    rows = [named[row.organisation] for row in rows]
    again = [replace(row, organisation=retyped(rng, row.organisation)) for row in rng.sample(rows, max(1, size // 12))]
    alone = [Attendance("", entry.day, entry.title, "", "", None, known_on, 0) for _ in range(size // 10)]
    return [*rows, *again, *alone]
