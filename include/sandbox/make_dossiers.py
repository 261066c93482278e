"""Invent the projects and dossiers of the Région's schemes, 2021-2028."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from sandbox.chance import stream
from sandbox.cog import Cog, Commune, Vintage, regional_communes
from sandbox.identifiers import make_siren, make_siret
from sandbox.names import make_name, make_purpose
from sandbox.vocabulary import DISPOSITIFS
from sandbox.world import FIRST_YEAR, LAST_YEAR, Dossier, Organisation, Place, Version

# Communes that exercise the geography: no EPCI, EPCI across départements, merged or restored communes.
REMARKABLE = {
    "85113": 2_500,
    "49160": 2_500,
    "44180": 2_500,
    "72129": 1_500,
    "53054": 3_000,
    "72058": 3_000,
    "49015": 2_000,
    "85093": 1_500,
    "44179": 1_500,
    "49069": 2_000,
    "49321": 1_500,
    "72287": 1_500,
    "72298": 1_000,
    "85021": 1_500,
    "85233": 1_000,
    "85165": 1_500,
    "85212": 1_500,
    "72003": 2_000,
    "44202": 1_500,
    "72187": 1_500,
}
_ESS_SHARE = {"innovation_sociale": 0.75, "ptce": 0.9}


class PlaceDrawer:
    """Draws communes in force in proportion to their population, remarkable ones more often."""

    def __init__(self, cog: Cog) -> None:
        self._cog = cog
        self._weights: dict[int, tuple[list[Commune], list[float]]] = {}

    def draw(self, rng: random.Random, year: int, departement: str | None = None) -> Commune:
        """A commune in force on 1 January of `year`, in `departement` if given."""
        vintage = self._cog.of(year)
        communes, weights = self._weighted(vintage)
        if departement is None:
            return rng.choices(communes, cum_weights=weights)[0]
        while True:
            commune = rng.choices(communes, cum_weights=weights)[0]
            if commune.departement == departement:
                return commune

    def _weighted(self, vintage: Vintage) -> tuple[list[Commune], list[float]]:
        if vintage.year not in self._weights:
            communes = sorted(regional_communes(vintage), key=lambda commune: commune.code)
            weights = accumulate(c.population**0.9 + REMARKABLE.get(c.code, 0) for c in communes)
            self._weights[vintage.year] = (communes, list(weights))
        return self._weights[vintage.year]

    def at(self, code: str, year: int, rng: random.Random) -> Place:
        """The place of a commune code as the vintage of `year` names it."""
        commune = self._cog.of(year).in_force(code)
        if commune is None:
            raise KeyError(f"commune {code} unknown in {year}")
        return Place(commune.code, commune.name, rng.choice(commune.postal))


@dataclass(frozen=True)
class _Project:
    identity: str
    number: str
    organisation: Organisation
    title: str
    ess: bool | None
    commune: str | None


def make_dossiers(seed: int, scale: int, cog: Cog) -> list[Dossier]:
    """All dossiers of the world, numbered by exercice in the order in which they were filed."""
    places = PlaceDrawer(cog)
    by_year: dict[int, list[Dossier]] = {year: [] for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    organisations: list[Organisation] = []
    for year in by_year:
        rng = stream(seed, scale, "dossiers", year)
        target = scale * rng.randint(250, 400)
        count = 0
        while len(by_year[year]) < target:
            count += 1
            project = _make_project(rng, year, count, places, organisations)
            for dossier in _dossiers_of(rng, project, year, places):
                if dossier.exercice <= LAST_YEAR:
                    by_year[dossier.exercice].append(dossier)
    return [dossier for year in sorted(by_year) for dossier in _number(year, by_year[year])]


def _number(year: int, dossiers: list[Dossier]) -> list[Dossier]:
    ordered = sorted(dossiers, key=lambda dossier: (dossier.versions[0].known_on, dossier.project))
    return [replace(dossier, number=f"PDL-{year}-{place:05d}") for place, dossier in enumerate(ordered, start=1)]


def _make_project(
    rng: random.Random, year: int, count: int, places: PlaceDrawer, organisations: list[Organisation]
) -> _Project:
    commune = None if rng.random() < 0.006 else places.draw(rng, year).code
    if organisations and rng.random() < 0.12:
        organisation = rng.choice(organisations)
    else:
        organisation = make_organisation(rng)
        organisations.append(organisation)
    identity = f"P{year}-{count:05d}"
    return _Project(identity, f"PRJ-{identity[1:]}", organisation, make_purpose(rng), organisation.ess, commune)


def make_organisation(rng: random.Random) -> Organisation:
    """An invented organisation; some have no number yet, of some nobody knows whether they are ESS."""
    ess = rng.choices((True, False, None), weights=(52, 40, 8))[0]
    name = make_name(rng, ess if ess is not None else rng.random() < 0.5)
    if rng.random() < 0.12:
        return Organisation(name, "", "", ess)
    siren = make_siren(rng)
    return Organisation(name, siren, make_siret(rng, siren), ess)


def _dossiers_of(rng: random.Random, project: _Project, year: int, places: PlaceDrawer) -> list[Dossier]:
    """One to three dossiers of a project, over schemes and years, some in another commune."""
    size = rng.choices((1, 2, 3), weights=(70, 21, 9))[0]
    shown = project.number if size > 1 or rng.random() < 0.6 else ""
    first = rng.choices(list(DISPOSITIFS), weights=[scheme.weight for scheme in DISPOSITIFS.values()])[0]
    dossiers = []
    for rank in range(size):
        when = year if rank == 0 else year + rng.choices((0, 1, 2), weights=(45, 40, 15))[0]
        dispositif = first if rank == 0 or rng.random() < 0.2 else rng.choice(list(DISPOSITIFS))
        dossiers.append(_make_dossier(rng, project, shown, dispositif, when, rank, places))
    return dossiers


def _make_dossier(
    rng: random.Random, project: _Project, shown: str, dispositif: str, year: int, rank: int, places: PlaceDrawer
) -> Dossier:
    ess = project.ess
    if project.organisation.ess is None and dispositif in _ESS_SHARE and rng.random() < _ESS_SHARE[dispositif]:
        ess = True
    if rank and rng.random() < 0.12:
        ess = rng.choice((True, False, None))
    place = None
    if project.commune is not None:
        code = project.commune
        if rank and rng.random() < 0.3:
            code = places.draw(rng, year).code
        place = places.at(code, year, rng)
    versions = _make_versions(rng, dispositif, year)
    plan = _funding_plan(rng, versions[-1])
    return Dossier(
        "", project.identity, shown, dispositif, project.organisation, project.title, ess, place, versions, plan
    )


def _make_versions(rng: random.Random, dispositif: str, year: int) -> tuple[Version, ...]:
    """Filed, then decided, then perhaps corrected, then perhaps annulled; all dated in one exercice."""
    decided = _working_day(date(year, 1, 4) + timedelta(days=rng.randrange(360)))
    decided = min(decided, date(year, 12, 31))
    low, high = DISPOSITIFS[dispositif].amounts
    asked = round(rng.triangular(low, high, low + (high - low) / 6), -2)
    asked = max(int(asked), low)
    filed = decided - timedelta(days=rng.randint(15, 80))
    planned = decided
    if rng.random() < 0.3:
        planned = max(date(year, 1, 2), _working_day(date(year, decided.month, 1) + timedelta(days=rng.randrange(25))))
    pending = rng.choice(("depose", "en_instruction"))
    versions = [Version(filed, pending, planned, asked, None)]
    outcome = rng.choices(("accorde", "refuse", "ineligible", "annule", pending), weights=(72, 10, 5, 4, 9))[0]
    if outcome == pending:
        return tuple(versions)
    known = decided + timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 6)))
    granted = round(asked * rng.choice((1, 1, 0.8, 0.5))) if outcome == "accorde" else None
    versions.append(Version(known, outcome, decided, asked, granted))
    if outcome == "accorde":
        versions.extend(_later_versions(rng, versions[-1]))
    return tuple(versions)


def _later_versions(rng: random.Random, granted: Version) -> list[Version]:
    later = []
    if rng.random() < 0.14:
        known = granted.known_on + timedelta(days=rng.randint(10, 120))
        amount = round((granted.granted or 0) * rng.choice((0.6, 0.9, 1.1, 1.25)))
        later.append(replace(granted, known_on=known, granted=amount))
    if rng.random() < 0.07:
        last = later[-1] if later else granted
        known = last.known_on + timedelta(days=rng.randint(10, 150))
        withdrawn = -(last.granted or 0) if rng.random() < 0.5 else 0
        later.append(replace(last, known_on=known, statut="annule", granted=withdrawn))
    return later


def _funding_plan(rng: random.Random, version: Version) -> str:
    if rng.random() < 0.4:
        return ""
    own = rng.choice((10, 20, 30))
    parts = [f"Région : {100 - own - 20} %", f"Fonds propres : {own} %", rng.choice(("Banque : 20 %", "EPCI : 20 %"))]
    return " ; ".join(parts)


def _working_day(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
