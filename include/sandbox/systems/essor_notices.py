"""What the CRESS enters in ESSOR beside the projects: publications about them, and its events."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.chance import pick, stream
from sandbox.cog import Cog
from sandbox.systems.essor_fields import EVENT_KINDS, MEDIA, SOURCE
from sandbox.systems.essor_world import Followed
from sandbox.vocabulary import NETWORKS
from sandbox.world import FIRST_YEAR, LAST_YEAR, World


@dataclass(frozen=True)
class Notice:
    """A publication or an event of the CRESS; `content` is what several publications repeat."""

    number: str
    kind: str
    day: date
    known_on: date
    departement: str
    epci: str = ""
    content: str = ""
    channel: str = ""
    projects: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def notices(world: World, followed: list[Followed], cog: Cog) -> tuple[list[Notice], list[Notice]]:
    """Publications and events of every year, by number."""
    publications: list[Notice] = []
    events: list[Notice] = []
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        rng = stream(world.seed, SOURCE, "notices", year)
        for rank in range(rng.randint(18, 30)):
            publications.extend(_publications(rng, year, rank, followed))
        events += [_event(rng, year, rank, cog) for rank in range(rng.randint(8, 16))]
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
            _typed(day, year, rank, place),
            departement,
            content=f"CONT-{year}-{rank:03d}",
            channel=kind,
            projects=projects,
            organisations=organisations,
        )
        for place, kind in enumerate(kinds, start=1)
    ]


def _event(rng: random.Random, year: int, rank: int, cog: Cog) -> Notice:
    """An event; the strategy is spread in an EPCI of the département, some of them reached twice."""
    day = date(year, 1, 5) + timedelta(days=rng.randrange(350))
    kind, departement = rng.choice(list(EVENT_KINDS)), rng.choice(tuple(NETWORKS.values()))
    epci = pick(_epci_within(cog, departement, year), kind, year, rank) if kind == "diffusion" else ""
    return Notice(f"EVT-{year}-{rank:03d}", kind, day, _typed(day, year, rank), departement, epci)


def _typed(day: date, *labels: object) -> date:
    """The day on which somebody enters it: the same one, or later."""
    return day + timedelta(days=pick((0, 0, 1, 5, 40), "typed", *labels))


def _epci_within(cog: Cog, departement: str, year: int) -> list[str]:
    vintage = cog.of(year)
    within = {epci for code, epci in vintage.members.items() if vintage.communes[code].departement == departement}
    return sorted(within & set(vintage.epci))  # an island without EPCI has a code of no EPCI
