"""The little world: organisations, dossiers with their versions, meetings with their states, attendance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sandbox.people import Person

FIRST_YEAR = 2021
LAST_YEAR = 2028
CALENDAR_START = date(2022, 1, 1)


@dataclass(frozen=True)
class Organisation:
    """An invented legal unit; `ess` is what it declares, None when nobody knows. No siren: not founded yet."""

    name: str
    siren: str
    siret: str
    ess: bool | None


@dataclass(frozen=True)
class Place:
    """A commune in force as named on the day of the dossier."""

    code: str
    name: str
    postal: str


@dataclass(frozen=True)
class Version:
    """What the Région's system says of a dossier from `known_on` on."""

    known_on: date
    statut: str
    decided_on: date
    asked: int
    granted: int | None


@dataclass(frozen=True)
class Dossier:
    """One application; `project` is its true identity, `project_number` what the system shows of it."""

    number: str
    project: str
    project_number: str
    dispositif: str
    organisation: Organisation
    title: str
    ess: bool | None
    place: Place | None
    versions: tuple[Version, ...]
    funding_plan: str = ""

    @property
    def exercice(self) -> int:
        """The budget year that files the dossier: all versions agree."""
        return self.versions[0].decided_on.year

    def known(self, day: date) -> tuple[Version, ...]:
        """The versions that exist on `day`, oldest first."""
        return tuple(version for version in self.versions if version.known_on <= day)


@dataclass(frozen=True)
class Entry:
    """One line of the governance calendar; `history` is (day, statut) from its entry on.

    The same meeting may have two entries (typed twice), a postponed one has two with different dates.
    """

    ref: str
    kind: str
    day: date
    history: tuple[tuple[date, str], ...]
    title: str
    territoire: str
    organisers: tuple[str, ...]
    participants: tuple[str, ...] = ()
    porteurs: bool | None = None
    themes: str = ""
    deliverables: str = ""
    delivered_on: date | None = None
    adjustments: int | None = None

    def statut(self, day: date) -> str | None:
        """The statut on `day`; None before the entry exists."""
        known = [statut for since, statut in self.history if since <= day]
        return known[-1] if known else None


@dataclass(frozen=True)
class Attendance:
    """An organisation (or nobody's: empty name) listed for a conference on a day; `epci` is the EPCI that it is."""

    ref: str
    day: date
    event: str
    organisation: str
    siren: str
    ess: bool | None
    known_on: date
    person: int
    epci: str = ""


@dataclass(frozen=True)
class Project:
    """A project as it truly is. `number` is the Région's, empty where its system shows none.

    `essor` is the identifier in the shared tool, empty for projects that were never entered there.
    """

    identity: str
    number: str
    essor: str
    title: str
    organisation: Organisation
    ess: bool | None
    place: Place | None
    departement: str
    started: date
    person: Person


@dataclass
class World:
    """Everything that ever happens for a seed and a scale, whatever the month asked for."""

    seed: int
    scale: int
    dossiers: list[Dossier] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
