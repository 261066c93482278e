"""Invent the governance calendar 2022-2028: what is planned, held, postponed, cancelled or forgotten."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.make_competences import with_competences
from sandbox.make_reviews import make_reviews
from sandbox.meetings import Meeting, entries_of, working_day
from sandbox.vocabulary import NETWORKS
from sandbox.world import CALENDAR_START, LAST_YEAR, Entry

PILOTS = ("region", "dreets", "drajes", "banque_des_territoires", "cress")
ADDRESS = "https://sress.exemple.invalid"
DUE_YEARS = (2023, 2025, 2027)
THEMES = ("financement", "innovation_sociale", "transition écologique", "emploi", "mobilités", "numérique responsable")
# What a conference on social innovation may speak of besides.
ASPECTS = ("recherche et développement", "financement", "exemples")


def make_calendar(seed: int) -> list[Entry]:
    """All entries of the calendar in the order in which they were typed, with their references."""
    entries: list[Entry] = []
    planned = (meeting for year in range(CALENDAR_START.year, LAST_YEAR + 1) for meeting in _meetings_of(seed, year))
    for meeting in with_competences(seed, planned):
        rng = stream(seed, "entries", meeting.kind, meeting.day, meeting.title, meeting.organisers)
        entries.extend(entries_of(rng, meeting))
    entries.sort(key=lambda entry: (entry.history[0][0], entry.day, entry.kind, entry.title, entry.organisers))
    return [replace(entry, ref=f"E{place:04d}") for place, entry in enumerate(entries, start=1)]


def _meetings_of(seed: int, year: int) -> Iterator[Meeting]:
    yield from _copil(seed, year)
    yield from _cotech(seed, year)
    yield from _financeurs(seed, year)
    yield from make_reviews(seed, year)
    yield from conferences(seed, year)
    yield from _rencontres(seed, year)
    yield from _journees(seed, year)


def _copil(seed: int, year: int) -> Iterator[Meeting]:
    """One COPIL a year; some years it slips into the next January, or nothing is held at all."""
    rng = stream(seed, "copil", year)
    case = (seed * 3 + year) % 7
    outcome = {0: "late", 1: "cancelled", 2: "forgotten"}.get(case, "held")
    day = working_day(date(year, 11, 3) + timedelta(days=rng.randrange(35)))
    papers, delivered = _copil_papers(rng, year, day)
    meeting = Meeting(
        "copil",
        day,
        f"COPIL SRESS {year}",
        "region",
        ("region",),
        PILOTS,
        "held",
        deliverables=papers,
        delivered_on=delivered,
    )
    if outcome == "late":
        yield replace(meeting, outcome="postponed", new_day=working_day(date(year + 1, 1, 9 + rng.randrange(18))))
    else:
        yield replace(meeting, outcome=outcome)
    if case == 4:
        day = working_day(date(year, 4, 4 + rng.randrange(20)))
        yield Meeting("copil", day, f"COPIL SRESS {year} de printemps", "region", ("region",), PILOTS[:3], "held")


def _copil_papers(rng: random.Random, year: int, day: date) -> tuple[str, date]:
    """The evaluation with its address, or something that only looks like it."""
    minutes = f"Compte rendu : {ADDRESS}/copil-{year}.pdf"
    papers = rng.choices(
        (
            f"Évaluation annuelle {year} : {ADDRESS}/evaluation-{year}.pdf",
            f"{minutes} | Rapport d'évaluation : {ADDRESS}/rapport-{year}.pdf",
            minutes,
            "Évaluation à venir",
            "",
        ),
        weights=(4, 2, 2, 2, 1),
    )[0]
    return papers, day + timedelta(days=rng.choice((0, 5, 40)))


def _cotech(seed: int, year: int) -> Iterator[Meeting]:
    rng = stream(seed, "cotech", year)
    months = {0: (3, 9), 1: (2, 6, 10), 2: (5,), 3: (3, 9)}[(seed + year) % 4]
    for month in months:
        outcome = rng.choices(("held", "postponed", "cancelled", "forgotten"), weights=(80, 8, 6, 6))[0]
        day = working_day(date(year, month, 3 + rng.randrange(24)))
        yield Meeting(
            "cotech",
            day,
            f"COTECH SRESS {day:%m/%Y}",
            "region",
            ("region", "cress"),
            PILOTS,
            outcome,
            new_day=working_day(day + timedelta(days=rng.randint(14, 50))),
            adjustments=rng.choice((0, 0, 1, 2, 3, 5)),
            twice=rng.random() < 0.25,
        )


def _financeurs(seed: int, year: int) -> Iterator[Meeting]:
    """A meeting of the funders in most windows of two months; some windows have two, some none."""
    rng = stream(seed, "financeurs", year)
    for window in range(6):
        number = rng.choices((0, 1, 2), weights=(10, 78, 12))[0]
        for _ in range(number):
            day = working_day(date(year, 2 * window + rng.choice((1, 2)), rng.randint(3, 27)))
            outcome = rng.choices(("held", "postponed", "cancelled", "forgotten"), weights=(82, 8, 5, 5))[0]
            yield Meeting(
                "financeurs",
                day,
                "Revue des financeurs",
                "region",
                ("region", "dreets"),
                (*PILOTS[:4], "france_active", "urscop"),
                outcome,
                new_day=working_day(day + timedelta(days=rng.randint(10, 45))),
                twice=rng.random() < 0.06,
            )


def conferences(seed: int, year: int) -> Iterator[Meeting]:
    """The conference of a due year: held, held in the next January, or never held; some years a second one."""
    rng = stream(seed, "conference", year)
    title = f"Conférence régionale de l'ESS {year}"
    base = Meeting("conference", date(year, 1, 1), title, "region", ("region", "cress"), PILOTS, "held")
    if year not in DUE_YEARS:
        if (seed + year) % 5 == 0:
            yield replace(base, day=working_day(date(year, 6, 5 + rng.randrange(20))), themes="emploi")
        return
    themes = ", ".join(_with_aspects(seed, year, rng.sample(THEMES, 2)))
    day = working_day(date(year, 10, 2) + timedelta(days=rng.randrange(60)))
    case = (seed + (year - 2023) // 2) % 3
    if case == 1:
        late = working_day(date(year + 1, 1, 9 + rng.randrange(20)))
        yield replace(base, day=day, outcome="postponed", new_day=late, themes=themes)
    elif case == 2:
        yield replace(base, day=day, outcome=rng.choice(("cancelled", "forgotten")), themes=themes)
    else:
        yield replace(base, day=day, themes=themes)
        if rng.random() < 0.4:
            second = working_day(date(year, 3, 5 + rng.randrange(20)))
            yield replace(base, day=second, title=f"{title}, étape de printemps", themes="mobilités")


def _with_aspects(seed: int, year: int, themes: list[str]) -> list[str]:
    """The themes, and with social innovation some of its aspects, each once."""
    if "innovation_sociale" not in themes:
        return themes
    rng = stream(seed, "aspects", year)
    return list(dict.fromkeys([*themes, *rng.sample(ASPECTS, rng.randint(1, 2))]))


def _rencontres(seed: int, year: int) -> Iterator[Meeting]:
    """Meetings of the networks; some gather one network only, and then do not count."""
    rng = stream(seed, "rencontres", year)
    for rank in range(rng.randint(5, 9)):
        day = working_day(date(year, 1, 8) + timedelta(days=rng.randrange(345)))
        networks = rng.sample(list(NETWORKS), rng.choices((0, 1, 2, 3, 6), weights=(5, 20, 30, 30, 15))[0])
        others = rng.sample(("cress", "region", "urscop", "france_active", f"Mission locale n° {rank + 1} (fictif)"), 2)
        outcome = rng.choices(("held", "postponed", "cancelled", "forgotten"), weights=(78, 8, 7, 7))[0]
        yield Meeting(
            "rencontre",
            day,
            f"Échange de pratiques : {rng.choice(THEMES)}, séance {rank + 1}",
            "region",
            (rng.choice(("cress", "cress", "ecossolies", "iresa")),),
            (*networks, *others),
            outcome,
            new_day=working_day(day + timedelta(days=rng.randint(10, 60))),
            twice=rng.random() < 0.2,
        )


def _journees(seed: int, year: int) -> Iterator[Meeting]:
    rng = stream(seed, "journees", year)
    for rank in range(rng.randint(1, 3)):
        network = rng.choice(list(NETWORKS))
        day = working_day(date(year, 2, 1) + timedelta(days=rng.randrange(300)))
        title = f"Je suis, je cherche… n° {rank + 1}"
        yield Meeting("journee", day, title, NETWORKS[network], (network,), (network, "cress"), "held", porteurs=True)
