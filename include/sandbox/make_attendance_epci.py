"""Invent which EPCI came to the conferences: under their official name or another, with a SIREN or without."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from sandbox.chance import stream
from sandbox.facts import normalised
from sandbox.make_attendance import listed_from
from sandbox.systems.epci_world import EPCI
from sandbox.world import Attendance, Entry

# Neighbours come too: EPCI with communes in the region and their seat outside.
NEIGHBOURS = {"243500741": ("CA Redon Agglomération", "Redon Agglomération")}


def make_epci_attendances(seed: int, entries: list[Entry]) -> list[Attendance]:
    """The lines of the EPCI, numbered apart from all others, for every date of a conference."""
    found: list[Attendance] = []
    for entry in sorted((e for e in entries if e.kind == "conference"), key=lambda e: (e.day, e.ref)):
        rng = stream(seed, "attendance of epci", entry.day)
        came = 0.35 if entry.history[-1][1] == "tenue" else 0.1
        for siren, names in {**EPCI, **NEIGHBOURS}.items():
            if rng.random() < came:
                found.extend(_of_epci(rng, entry, siren, names))
    return [replace(row, ref=f"AE{place:04d}", person=9000 + place) for place, row in enumerate(found, start=1)]


def _of_epci(rng: random.Random, entry: Entry, siren: str, names: tuple[str, ...]) -> Iterator[Attendance]:
    """Most are listed once; now and then another of its people signs under the name that everybody uses."""
    shown = siren if rng.random() < 0.6 else ""
    row = Attendance("", entry.day, entry.title, names[0], shown, False, listed_from(entry), 0, siren)
    yield row
    if rng.random() < 0.2 and normalised(names[1]) != normalised(names[0]):
        yield replace(row, organisation=names[1], siren="")
