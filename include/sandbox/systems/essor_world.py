"""What ESSOR knows of the projects: who received them, supports them, where they were sent, what was said of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sandbox.chance import stream
from sandbox.projects import network_of, seen_commune, seen_organisation, seen_title
from sandbox.systems.essor_fields import EVENT_KINDS, MEDIA, SOURCE
from sandbox.vocabulary import NETWORKS
from sandbox.world import FIRST_YEAR, LAST_YEAR, Project, World

_HELPERS = ("cress", "urscop", "france_active", "cap_tiers_lieux", "region")
_IN_THE_TOOL = 0.55
_DELETED = 0.03


@dataclass(frozen=True)
class Orientation:
    """A project sent on from one organisation to another."""

    sender: str
    receiver: str
    day: date
    state: str


@dataclass(frozen=True)
class Support:
    """An organisation at a project's side; no end while it lasts."""

    organisation: str
    role: str
    contacts: int
    start: date
    end: date | None


@dataclass(frozen=True)
class Partnership:
    """Structures that signed something for a project, after a day of meetings or not."""

    structures: tuple[str, ...]
    proof: str
    fair: date | None
    signed: date


@dataclass(frozen=True)
class Followed:
    """A project in the tool; `deleted` is the day on which somebody removed it."""

    project: Project
    title: str
    organisation: str
    commune: str
    stage: str
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

    @property
    def referent(self) -> str:
        """Who leads the support; nobody when the entry was never completed."""
        return next((support.organisation for support in self.supports if support.role == "referent"), "")


@dataclass(frozen=True)
class Notice:
    """A publication or an event of the CRESS; `content` is what several publications repeat."""

    number: str
    kind: str
    day: date
    departement: str
    content: str = ""
    channel: str = ""
    projects: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def followed_projects(world: World) -> list[Followed]:
    """The projects that were ever entered in the tool, by its number."""
    found = [_followed(world.seed, project) for project in world.projects if project.essor and project.departement]
    return sorted((item for item in found if item is not None), key=lambda item: item.project.essor)


def _followed(seed: int, project: Project) -> Followed | None:
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
        rng.choices(("idee", "etude", "creation", "developpement", "abandonne"), weights=(15, 25, 30, 22, 8))[0],
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


def _supports(rng: random.Random, network: str, received: date) -> tuple[Support, ...]:
    """A referent in most cases, sometimes two, and organisations that help; contacts of one visit are no support."""
    size = rng.choices((0, 1, 2, 3), weights=(20, 45, 25, 10))[0]
    organisations = [network, *rng.sample(_HELPERS, 3)][:size]
    supports = []
    for rank, organisation in enumerate(organisations):
        start = received + timedelta(days=rng.randint(0, 150))
        end = start + timedelta(days=rng.randint(20, 900)) if rng.random() < 0.7 else None
        role = "referent" if rank == 0 or rng.random() < 0.08 else "appui"
        supports.append(
            Support(organisation, role, rng.choices((1, 2, 5, 12), weights=(15, 25, 40, 20))[0], start, end)
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
        found.append(Orientation(sender, receiver, day, state))
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


def notices(world: World, followed: list[Followed]) -> tuple[list[Notice], list[Notice]]:
    """Publications and events of every year, by number."""
    publications: list[Notice] = []
    events: list[Notice] = []
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        rng = stream(world.seed, SOURCE, "notices", year)
        for rank in range(rng.randint(18, 30)):
            publications.extend(_publications(rng, year, rank, followed))
        events += [_event(rng, year, rank) for rank in range(rng.randint(8, 16))]
    return publications, events


def _publications(rng: random.Random, year: int, rank: int, followed: list[Followed]) -> list[Notice]:
    """A content, published once or through several channels."""
    day = date(year, 1, 3) + timedelta(days=rng.randrange(355))
    about = [item for item in rng.sample(followed, min(len(followed), 3)) if item.received_on <= day]
    projects = tuple(item.project.essor for item in about[: rng.choice((0, 1, 1, 2))])
    organisations = tuple(sorted(rng.sample([*NETWORKS, "cress"], rng.choice((1, 2, 2, 3)))))
    departement = about[0].project.departement if about and projects else ""
    kinds = rng.sample(list(MEDIA), rng.choices((1, 2), weights=(75, 25))[0])
    return [
        Notice(
            f"PUB-{year}-{rank:03d}-{place}",
            kind,
            day,
            departement,
            f"CONT-{year}-{rank:03d}",
            kind,
            projects,
            organisations,
        )
        for place, kind in enumerate(kinds, start=1)
    ]


def _event(rng: random.Random, year: int, rank: int) -> Notice:
    day = date(year, 1, 5) + timedelta(days=rng.randrange(350))
    return Notice(f"EVT-{year}-{rank:03d}", rng.choice(list(EVENT_KINDS)), day, rng.choice(tuple(NETWORKS.values())))


def stamp(day: date, label: str) -> str:
    """A moment of that day as the tool writes it: without a zone."""
    rng = random.Random(label)
    return datetime.combine(day, time(rng.randint(8, 18), rng.randrange(60), rng.randrange(60))).isoformat()
