"""The tiers-lieux of the region as they truly are: opened, handed on, closed, and what Cap Tiers-lieux did for them.

A place is a site: a structure may run two, and a project has none yet.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.chance import share, stream
from sandbox.cog import Cog
from sandbox.make_dossiers import PlaceDrawer, make_organisation
from sandbox.names import MARK, make_word
from sandbox.people import Person, make_person
from sandbox.systems.tiers_lieux_sheets import SOURCE
from sandbox.world import LAST_YEAR, Organisation, Place, Project, World

_ACTIVITIES = ("coworking", "fablab", "café associatif", "ateliers partagés", "spectacles", "formation", "ressourcerie")
_FUNDERS = ("Région", "Banque des Territoires", "État", "Département", "EPCI", "Commune")
_FORMS = ("Le Local de {}", "La Fabrique de {}", "La Halle de {}", "L'Escale de {}")
_SHARE_ANSWERING, _SHARE_SAYING_CLOSED = 0.88, 0.25
_PATIENCE = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Support:
    """Something Cap Tiers-lieux did for a place; a withdrawn one is `cancelled_on` a day."""

    number: str
    kind: str
    role: str
    start: date
    end: date | None
    known_on: date
    cancelled_on: date | None
    officer: Person


@dataclass(frozen=True)
class Site:
    """A place; `operators` are (since, organisation), oldest first; never opened when `opened` is None."""

    number: str
    name: str
    project: Project
    place: Place | None
    operators: tuple[tuple[date, Organisation], ...]
    known_on: date
    opened: date | None
    closed: date | None
    activities: tuple[str, ...]
    surface: int
    staff: int
    funders: tuple[str, ...]
    supports: tuple[Support, ...]

    def stage(self, day: date) -> str:
        """projet, ouvert or ferme on a day."""
        if self.opened is None or day < self.opened:
            return "projet"
        return "ferme" if self.closed and self.closed <= day else "ouvert"

    def operator(self, day: date) -> Organisation:
        """Who runs it, or wants to."""
        return [who for since, who in self.operators if since <= day][-1]

    def answered_on(self, seed: int, year: int) -> date | None:
        """The day of its answer to the survey of a year; None when it gave none.

        A closed place is seldom there to say so, a project that came to nothing never.
        """
        day = date(year, 9, 1) + timedelta(days=int(share(seed, SOURCE, "day", self.number, year) * 110))
        if day < self.known_on or share(seed, SOURCE, "answer", self.number, year) >= _SHARE_ANSWERING:
            return None
        if self.stage(day) == "projet":
            return day if day < self.known_on + _PATIENCE else None
        if self.stage(day) == "ouvert":
            return day
        told = share(seed, SOURCE, "says closed", self.number) < _SHARE_SAYING_CLOSED
        return day if told and self.closed and day - self.closed < timedelta(days=365) else None

    def registered_on(self, seed: int) -> date | None:
        """The day on which it gets its number: when its first survey is published."""
        years = (year for year in range(self.known_on.year, LAST_YEAR + 1) if self.answered_on(seed, year))
        year = next(years, None)
        return date(year + 1, 1, 5) if year else None


def sites(world: World, cog: Cog) -> list[Site]:
    """Every place that ever was or was to be, by number."""
    places = PlaceDrawer(cog)
    found = [site for project in world.projects for site in _of_project(world.seed, project, places)]
    return sorted(found, key=lambda site: site.number)


def _of_project(seed: int, project: Project, places: PlaceDrawer) -> list[Site]:
    rng = stream(seed, SOURCE, project.identity)
    if rng.random() >= _likelihood(project):
        return []
    first = _site(rng, project, project.place, 1)
    if rng.random() > 0.1 or project.place is None:
        return [first]
    year = project.started.year
    second = places.at(places.draw(rng, year, project.departement or None).code, year, rng)
    return [first, _site(rng, project, second, 2)]


def _likelihood(project: Project) -> float:
    if "iers-lieu" in project.organisation.name:
        return 0.5
    return 0.18 if project.title.startswith(("Lieu", "Fablab")) else 0.02


def _site(rng: random.Random, project: Project, place: Place | None, rank: int) -> Site:
    known = project.started + timedelta(days=rng.randint(0, 90))
    opened = known + timedelta(days=rng.randint(90, 700)) if rng.random() < 0.8 else None
    closed = opened + timedelta(days=rng.randint(200, 1900)) if opened and rng.random() < 0.35 else None
    operators = [(date.min, project.organisation)]
    if opened and rng.random() < 0.12:
        operators.append((opened + timedelta(days=rng.randint(200, 900)), make_organisation(rng)))
    number = f"TL-{project.identity}-{rank}"
    return Site(
        number,
        f"{rng.choice(_FORMS).format(make_word(rng))} {MARK}",
        project,
        place,
        tuple(operators),
        known,
        opened,
        closed,
        tuple(rng.sample(_ACTIVITIES, rng.randint(1, 3))),
        rng.randrange(40, 1500, 10),
        rng.randint(0, 9),
        tuple(rng.sample(_FUNDERS, rng.choices((0, 1, 2, 3), weights=(25, 35, 25, 15))[0])),
        _supports(rng, number, known, opened, closed),
    )


def _supports(
    rng: random.Random, number: str, known: date, opened: date | None, closed: date | None
) -> tuple[Support, ...]:
    """Some requests and visits, a support before the opening, another one after it; none at all for some."""
    starts: list[tuple[str, date]] = []
    if rng.random() < 0.6:
        starts.append((rng.choice(("information", "visite")), known + timedelta(days=rng.randint(0, 60))))
    if rng.random() < 0.65:
        starts.append(("emergence", known + timedelta(days=rng.randint(20, 200))))
    if opened and rng.random() < 0.5:
        start = opened + timedelta(days=rng.randint(30, 500))
        starts += [(rng.choice(("developpement", "collectif")), start)] if not closed or start < closed else []
    return tuple(_support(rng, f"AC-{number[3:]}-{rank}", *start) for rank, start in enumerate(starts, start=1))


def _support(rng: random.Random, number: str, kind: str, start: date) -> Support:
    short = kind in ("information", "visite")
    end = start if short else start + timedelta(days=rng.randint(60, 720)) if rng.random() < 0.85 else None
    cancelled = start + timedelta(days=rng.randint(20, 60)) if not short and rng.random() < 0.07 else None
    return Support(
        number,
        kind,
        "appui" if short or rng.random() < 0.6 else "referent",
        start,
        cancelled or end,
        start + timedelta(days=rng.choice((1, 5, 20, 120))),
        cancelled,
        make_person(rng),
    )
