"""What the in-force files of a funder tell of one application, before any fact is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.core.record import record_key
from sandbox.world import Place

DECISION, AGREEMENT, EXERCICE, FILING, NONE = "decision", "agreement", "exercice", "filing", "none"

_UNDECIDED = (None, "depose", "en_instruction")
_FLAGS = {EXERCICE: ("date_exercice",), FILING: ("date_depot",), NONE: ("date_unknown",)}


@dataclass(frozen=True)
class Dating:
    """What places a record in time: the day of its decision, what that day is, the day that sees the project."""

    decided: date | None
    basis: str
    seen: date | None

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must be told of it."""
        return _FLAGS.get(self.basis, ())


# Who a financing plan names (epci, commune or other), and whether it brings money; None where no figure is left.
PlannedFunder = tuple[str, bool | None]


@dataclass(frozen=True)
class Told:
    """One application at one funder; None is what nobody wrote, or what is lost.

    `reference` is the natural key of the record in its stream, `key` that of the dossier, `project` the
    true identity. `decided` is the day of the decision as its funder writes it (`basis`), `filed` that
    of the application where the stream has one, `exercice` the year of a file by exercice. Amounts are
    euros. `departement` is what a column of its own says. `plan` is None where no plan is told. `flags`
    are those that the row must bear beside those of its dating, whatever else it bears. `title` and
    `shared` are what other records may show too: the name of the project and numbers. `kind` is the
    part of a dispositif, where it has parts.
    """

    source: str
    stream: str
    reference: str
    key: str
    project: str
    dispositif: str
    status: str | None
    decided: date | None
    basis: str = DECISION
    filed: date | None = None
    exercice: int | None = None
    requested: int | None = None
    granted: int | None = None
    paid: int | None = None
    siren: str | None = None
    rna: str | None = None
    ess: bool | None = None
    place: Place | None = None
    departement: str | None = None
    flags: tuple[str, ...] = ()
    plan: tuple[PlannedFunder, ...] | None = None
    title: str | None = None
    shared: frozenset[str] = frozenset()
    kind: str | None = None

    @property
    def record(self) -> str:
        """The key of its record among those of all streams."""
        return record_key(self.source, self.stream, self.reference)

    def dated(self, cut_off: date) -> Dating:
        """The day written; else, of a state that is a decision, the last of its exercice that has come; else no
        decision, and the project is seen on the day of filing if that is known."""
        if self.decided:
            return Dating(self.decided, self.basis, self.decided)
        if self.exercice and self.status not in _UNDECIDED:
            day = min(date(self.exercice, 12, 31), cut_off)
            return Dating(day, EXERCICE, day)
        return Dating(None, FILING if self.filed else NONE, self.filed)
