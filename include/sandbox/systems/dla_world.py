"""What the DLA does: structures received and diagnosed, and the engineering engaged for one or several of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.projects import seen_organisation, seen_title
from sandbox.world import Project, World

SOURCE = "dla"
_THEMES = ("Modèle économique", "Gouvernance", "Ressources humaines", "Coopération", "Communication")


@dataclass(frozen=True)
class Structure:
    """A structure at the DLA; `renamed` is its later name with the day from which it bears it.

    `known_on` is the day on which it was typed in, sometimes long after it was received.
    """

    number: str
    project: Project
    name: str
    renamed: tuple[str, date] | None
    received: date
    known_on: date
    diagnosed: date | None
    workforce: int


@dataclass(frozen=True)
class Engineering:
    """An engineering for one or several structures; without a day it is still prepared.

    `corrected` is the amount that replaces the first one, with the day from which on it is known.
    """

    number: str
    structures: tuple[Structure, ...]
    kind: str
    theme: str
    amount: int
    title: str
    engaged: date | None
    given_up: date | None
    known_on: date
    provider: str
    corrected: tuple[int, date] | None

    def amount_on(self, day: date) -> int:
        """The amount of the whole engineering as known on `day`, euros."""
        return self.corrected[0] if self.corrected and self.corrected[1] <= day else self.amount

    def state(self, day: date) -> str:
        """Prepared, then engaged, then perhaps given up."""
        if self.given_up and self.given_up <= day:
            return "annulee"
        return "engagee" if self.engaged else "preparation"


def structures(world: World) -> list[Structure]:
    """Every structure ever received, by number."""
    found = (_structure(world.seed, project) for project in world.projects if project.organisation.siret)
    return sorted((item for item in found if item is not None), key=lambda item: item.number)


def _structure(seed: int, project: Project) -> Structure | None:
    rng = stream(seed, SOURCE, project.identity)
    if project.ess is False or rng.random() > 0.18:
        return None
    received = project.started + timedelta(days=rng.randint(10, 250))
    name = seen_organisation(project, rng)
    renamed = (f"{name} et Compagnie", received + timedelta(days=rng.randint(60, 500))) if rng.random() < 0.06 else None
    diagnosed = received + timedelta(days=rng.randint(15, 120)) if rng.random() < 0.7 else None
    workforce = rng.randint(0, 40)
    known = received + timedelta(days=rng.choice((0, 0, 2, 10, 50)))
    return Structure(f"DLA-{project.identity}", project, name, renamed, received, known, diagnosed, workforce)


def engineerings(world: World, received: list[Structure]) -> list[Engineering]:
    """Every engineering ever engaged or prepared, by number."""
    diagnosed = [item for item in received if item.diagnosed]
    found = []
    for item in diagnosed:
        rng = stream(world.seed, SOURCE, "engineering", item.number)
        if item.diagnosed is None or rng.random() > 0.75:
            continue
        others = rng.sample(diagnosed, min(len(diagnosed), rng.randint(2, 4))) if rng.random() < 0.15 else []
        members = tuple(dict.fromkeys([item, *(other for other in others if other.received <= item.diagnosed)]))
        day = item.diagnosed + timedelta(days=rng.randint(10, 150))
        found.append(_engineering(rng, item.number.replace("DLA", "ING"), members, day))
    return found


def _engineering(rng: random.Random, number: str, members: tuple[Structure, ...], day: date) -> Engineering:
    engaged = day if rng.random() < 0.9 else None
    kind = "collective" if len(members) > 1 else "individuelle"
    provider = f"Cabinet Exemple {rng.randint(1, 30)} (fictif)"
    given_up = day + timedelta(days=rng.randint(20, 200)) if engaged and rng.random() < 0.1 else None
    theme, amount, title = rng.choice(_THEMES), rng.randrange(10, 90) * 100, seen_title(members[0].project, rng)
    known = day + timedelta(days=rng.choice((1, 4, 15, 70)))
    corrected = known + timedelta(days=rng.randint(20, 150)) if rng.random() < 0.1 else None
    return Engineering(
        number,
        members,
        kind,
        theme,
        amount,
        title,
        engaged,
        given_up,
        known,
        provider,
        (amount + rng.choice((-500, 500, 1200)), corrected) if corrected else None,
    )
