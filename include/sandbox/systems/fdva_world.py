"""What associations ever ask of the FDVA: dossiers by exercice, their actions, decisions and corrections."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.legal_units import legal_units
from sandbox.projects import seen_title
from sandbox.systems.fdva_sheets import SOURCE
from sandbox.world import LAST_YEAR, Project, World

# Names under which applicants know the larger EPCI; of the others they write only the kind.
EPCI_NAMES: dict[str, tuple[str, ...]] = {
    "244400404": ("Nantes Métropole", "Nantes métropole", "NANTES METROPOLE"),
    "244900015": ("Angers Loire Métropole", "CU Angers Loire Métropole", "ALM"),
    "247200132": ("Le Mans Métropole", "CU Le Mans Métropole"),
    "244400644": ("CARENE", "Saint-Nazaire Agglomération"),
    "200071678": ("Agglomération du Choletais", "Cholet Agglomération"),
    "200071876": ("Saumur Val de Loire", "CA Saumur Val de Loire"),
    "200060010": ("Mauges Communauté",),
    "200083392": ("Laval Agglomération", "Laval Agglo"),
    "244400552": ("COMPA", "CC du Pays d'Ancenis"),
    "248500589": ("La Roche-sur-Yon Agglomération", "Agglo La Roche"),
    "200071629": ("Challans Gois Communauté",),
    "200071553": ("CC Loire Layon Aubance", "Loire Layon Aubance"),
    "244400503": ("CC Erdre et Gesvres", "CCEG"),
    "244400610": ("Cap Atlantique", "CAP ATLANTIQUE"),
    "200055887": ("Mayenne Communauté",),
    "248500621": ("CC du Pays des Herbiers", "Pays des Herbiers"),
}
_KIND_ONLY = ("Communauté de communes", "Com com", "EPCI")
_TRAININGS = (
    "Formation des bénévoles : comptabilité associative",
    "Formation des bénévoles : fonction employeur",
    "Formation des bénévoles : gouvernance partagée",
    "Formation des bénévoles : communication numérique",
)
_UNDECIDED, _GRANTED, _REFUSED, _INELIGIBLE = "en_instruction", "accorde", "refuse", "ineligible"


@dataclass(frozen=True)
class Action:
    """A part of a dossier; `granted` is what the commission gives if it grants."""

    rank: int
    title: str
    cost: int
    asked: int
    granted: int
    cofunders: tuple[tuple[str, int], ...]
    volunteers: int
    employees: int
    subsidised: int


@dataclass(frozen=True)
class Dossier:
    """A dossier in one exercice. `history` is (known on, state, share of the grant), oldest first."""

    number: str
    exercice: int
    first: int
    several_years: bool
    project: Project
    rna: str
    kind: str
    filed: date
    commission: date
    paid_on: date
    history: tuple[tuple[date, str, float], ...]
    actions: tuple[Action, ...]

    def state(self, day: date) -> str | None:
        """The state on `day`; None before it was filed."""
        known = [state for since, state, _ in self.history if since <= day]
        return known[-1] if known else None

    def granted(self, action: Action, day: date) -> int | None:
        """What an action has on `day`; None before the decision."""
        known = [(state, share) for since, state, share in self.history if since <= day]
        if not known or known[-1][0] == _UNDECIDED:
            return None
        state, share = known[-1]
        return round(action.granted * share) if state == _GRANTED else 0


def dossiers(world: World, cog: Cog) -> list[Dossier]:
    """Every dossier that ever exists, in the order of exercices and numbers."""
    rna = {unit.siren: unit.rna for unit in legal_units(world) if unit.rna}
    found = [item for project in world.projects for item in _of_project(world.seed, cog, project, rna)]
    return _numbered(sorted(found, key=lambda item: (item.first, item.filed, item.project.identity, item.exercice)))


def _numbered(found: list[Dossier]) -> list[Dossier]:
    """A number for each application; the exercices of a pluri-annual one share it."""
    numbers: dict[tuple[str, int], str] = {}
    counts: dict[int, int] = {}
    for item in found:
        if (item.project.identity, item.first) not in numbers:
            counts[item.first] = counts.get(item.first, 0) + 1
            number = f"DR44-{item.first % 100:02d}-{counts[item.first]:04d}"
            numbers[(item.project.identity, item.first)] = number
    named = [replace(item, number=numbers[(item.project.identity, item.first)]) for item in found]
    return sorted(named, key=lambda item: (item.exercice, item.number))


def _of_project(seed: int, cog: Cog, project: Project, known: dict[str, str]) -> list[Dossier]:
    rng = stream(seed, SOURCE, project.identity)
    rna = _rna(project, known, rng)
    if not rna or rng.random() > 0.75:
        return []
    kind = rng.choices(
        ("fdva1_formation", "fdva2_fonctionnement", "fdva2_projets"),
        weights=(15, 40, 45),
    )[0]
    first = project.started.year if project.started.month <= 3 else project.started.year + 1
    several = kind != "fdva1_formation" and rng.random() < 0.15
    found = [
        _dossier(rng, cog, project, rna, kind, first, exercice, several)
        for exercice in range(first, first + (3 if several else 1))
    ]
    if not several and rng.random() < 0.15:
        found.append(_dossier(rng, cog, project, rna, kind, first + 1, first + 1, False))
    return [item for item in found if item.exercice <= LAST_YEAR]


def _rna(project: Project, known: dict[str, str], rng: random.Random) -> str:
    """The number in the register of associations; an association may have one before its SIREN."""
    if project.organisation.siren:
        return known.get(project.organisation.siren, "")
    invented = f"W{project.departement or '44'}9{rng.randrange(10**6):06d}"
    return invented if project.organisation.name.startswith("Association") else ""


def _dossier(
    rng: random.Random, cog: Cog, project: Project, rna: str, kind: str, first: int, exercice: int, several: bool
) -> Dossier:
    start = date(exercice, 2, 1) + timedelta(days=rng.randint(0, 65))
    filed = max(start, project.started) if exercice == first else date(exercice, 1, 12)
    commission = date(exercice, 5, 20) if kind == "fdva1_formation" else date(exercice, 6, 24)
    return Dossier(
        "",
        exercice,
        first,
        several,
        project,
        rna,
        kind,
        filed,
        commission,
        date(exercice, 9, 10) + timedelta(days=rng.randint(0, 60)),
        _history(rng, filed, commission),
        tuple(_actions(rng, cog, project, kind, exercice)),
    )


def _history(rng: random.Random, filed: date, commission: date) -> tuple[tuple[date, str, float], ...]:
    decided = commission + timedelta(days=rng.randint(3, 30))
    state = rng.choices((_GRANTED, _REFUSED, _INELIGIBLE), weights=(74, 20, 6))[0]
    history = [(filed, _UNDECIDED, 0.0), (decided, state, 1.0)]
    if state == _GRANTED and rng.random() < 0.08:
        later = decided + timedelta(days=rng.randint(60, 150))
        history.append((later, _GRANTED, 0.8) if rng.random() < 0.6 else (later, _INELIGIBLE, 0.0))
    return tuple(history)


def _actions(rng: random.Random, cog: Cog, project: Project, kind: str, exercice: int) -> list[Action]:
    return [
        _action(rng, cog, project, exercice, rank, title)
        for rank, title in enumerate(_titles(rng, project, kind), start=1)
    ]


def _titles(rng: random.Random, project: Project, kind: str) -> list[str]:
    if kind == "fdva1_formation":
        return rng.sample(_TRAININGS, rng.randint(1, 3))
    if kind == "fdva2_fonctionnement":
        return [f"Fonctionnement global – {project.title}"]
    titles = [seen_title(project, rng)]
    return [*titles, f"Essaimage : {project.title}"] if rng.random() < 0.2 else titles


def _action(rng: random.Random, cog: Cog, project: Project, exercice: int, rank: int, title: str) -> Action:
    asked = rng.randrange(10, 60) * 100
    employees = rng.choice((0, 0, 1, 2, 3, 8))
    return Action(
        rank,
        title,
        round(asked * rng.choice((1.25, 1.5, 2, 4))),
        asked,
        round(asked * rng.choice((0.5, 0.75, 1)) / 100) * 100,
        tuple(_cofunders(rng, cog, project, exercice)),
        rng.randint(3, 80),
        employees,
        min(employees, rng.choice((0, 0, 1))),
    )


def _cofunders(rng: random.Random, cog: Cog, project: Project, exercice: int) -> list[tuple[str, int]]:
    """Who else was asked, and for how much: nothing where only rooms or staff are lent."""
    names = [name for name, share in (("Région Pays de la Loire", 0.3), ("CAF", 0.2)) if rng.random() < share]
    if project.place and rng.random() < 0.35:
        names.append(f"{rng.choice(('Commune de', 'Ville de', 'Mairie de'))} {project.place.name}")
    if project.place and rng.random() < 0.35:
        epci = cog.of(exercice).members.get(project.place.code, "")
        names.append(rng.choice(EPCI_NAMES.get(epci, _KIND_ONLY)))
    return [(name, rng.choice((0, 500, 1000, 1500, 2500, 6000))) for name in names]
