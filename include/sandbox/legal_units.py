"""The register behind Sirene: the legal life of every organisation of the world, period by period."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sandbox.chance import stream
from sandbox.identifiers import with_key
from sandbox.world import Organisation, Place, Project, World

_ASSOCIATION, _SAS, _SARL, _EURL, _PERSON = "9220", "5710", "5499", "5498", "1000"
# Legal category by the first word of the name; what is not listed is an association.
_CATEGORIES = {
    "SCIC": (_SAS, "5560"),
    "SCOP": ("5458", "5558"),
    "Mutuelle": ("8210",),
    "Fondation": ("9300",),
    "SARL": (_SARL,),
    "SAS": (_SAS,),
    "EURL": (_EURL,),
    "Menuiserie": (_PERSON, _SARL),
    "Boulangerie": (_PERSON, _SARL),
    "Studio": (_PERSON, _SAS),
    "Garage": (_PERSON, _SARL),
    "Tiers-lieu": (_ASSOCIATION, _SAS),
}
_COMMERCIAL = (_SAS, _SARL, _EURL)
_ACTIVITIES = ("88.99B", "94.99Z", "47.11B", "95.29Z", "38.32Z", "56.10A", "62.02A", "90.01Z", "43.32A", "85.59B")


@dataclass(frozen=True)
class Period:
    """A time in which nothing of a legal unit changed; the current one has no end."""

    start: date
    end: date | None
    category: str
    activity: str
    ess: str
    state: str


@dataclass(frozen=True)
class LegalUnit:
    """A legal unit and its head office; `masked` is the partial diffusion that its holder asked for."""

    organisation: Organisation
    place: Place | None
    rna: str
    workforce: str
    masked: bool
    periods: tuple[Period, ...]

    @property
    def siren(self) -> str:
        """Nine digits."""
        return self.organisation.siren

    @property
    def created(self) -> date:
        """Day of its creation."""
        return self.periods[0].start

    def known(self, day: date) -> tuple[Period, ...]:
        """The periods that had begun on `day`; the last of them has no end yet if its end comes later."""
        begun = [period for period in self.periods if period.start <= day]
        if begun and begun[-1].end is not None and begun[-1].end > day:
            last = begun[-1]
            begun[-1] = Period(last.start, None, last.category, last.activity, last.ess, last.state)
        return tuple(begun)


def legal_units(world: World) -> list[LegalUnit]:
    """Every organisation of the world that has a SIREN, by SIREN."""
    first: dict[str, Project] = {}
    for project in world.projects:
        siren = project.organisation.siren
        if siren and (siren not in first or project.started < first[siren].started):
            first[siren] = project
    return [_unit(world.seed, first[siren]) for siren in sorted(first)]


# Every system and every fact asks for the register again.
@lru_cache(maxsize=20_000)
def _unit(seed: int, project: Project) -> LegalUnit:
    organisation = project.organisation
    rng = stream(seed, "sirene", organisation.siren)
    category = rng.choice(_CATEGORIES.get(organisation.name.split()[0], (_ASSOCIATION,)))
    rna = f"W{rng.choice(('44', '49', '53', '72', '85'))}{rng.randrange(10**7):07d}" if category == _ASSOCIATION else ""
    return LegalUnit(
        organisation,
        project.place,
        rna,
        rng.choice(("", "NN", "00", "01", "02", "03", "11", "12")),
        category == _PERSON and rng.random() < 0.4,
        _periods(rng, category, organisation, project.started),
    )


def _periods(rng: random.Random, category: str, organisation: Organisation, started: date) -> tuple[Period, ...]:
    """From creation on: a commercial company may become ESS later, a unit may close."""
    activity = rng.choice(_ACTIVITIES)
    created = started - timedelta(days=rng.randint(30, 4000))
    flag = {True: "O", False: "N", None: ""}[organisation.ess]
    if category in _COMMERCIAL:
        flag = "O" if organisation.ess else rng.choice(("N", ""))
    changes = [(created, flag, "A")]
    if category in _COMMERCIAL and flag == "O" and rng.random() < 0.5:
        changes = [(created, "N", "A"), (started + timedelta(days=rng.randint(-200, 700)), "O", "A")]
    if rng.random() < 0.08:
        closed = max(day for day, _, _ in changes) + timedelta(days=rng.randint(200, 2500))
        changes.append((closed, changes[-1][1], "C"))
    ends: list[date | None] = [day - timedelta(days=1) for day, _, _ in changes[1:]]
    return tuple(
        Period(day, end, category, activity, ess, state)
        for (day, ess, state), end in zip(changes, [*ends, None], strict=True)
    )


def head_office(unit: LegalUnit) -> str:
    """The SIRET of the head office: the organisation's own, or one made for it."""
    return unit.organisation.siret or with_key(f"{unit.siren}0001")
