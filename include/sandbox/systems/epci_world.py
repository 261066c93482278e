"""What the EPCI do for projects: money, or other means; and how they spread the strategy among their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.chance import share, stream
from sandbox.cog import Cog
from sandbox.people import Person, make_person
from sandbox.world import FIRST_YEAR, LAST_YEAR, Project, World

SOURCE = "epci"
# EPCI that take part, by SIREN: the official name, then how partners write it.
EPCI: dict[str, tuple[str, ...]] = {
    "244400404": ("Nantes Métropole", "Nantes metropole", "NM"),
    "244900015": ("CU Angers Loire Métropole", "Angers Loire Métropole", "ALM"),
    "247200132": ("CU Le Mans Métropole", "Le Mans Métropole", "LMM"),
    "200083392": ("CA Laval Agglomération", "Laval Agglo"),
    "244400644": ("CA de la Région Nazairienne et de l'Estuaire (CARENE)", "CARENE", "Saint-Nazaire Agglo"),
    "200071678": ("CA Cholet Agglomération", "Cholet Agglo"),
    "200071876": ("CA Saumur Val de Loire", "Saumur Val de Loire"),
    "200060010": ("CA Mauges Communauté", "Mauges Communauté"),
    "248500589": ("CA La Roche sur Yon - Agglomération", "La Roche-sur-Yon Agglo"),
    "244400552": ("CC du Pays d'Ancenis", "COMPA", "Pays d'Ancenis"),
    "244400503": ("CC d'Erdre et Gesvres", "CC Erdre et Gesvres", "CCEG"),
    "247200090": ("CC du Pays Sabolien", "Pays Sabolien"),
}
_HELPS = 0.3
_PROMISES = 0.12
MONEY = ("subvention", "avance", "capital")
MEANS = ("locaux", "agents", "gouvernance")
_STEPS = ("reunion", "formation", "comite", "envoi")


@dataclass(frozen=True)
class Support:
    """A support that an EPCI decided; from `changed_on` on the amount is `later`, 0 where it was withdrawn."""

    epci: str
    number: str
    project: Project
    kind: str
    decided_on: date
    known_on: date
    amount: int
    changed_on: date
    later: int
    payer: str
    agent: Person

    def granted(self, day: date) -> int:
        """The amount in force on `day`, euros."""
        return self.later if self.changed_on <= day else self.amount


@dataclass(frozen=True)
class Step:
    """A step by which an EPCI spread the strategy among its economic developers."""

    epci: str
    rank: int
    kind: str
    day: date
    known_on: date
    held: bool
    present: int
    agent: Person


def epci_of(project: Project, cog: Cog) -> str:
    """SIREN of the EPCI of the project's commune, empty when there is none or it takes no part."""
    if project.place is None:
        return ""
    found = cog.of(project.started.year).members.get(project.place.code, "")
    return found if found in EPCI else ""


def supports(world: World, cog: Cog) -> dict[str, list[Support]]:
    """Every support that each EPCI ever decides, by day."""
    found: dict[str, list[Support]] = {siren: [] for siren in EPCI}
    for project in world.projects:
        siren = epci_of(project, cog)
        if siren and project.ess is not False:
            found[siren].extend(_of_project(world.seed, siren, project))
    return {siren: sorted(items, key=lambda item: (item.decided_on, item.number)) for siren, items in found.items()}


def _of_project(seed: int, siren: str, project: Project) -> Iterator[Support]:
    rng = stream(seed, SOURCE, siren, project.identity)
    if share(seed, SOURCE, "helps", project.identity) < _HELPS:
        yield _support(rng, siren, project, rng.choices(MONEY, weights=(80, 12, 8))[0], 1)
    if rng.random() < _PROMISES:
        yield _support(rng, siren, project, rng.choice(MEANS), 2)


def _support(rng: random.Random, siren: str, project: Project, kind: str, rank: int) -> Support:
    day = max(date(FIRST_YEAR, 1, 10), project.started + timedelta(days=rng.randint(10, 240)))
    amount = rng.randrange(1, 30) * 1000 if kind in MONEY else 0
    late = day + timedelta(days=rng.choice((5, 10, 20, 60)))
    changed = late + timedelta(days=rng.randint(30, 200)) if kind in MONEY and rng.random() < 0.12 else date.max
    return Support(
        siren,
        f"{siren[-4:]}-{project.identity}-{rank}",
        project,
        kind,
        day,
        late,
        amount,
        changed,
        rng.choice((0, amount // 2, amount + 1000)),
        _payer(rng, siren, project),
        make_person(stream(siren, "agent", rng.randrange(2))),
    )


def _payer(rng: random.Random, siren: str, project: Project) -> str:
    """Who pays in the EPCI's own words; sometimes it is really the commune, listed with the rest."""
    if project.place is not None and rng.random() < 0.08:
        return f"Commune de {project.place.name}"
    return rng.choice(EPCI[siren])


def steps(seed: int) -> dict[str, list[Step]]:
    """The steps of each EPCI: most years one or two, in some none; some EPCI never do anything."""
    return {siren: list(_steps_of(seed, siren)) for siren in EPCI}


def _steps_of(seed: int, siren: str) -> Iterator[Step]:
    rng = stream(seed, SOURCE, "steps", siren)
    if rng.random() < 0.2:
        return
    rank = 0
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        for _ in range(rng.choices((0, 1, 2), weights=(25, 50, 25))[0]):
            rank += 1
            day = date(year, 1, 8) + timedelta(days=rng.randrange(340))
            typed = day - timedelta(days=rng.randint(5, 40))
            kind = rng.choice(_STEPS)
            yield Step(siren, rank, kind, day, typed, rng.random() < 0.9, rng.randint(3, 25), make_person(rng))
