"""What the six departmental networks do for projects: welcome, accompany, send on, review, bring together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sandbox.chance import stream
from sandbox.people import Person, make_person
from sandbox.projects import network_of
from sandbox.vocabulary import NETWORKS, ORGANISATIONS
from sandbox.world import FIRST_YEAR, Entry, Project, World

SOURCE = "reseaux_departementaux"
_HELPERS = ("cress", "urscop", "france_active", "banque_des_territoires", "region", "dreets")
_BOTH_IN_VENDEE = 0.35
_SOLUTIONS = (
    "Mise en relation avec un financeur",
    "Local trouvé auprès de la commune",
    "Étude de marché partagée",
    "Dossier déposé au dispositif Innovation Sociale",
    "Appui juridique sur les statuts",
)
_PROOFS = ("convention", "statuts", "lettre", "cofinancement")


@dataclass(frozen=True)
class Dated:
    """An organisation named on a day, known from `known_on` on; `outcome` once `settled_on` is reached."""

    organisation: str
    day: date
    known_on: date
    outcome: str = ""
    settled_on: date = date.max


@dataclass(frozen=True)
class FollowUp:
    """A project as one network knows it, from `known_on` on."""

    network: str
    rank: int
    project: Project
    known_on: date
    welcomed: date
    contacts: int
    people: int
    leads: bool
    start: date | None
    end: date | None
    abandoned: bool
    sent: tuple[Dated, ...]
    helped: tuple[Dated, ...]
    officer: Person

    def statut(self, day: date) -> str:
        """Where the project stands on `day`."""
        if self.end and self.end <= day:
            return "abandonne" if self.abandoned else "termine"
        if self.start and self.start <= day:
            return "en_cours"
        return "reoriente" if any(item.known_on <= day for item in self.sent) else "accueil"


@dataclass(frozen=True)
class Reviewed:
    """A project on the table of a review; `solved_on` is None where nobody found anything."""

    follow_up: FollowUp
    review: Entry
    porteur: bool
    solution: str
    solved_on: date | None


@dataclass(frozen=True)
class Partnership:
    """What a day « je suis, je cherche » brought a project: an intention, or a signed proof."""

    follow_up: FollowUp
    meeting: Entry
    partners: tuple[str, ...]
    proof: str
    signed_on: date | None


@dataclass(frozen=True)
class Activity:
    """Everything the networks ever do."""

    follow_ups: dict[str, list[FollowUp]]
    reviews: list[Reviewed]
    partnerships: list[Partnership]


def activity(world: World) -> Activity:
    """All that the networks do in a world."""
    known = follow_ups(world)
    return Activity(known, _reviews(world.seed, world.entries, known), _brought(world.seed, world.entries, known))


def follow_ups(world: World) -> dict[str, list[FollowUp]]:
    """Every project that each network ever meets, in the order of its numbers."""
    found: dict[str, list[FollowUp]] = {network: [] for network in NETWORKS}
    for project in sorted(world.projects, key=lambda item: (item.started, item.identity)):
        for network in _networks(world.seed, project):
            found[network].append(_follow_up(world.seed, network, len(found[network]) + 1, project))
    return found


def _networks(seed: int, project: Project) -> list[str]:
    """Who meets the project; in Vendée sometimes both networks do."""
    rng = stream(seed, SOURCE, "met", project.identity)
    first = network_of(project, rng)
    if not first or rng.random() > (0.2 if project.ess is False else 0.45):
        return []
    others = [code for code in NETWORKS if NETWORKS[code] == NETWORKS[first] and code != first]
    return [first, *(others if rng.random() < _BOTH_IN_VENDEE else [])]


# The lists, their truth and every fact of them ask again.
@lru_cache(maxsize=20_000)
def _follow_up(seed: int, network: str, rank: int, project: Project) -> FollowUp:
    rng = stream(seed, SOURCE, network, project.identity)
    welcomed = max(date(FIRST_YEAR, 1, 5), project.started + timedelta(days=rng.randint(-60, 40)))
    known_on = welcomed + timedelta(days=rng.choice((0, 1, 3, 8, 45)))
    start, end = _accompaniment(rng, welcomed)
    return FollowUp(
        network,
        rank,
        project,
        known_on,
        welcomed,
        rng.randint(2, 12) if start else rng.choices((1, 2), weights=(80, 20))[0],
        rng.choices((1, 2, 3, 5), weights=(60, 20, 12, 8))[0],
        rng.random() < 0.7,
        start,
        end,
        rng.random() < 0.2,
        tuple(_sent(rng, network, welcomed)),
        tuple(_helped(rng, start or welcomed)),
        _officer(seed, network, rng),
    )


def _accompaniment(rng: random.Random, welcomed: date) -> tuple[date | None, date | None]:
    if rng.random() > 0.6:
        return None, None
    start = welcomed + timedelta(days=rng.randint(10, 90))
    return start, start + timedelta(days=rng.randint(60, 900)) if rng.random() < 0.8 else None


def _sent(rng: random.Random, network: str, welcomed: date) -> Iterator[Dated]:
    """Orientations to other organisations, sometimes two for one project."""
    for _ in range(rng.choices((0, 1, 2), weights=(72, 22, 6))[0]):
        day = welcomed + timedelta(days=rng.randint(5, 150))
        to = rng.choice([code for code in (*_HELPERS, *NETWORKS) if code != network])
        outcome = rng.choices(("aboutie", "sans_suite", "emise"), weights=(55, 20, 25))[0]
        yield Dated(to, day, day + timedelta(days=rng.randint(0, 20)), outcome, day + timedelta(days=60))


def _helped(rng: random.Random, start: date) -> Iterator[Dated]:
    """Interventions of others for the project; an external one makes it count, a network's does not."""
    for _ in range(rng.choices((0, 1, 2), weights=(70, 24, 6))[0]):
        day = start + timedelta(days=rng.randint(10, 300))
        who = rng.choice((*_HELPERS, rng.choice(list(NETWORKS)), f"Cabinet n° {rng.randint(1, 20)} (fictif)"))
        yield Dated(who, day, day + timedelta(days=rng.randint(0, 30)))


