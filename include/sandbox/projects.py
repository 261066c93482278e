"""The projects behind all systems: one project, seen by several partners under different names."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sandbox.chance import stream
from sandbox.cog import Cog
from sandbox.make_dossiers import PlaceDrawer, make_organisation
from sandbox.names import make_purpose
from sandbox.people import make_person
from sandbox.spelling import retyped_commune, unaccented
from sandbox.vocabulary import NETWORKS
from sandbox.world import FIRST_YEAR, LAST_YEAR, Dossier, Place, Project

_OUTSIDE_THE_REGION_SYSTEM = 0.45


def make_projects(seed: int, scale: int, cog: Cog, dossiers: list[Dossier]) -> list[Project]:
    """All projects: those with dossiers at the Région, and others that only partners know; by identity."""
    first: dict[str, Dossier] = {}
    for dossier in dossiers:
        first.setdefault(dossier.project, dossier)
    known = [_from_dossier(seed, cog, dossier) for dossier in first.values()]
    return sorted([*known, *_others(seed, scale, cog, len(known))], key=lambda project: project.identity)


def _from_dossier(seed: int, cog: Cog, dossier: Dossier) -> Project:
    rng = stream(seed, "project", dossier.project)
    filed = dossier.versions[0].known_on
    started = max(date(FIRST_YEAR, 1, 4), filed - timedelta(days=rng.randint(0, 240)))
    return Project(
        dossier.project,
        dossier.project_number,
        _essor_number(rng, dossier.project),
        dossier.title,
        dossier.organisation,
        dossier.ess,
        dossier.place,
        _departement(cog, dossier.place, started.year),
        started,
        make_person(rng),
    )


def _others(seed: int, scale: int, cog: Cog, known: int) -> list[Project]:
    """Projects that never asked the Région for anything."""
    places = PlaceDrawer(cog)
    projects = []
    count = int(known * _OUTSIDE_THE_REGION_SYSTEM)
    for rank in range(count):
        identity = f"Q{rank:06d}"
        rng = stream(seed, scale, "project", identity)
        day = date(FIRST_YEAR, 1, 4) + timedelta(days=rng.randrange(365 * (LAST_YEAR - FIRST_YEAR + 1)))
        place = places.at(places.draw(rng, day.year).code, day.year, rng) if rng.random() > 0.02 else None
        organisation = make_organisation(rng)
        departement = _departement(cog, place, day.year)
        projects.append(
            Project(
                identity,
                "",
                _essor_number(rng, identity),
                make_purpose(rng),
                organisation,
                organisation.ess,
                place,
                departement,
                day,
                make_person(rng),
            )
        )
    return projects


def _essor_number(rng: random.Random, identity: str) -> str:
    return f"ESS-{identity}" if rng.random() < 0.7 else ""


def _departement(cog: Cog, place: Place | None, year: int) -> str:
    commune = cog.of(year).in_force(place.code) if place else None
    return commune.departement if commune else ""


def network_of(project: Project, rng: random.Random) -> str:
    """The departmental network that would receive the project; Vendée has two, outside there is none."""
    networks = [code for code, departement in NETWORKS.items() if departement == project.departement]
    return rng.choice(networks) if networks else ""


def seen_title(project: Project, rng: random.Random) -> str:
    """The project's title as one partner writes it: the same, in capitals, shortened, or in other words."""
    title = project.title
    words = title.split()
    return rng.choice(
        (
            title,
            title,
            unaccented(title),
            title.upper(),
            f"Projet {title[0].lower()}{title[1:]}",
            " ".join([*words[:2], words[-1]]),
            f"{words[-1]} – {' '.join(words[:-1]).lower()}",
        )
    )


def seen_commune(project: Project, rng: random.Random) -> str:
    """The commune in free text, as people type it; empty when nobody knows."""
    if project.place is None:
        return ""
    return project.place.name if rng.random() < 0.6 else retyped_commune(project.place.name, rng)


def seen_organisation(project: Project, rng: random.Random) -> str:
    """The organisation's name as one partner writes it."""
    name = project.organisation.name
    return rng.choice((name, name, name.upper(), unaccented(name)))
