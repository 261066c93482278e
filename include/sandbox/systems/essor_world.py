"""What ESSOR knows of the projects: who received them, who supports them, where they were sent, and since when."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sandbox.chance import share, stream
from sandbox.legal_units import legal_units
from sandbox.projects import network_of, seen_commune, seen_organisation, seen_title
from sandbox.systems.essor_fields import SOURCE
from sandbox.systems.essor_fields import STAGES as _LABELLED_STAGES
from sandbox.world import Project, World

STAGES = tuple(_LABELLED_STAGES)
_HELPERS = ("cress", "urscop", "france_active", "cap_tiers_lieux", "region")
_IN_THE_TOOL = 0.55
_DELETED = 0.03
_SHARE_WITH_RNA = 0.6


@dataclass(frozen=True)
class Orientation:
    """A project sent on from one organisation to another; what became of it is `outcome`, told on `settled_on`."""

    sender: str
    receiver: str
    day: date
    outcome: str
    settled_on: date

    def state(self, day: date) -> str:
        """What the tool says of it on `day`."""
        return self.outcome if self.settled_on <= day else "proposee"


@dataclass(frozen=True)
class Support:
    """An organisation at a project's side; no end while it lasts. Some are typed in months later."""

    organisation: str
    role: str
    contacts: int
    start: date
    end: date | None
    known_on: date

    def ended(self, day: date) -> date | None:
        """Its end, once that is known on `day`."""
        return self.end if self.end and max(self.end, self.known_on) <= day else None

    def changed_on(self, day: date) -> date:
        """The last day until `day` on which the tool learnt anything of it."""
        return max(self.known_on, self.ended(day) or self.known_on)


@dataclass(frozen=True)
class Partnership:
    """Structures that signed something for a project, after a day of meetings or not."""

    structures: tuple[str, ...]
    proof: str
    fair: date | None
    signed: date


@dataclass(frozen=True)
class Followed:
    """A project in the tool; `stages` with the day of each, `deleted` the day on which somebody removed it."""

    project: Project
    title: str
    organisation: str
    commune: str
    rna: str
    stages: tuple[tuple[date, str], ...]
    received_by: str
    received_on: date
    team: int
    structuring: bool
    need: int
    jobs: int
    deleted: date | None
    orientations: tuple[Orientation, ...] = field(default_factory=tuple)
    supports: tuple[Support, ...] = field(default_factory=tuple)
    partnerships: tuple[Partnership, ...] = field(default_factory=tuple)

    def stage(self, day: date) -> str:
        """Its stage on `day`."""
        return [stage for since, stage in self.stages if since <= day][-1]

    def referent(self, day: date) -> str:
        """Who leads the support as known on `day`; nobody while the entry is not completed."""
        known = (support for support in self.supports if support.known_on <= day)
        return next((support.organisation for support in known if support.role == "referent"), "")

    def changed_on(self, day: date) -> date:
        """The last day until `day` on which anything of the project's own record changed."""
        days = [self.received_on, *(since for since, _ in self.stages)]
        days += [support.known_on for support in self.supports]
        days += [moment for sent in self.orientations for moment in (sent.day, sent.settled_on)]
        return max(moment for moment in days if moment <= day)


def followed_projects(world: World) -> list[Followed]:
    """The projects that were ever entered in the tool, by its number."""
    rnas = {unit.siren: unit.rna for unit in legal_units(world)}
    found = [
        _followed(world.seed, project, rnas.get(project.organisation.siren, ""))
        for project in world.projects
        if project.essor
    ]
    return sorted((item for item in found if item is not None), key=lambda item: item.project.essor)


