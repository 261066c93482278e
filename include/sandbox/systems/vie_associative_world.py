"""What the Région's service for associations knows: applications to its three calls, and the Plan's dossiers."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.legal_units import legal_units
from sandbox.world import FIRST_YEAR, LAST_YEAR, Project, World

SOURCE = "region_vie_associative"
AAPS = ("connexion", "support", "mutualisation")
MEASURES = ("formation_benevoles", "gestion_associative", "mise_en_reseau", "valorisation", "entraide")
_SESSION_DAYS = ((4, 15), (10, 14))
_OUTCOMES = ("accorde", "refuse", "ineligible")
_WITHOUT_NUMBER = ("Association", "Les", "Ressourcerie", "Régie", "Café", "Épicerie")


@dataclass(frozen=True)
class Application:
    """A dossier of a call (`kind` names it) or of the Plan (`kind` is its measure), and its life."""

    number: str
    kind: str
    project: Project
    rna: str
    filed: date
    decided_on: date
    known_on: date
    outcome: str
    annulled_on: date | None
    asked: int
    granted: int | None
    mark: str = ""
    opinion: str = ""

    def statut(self, day: date) -> str:
        """Its state on a day."""
        if self.annulled_on and self.annulled_on <= day:
            return "annule"
        if self.known_on <= day:
            return self.outcome
        return "depose" if day < self.filed + timedelta(days=30) else "en_instruction"

    def changed_on(self, day: date) -> date:
        """The last day until `day` on which the service changed anything."""
        steps = (self.filed, self.filed + timedelta(days=30), self.known_on, self.annulled_on)
        return max(step for step in steps if step and step <= day)


def associations(world: World) -> dict[str, str]:
    """The RNA number (empty: not known) of each project that an association carries, by the project's identity."""
    known = {unit.siren: unit.rna for unit in legal_units(world)}
    found = {}
    for project in world.projects:
        siren = project.organisation.siren
        if siren and known[siren]:
            found[project.identity] = known[siren]
        elif not siren and project.organisation.name.split()[0] in _WITHOUT_NUMBER:
            rng = stream(world.seed, SOURCE, "rna", project.identity)
            found[project.identity] = f"W{project.departement}{rng.randrange(10**7):07d}" if project.departement else ""
    return found


def applications(world: World) -> list[Application]:
    """Every application to a call that is ever made, numbered by exercice as filed."""
    rnas = associations(world)
    every = [
        application
        for project in world.projects
        if project.identity in rnas
        for application in _of_project(world.seed, project, rnas[project.identity])
    ]
    return _numbered(every, "VA")


def plan_dossiers(world: World) -> list[Application]:
    """Every dossier of the Plan, numbered by exercice as filed."""
    rnas = associations(world)
    every = []
    for project in world.projects:
        rng = stream(world.seed, SOURCE, "plan", project.identity)
        if project.identity in rnas and rng.random() < 0.36:
            filed = project.started + timedelta(days=rng.randint(5, 90))
            decided = filed + timedelta(days=rng.randint(30, 120))
            every.append(_application(rng, rng.choice(MEASURES), project, rnas[project.identity], filed, decided))
    return _numbered([item for item in every if item.decided_on.year <= LAST_YEAR], "PVA")


def _numbered(every: list[Application], prefix: str) -> list[Application]:
    ranks: Counter[int] = Counter()
    result = []
    for item in sorted(every, key=lambda item: (item.decided_on.year, item.filed, item.project.identity, item.kind)):
        year = item.decided_on.year
        ranks[year] += 1
        result.append(replace(item, number=f"{prefix}-{year}-{ranks[year]:04d}"))
    return result


def _of_project(seed: int, project: Project, rna: str) -> list[Application]:
    """At most one session asks; some projects ask in two calls, a few refused ones come again."""
    rng = stream(seed, SOURCE, "aap", project.identity)
    if rng.random() > 0.45:
        return []
    ready = project.started + timedelta(days=rng.randint(60, 200))
    sessions = [day for day in _sessions() if day >= ready]
    if not sessions:
        return []
    filed = sessions[0] - timedelta(days=rng.randint(60, 100))
    calls = rng.sample(AAPS, rng.choices((1, 2), weights=(86, 14))[0])
    found = [_application(rng, call, project, rna, filed, sessions[0]) for call in calls]
    if found[0].outcome == "refuse" and len(sessions) > 1 and rng.random() < 0.3:
        again = sessions[1] - timedelta(days=rng.randint(60, 100))
        found.append(_application(rng, calls[0], project, rna, again, sessions[1]))
    return found


def _sessions() -> list[date]:
    return [date(year, *day) for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in _SESSION_DAYS]


def _application(rng: random.Random, kind: str, project: Project, rna: str, filed: date, decided: date) -> Application:
    outcome = rng.choices(_OUTCOMES, weights=(66, 26, 8))[0]
    asked = rng.randrange(20, 300) * 100
    granted = round(asked * rng.choice((0.5, 0.8, 1.0))) if outcome == "accorde" else None
    annulled = decided + timedelta(days=rng.randint(20, 150)) if granted and rng.random() < 0.07 else None
    halves = rng.randint(24, 38) if granted else rng.randint(8, 25)
    mark = str(halves // 2) if halves % 2 == 0 else f"{halves // 2},5"
    opinion = rng.choice(("favorable", "favorable", "reserve") if granted else ("defavorable", "reserve"))
    known = decided + timedelta(days=rng.choice((2, 3, 3, 5, 45)))
    if annulled:
        annulled = max(annulled, known + timedelta(days=1))
    return Application("", kind, project, rna, filed, decided, known, outcome, annulled, asked, granted, mark, opinion)
