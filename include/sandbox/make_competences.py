"""Invent when the map of competences comes out: its common base at one meeting, its specialities at a later one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.meetings import Meeting

_MAP = "Cartographie des compétences"
_ADDRESS = "https://sress.exemple.invalid"


def with_competences(seed: int, meetings: Iterable[Meeting]) -> list[Meeting]:
    """The same meetings; three COTECH deliver papers on the map: announced, its base, its specialities.

    An announcement has no address and publishes nothing. What a meeting delivers is that of the first one
    held once the paper is ready; where none is held any more, it never comes out.
    """
    rng = stream(seed, "competences")
    base = date(2023, 6, 1) + timedelta(days=rng.randrange(700))
    specialities = base + timedelta(days=rng.randint(150, 700))
    papers = [
        (base - timedelta(days=rng.randint(150, 250)), f"{_MAP} (socle commun et spécialités) : à venir"),
        (base, f"{_MAP}, socle commun : {_ADDRESS}/competences-1.pdf"),
        (specialities, rng.choice(_SPECIALITIES)),
    ]
    found = list(meetings)
    free = [place for place, meeting in enumerate(found) if _delivers(meeting)]
    free.sort(key=lambda place: _held_on(found[place]))
    for ready, paper in papers:
        place = next((place for place in free if _held_on(found[place]) >= ready), None)
        if place is None:
            break
        free.remove(place)
        late = timedelta(days=rng.choice((0, 0, 10, 45)))
        found[place] = replace(found[place], deliverables=paper, delivered_on=found[place].day + late)
    return found


# People name the second part alone or along with the first, which it completes.
_SPECIALITIES = (
    f"{_MAP} : spécialités, {_ADDRESS}/competences-2.pdf",
    f"{_MAP} (socle commun et spécialités) : {_ADDRESS}/competences.pdf",
)


def _delivers(meeting: Meeting) -> bool:
    return meeting.kind == "cotech" and meeting.outcome in ("held", "postponed") and not meeting.deliverables


def _held_on(meeting: Meeting) -> date:
    postponed = meeting.outcome == "postponed" and meeting.new_day is not None
    return meeting.new_day if postponed and meeting.new_day else meeting.day
