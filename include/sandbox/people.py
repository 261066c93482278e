"""Persons who do not exist: names, addresses, numbers and accounts that must never reach the warehouse."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from sandbox.spelling import unaccented

_GIVEN = (
    "Alix",
    "Camille",
    "Dominique",
    "Élodie",
    "Farid",
    "Gwenaël",
    "Hélène",
    "Ismaël",
    "Joël",
    "Maëlys",
    "Noé",
    "Zoé",
)
_FAMILY_HEADS = ("Brévi", "Cadour", "Doléa", "Ferrou", "Guimba", "Hervou", "Jollive", "Lambré", "Morvilla", "Péroua")
_FAMILY_TAILS = ("gnac", "dier", "zel", "rand", "nton", "ssec", "veau", "lric")


@dataclass(frozen=True)
class Person:
    """An invented person."""

    given: str
    family: str
    mail: str
    phone: str
    iban: str

    @property
    def name(self) -> str:
        """Given name and family name in capitals."""
        return f"{self.given} {self.family.upper()}"

    @property
    def initials(self) -> str:
        """First letters, as small networks write them."""
        return f"{self.given[0]}.{self.family[0]}."

    @property
    def label(self) -> str:
        """What tells persons apart in the truth without naming them: a digest of the address."""
        return hashlib.sha256(self.mail.encode()).hexdigest()[:12]

    @property
    def namesake(self) -> str:
        """What those who know only names can tell apart, without the name: namesakes share it."""
        return hashlib.sha256(self.name.casefold().encode()).hexdigest()[:12]


def make_person(rng: random.Random) -> Person:
    """A person; the address ends in .invalid, the account fails its own check."""
    given, family = rng.choice(_GIVEN), rng.choice(_FAMILY_HEADS) + rng.choice(_FAMILY_TAILS)
    number = rng.randrange(10_000)
    mail = unaccented(f"{given}.{family}{number}".lower()) + "@exemple.invalid"
    phone = "06 39 98 " + " ".join(f"{rng.randrange(100):02d}" for _ in range(2))
    iban = (
        "FR00 9999 9"
        + "".join(rng.choice("0123456789") for _ in range(3))
        + " "
        + " ".join("".join(rng.choice("0123456789") for _ in range(4)) for _ in range(3))
        + " 000"
    )
    return Person(given, family, mail, phone, iban)