def _officer(seed: int, network: str, rng: random.Random) -> Person:
    return make_person(stream(seed, SOURCE, "officer", network, rng.randrange(3)))


def _reviews(seed: int, entries: list[Entry], known: dict[str, list[FollowUp]]) -> list[Reviewed]:
    """Two to five projects on the table of each review that a network holds."""
    return [
        _reviewed(rng, entry, item)
        for entry, network, rng in _meetings(seed, entries, "revue")
        for item in _followed(rng, known[network], entry.day)
    ]


def _reviewed(rng: random.Random, entry: Entry, item: FollowUp) -> Reviewed:
    solved = rng.random() < 0.6
    day = entry.day + timedelta(days=rng.choice((0, 12, 40, 75, 90, 91, 150)))
    porteur = bool(entry.porteurs) and rng.random() < 0.9
    return Reviewed(item, entry, porteur, rng.choice(_SOLUTIONS) if solved else "", day if solved else None)


def _brought(seed: int, entries: list[Entry], known: dict[str, list[FollowUp]]) -> list[Partnership]:
    """What the days « je suis, je cherche » of each network brought."""
    return [
        _partnership(rng, entry, item)
        for entry, network, rng in _meetings(seed, entries, "journee")
        for item in _followed(rng, known[network], entry.day)
    ]


def _partnership(rng: random.Random, entry: Entry, item: FollowUp) -> Partnership:
    own = item.project.organisation.name
    others = rng.sample([ORGANISATIONS[code][0] for code in _HELPERS] + ["Association Voisine (fictif)"], 2)
    partners = (own, *others)[: rng.choices((1, 2, 3), weights=(15, 55, 30))[0]]
    if rng.random() < 0.4:
        return Partnership(item, entry, partners, "intention", None)
    signed = entry.day + timedelta(days=rng.choice((0, 30, 120, 300, 365, 400)))
    return Partnership(item, entry, partners, rng.choice(_PROOFS), signed)


def _meetings(seed: int, entries: list[Entry], kind: str) -> Iterator[tuple[Entry, str, random.Random]]:
    """The meetings of a kind that took place, once for each network that held them."""
    for entry in entries:
        if entry.kind != kind or entry.history[0][1] != "prevue" or entry.history[-1][1] != "tenue":
            continue
        for network in entry.organisers:
            if network in NETWORKS:
                yield entry, network, stream(seed, SOURCE, kind, network, entry.ref)


def _followed(rng: random.Random, items: list[FollowUp], day: date) -> list[FollowUp]:
    recent = [item for item in items if item.known_on <= day < item.known_on + timedelta(days=500)]
    chosen = rng.sample(recent, min(len(recent), rng.randint(2, 5)))
    return sorted(chosen, key=lambda item: item.rank)
