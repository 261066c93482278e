"""Invent the project reviews of each network: regular years, gaps, absences and near misses."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.meetings import Meeting, working_day
from sandbox.months import add_months
from sandbox.vocabulary import NETWORKS

_PATTERNS = {
    "regular": 11,
    "frequent": 4,
    "no_spring": 2,
    "no_autumn": 2,
    "wide_gap": 3,
    "exact_gap": 2,
    "without_porteurs": 2,
    "forgotten_autumn": 2,
    "none": 1,
}
_LABELS = {"44": "Loire-Atlantique", "49": "Maine-et-Loire", "53": "Mayenne", "72": "Sarthe", "85": "Vendée"}
Plan = list[tuple[date, str, bool]]


def make_reviews(seed: int, year: int) -> Iterator[Meeting]:
    """The reviews of every network in a year; both networks of Vendée sometimes hold one together."""
    for network, departement in NETWORKS.items():
        rng = stream(seed, "reviews", year, network)
        pattern = rng.choices(list(_PATTERNS), weights=list(_PATTERNS.values()))[0]
        if network == "ceas_vendee" and pattern in ("regular", "frequent") and rng.random() < 0.4:
            pattern = "no_spring"
        for day, outcome, porteurs in plan_of(rng, pattern, year):
            yield _review(rng, network, departement, day, outcome, porteurs)
    yield from _joint_review(seed, year)


def _review(rng: random.Random, network: str, departement: str, day: date, outcome: str, porteurs: bool) -> Meeting:
    return Meeting(
        "revue",
        day,
        f"Revue de projets {_LABELS[departement]} {day:%m/%Y}",
        departement,
        (network,),
        (network, *rng.sample(("cress", "region", "france_active", "urscop"), 2)),
        outcome,
        new_day=working_day(day + timedelta(days=rng.randint(7, 25))),
        porteurs=porteurs,
        twice=rng.random() < 0.07,
    )


def _joint_review(seed: int, year: int) -> Iterator[Meeting]:
    rng = stream(seed, "joint review", year)
    if rng.random() < 0.5:
        day = working_day(date(year, rng.choice((4, 5, 10)), 3 + rng.randrange(22)))
        both = ("pole_ess_vendee", "ceas_vendee")
        yield Meeting(
            "revue", day, f"Revue de projets commune {year}", "85", both, both, "held", porteurs=rng.random() < 0.8
        )
    if rng.random() < 0.3:
        day = working_day(date(year, 6, 3 + rng.randrange(22)))
        for network in ("pole_ess_vendee", "ceas_vendee"):
            yield Meeting(
                "revue", day, f"Revue de projets Vendée {year}", "85", (network,), (network,), "held", porteurs=True
            )


def plan_of(rng: random.Random, pattern: str, year: int) -> Plan:
    """(day, outcome, porteurs present) of a network's reviews that follow a pattern."""
    spring = _day(rng, year, 3, 60)
    autumn = _day(rng, year, 9, 25)
    plans: dict[str, Callable[[], Plan]] = {
        "regular": lambda: [(spring, "held", True), (autumn, _mostly_held(rng), True)],
        "frequent": lambda: [
            (_day(rng, year, month, 20), "cancelled" if month == 7 else "held", month != 11)
            for month in (2, 4, 6, 7, 9, 11)
        ],
        "no_spring": lambda: [(spring, "cancelled", True), (autumn, "held", True)],
        "no_autumn": lambda: [(spring, "held", True), (_day(rng, year, 6, 20), "held", True)],
        "wide_gap": lambda: _gap(rng, year, rng.choice((1, 1, 20))),
        "exact_gap": lambda: _gap(rng, year, 0),
        "without_porteurs": lambda: [(spring, "held", True), (autumn, "held", False)],
        "forgotten_autumn": lambda: [(spring, "held", True), (autumn, "forgotten", True)],
        "none": lambda: [],
    }
    return plans[pattern]()


def _gap(rng: random.Random, year: int, beyond: int) -> Plan:
    """Two reviews exactly seven months apart, plus `beyond` days."""
    first = _day(rng, year, 1, 45)
    second = add_months(first, 7)
    return [(first, "held", True), (second + timedelta(days=beyond), "held", True)]


def _mostly_held(rng: random.Random) -> str:
    return rng.choices(("held", "postponed"), weights=(85, 15))[0]


def _day(rng: random.Random, year: int, month: int, within: int) -> date:
    return working_day(date(year, month, 4) + timedelta(days=rng.randrange(within)))