# The tool, its truth and every fact of it ask again.
@lru_cache(maxsize=20_000)
def _followed(seed: int, project: Project, rna: str) -> Followed | None:
    rng = stream(seed, SOURCE, project.identity)
    if rng.random() > _IN_THE_TOOL:
        return None
    network = network_of(project, rng) or "cress"
    received = project.started + timedelta(days=rng.randint(0, 20))
    welcomer = rng.choice((network, network, "cress"))
    supports = _supports(rng, network, received)
    deleted = received + timedelta(days=rng.randint(60, 700)) if rng.random() < _DELETED else None
    return Followed(
        project,
        seen_title(project, rng),
        seen_organisation(project, rng),
        seen_commune(project, rng),
        rna if share(seed, SOURCE, "rna", project.identity) < _SHARE_WITH_RNA else "",
        _stages(seed, project, received, rng.choices(STAGES, weights=(15, 25, 30, 22, 8))[0]),
        welcomer,
        received,
        rng.choices((1, 2, 3, 5), weights=(60, 25, 10, 5))[0],
        rng.random() < 0.1,
        rng.randrange(10, 400) * 1000,
        rng.choices((0, 1, 2, 4, 9), weights=(35, 30, 20, 10, 5))[0],
        deleted,
        _orientations(rng, welcomer, network, received),
        supports,
        _partnerships(rng, project, received),
    )


def _stages(seed: int, project: Project, received: date, last: str) -> tuple[tuple[date, str], ...]:
    """The stages from the reception on, one after the other; a project may be abandoned at any of them."""
    rng = stream(seed, SOURCE, "stages", project.identity)
    path = STAGES[: STAGES.index(last) + 1] if last != "abandonne" else (*STAGES[: rng.randint(1, 3)], last)
    path = path[rng.randrange(len(path)) :] if rng.random() < 0.5 else path
    day, found = received, []
    for stage in path:
        found.append((day, stage))
        day = day + timedelta(days=rng.randint(30, 400))
    return tuple(found)


def _supports(rng: random.Random, network: str, received: date) -> tuple[Support, ...]:
    """A referent in most cases, sometimes two, and organisations that help; contacts of one visit are no support."""
    size = rng.choices((0, 1, 2, 3), weights=(20, 45, 25, 10))[0]
    organisations = [network, *rng.sample(_HELPERS, 3)][:size]
    supports = []
    for rank, organisation in enumerate(organisations):
        start = received + timedelta(days=rng.randint(0, 150))
        end = start + timedelta(days=rng.randint(20, 900)) if rng.random() < 0.7 else None
        role = "referent" if rank == 0 or rng.random() < 0.08 else "appui"
        contacts = rng.choices((1, 2, 5, 12), weights=(15, 25, 40, 20))[0]
        supports.append(
            Support(organisation, role, contacts, start, end, start + timedelta(days=rng.choice((0, 0, 1, 3, 10, 60))))
        )
    return tuple(supports)


def _orientations(rng: random.Random, welcomer: str, network: str, received: date) -> tuple[Orientation, ...]:
    """To another organisation, and now and then back again."""
    found: list[Orientation] = []
    sender, day = welcomer, received
    for _ in range(rng.choices((0, 1, 2), weights=(62, 28, 10))[0]):
        receiver = rng.choice([code for code in (*_HELPERS, network) if code != sender])
        day = day + timedelta(days=rng.randint(5, 120))
        state = rng.choices(("proposee", "aboutie", "sans_suite"), weights=(30, 50, 20))[0]
        found.append(Orientation(sender, receiver, day, state, day + timedelta(days=rng.randint(10, 180))))
        sender = receiver
    return tuple(found)


def _partnerships(rng: random.Random, project: Project, received: date) -> tuple[Partnership, ...]:
    if rng.random() > 0.12:
        return ()
    fair = received + timedelta(days=rng.randint(30, 200)) if rng.random() < 0.7 else None
    signed = (fair or received) + timedelta(days=rng.randint(10, 500))
    proof = rng.choice(("convention", "statuts", "lettre", "cofinancement", "intention"))
    partners = [
        project.organisation.name,
        *(f"Partenaire {rng.randint(1, 80)} (fictif)" for _ in range(rng.randint(0, 2))),
    ]
    return (Partnership(tuple(dict.fromkeys(partners)), proof, fair, signed),)


def stamp(day: date, label: str) -> str:
    """A moment of that day as the tool writes it: without a zone."""
    rng = random.Random(label)
    return datetime.combine(day, time(rng.randint(8, 18), rng.randrange(60), rng.randrange(60))).isoformat()
