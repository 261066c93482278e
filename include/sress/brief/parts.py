"""What a brief shows beside the indicators: publication, sources, ambitions, events, changes, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class PublicationInfo:
    """Which publication the figures come from."""

    publication_id: int
    month: str
    cut_off: date
    published_at: datetime
    synthetic: bool


@dataclass(frozen=True)
class PreviousPublication:
    """The publication before: its id, its cut-off, and how many shared values were revised."""

    publication_id: int
    cut_off: date
    revised: int | None


@dataclass(frozen=True)
class SourceState:
    """What one source delivered, last and in total. `state` is `up_to_date`, `late`, `missing`.

    `due` is the day by which its next delivery is expected, `held` those that wait for a person.
    """

    code: str
    label: str
    owner: str
    state: str
    last_delivery: date | None
    period: str | None
    due: date | None
    rows_landed: int | None
    rows_mended: int | None
    rows_rejected: int | None
    synthetic: bool = False
    held: int = 0


@dataclass(frozen=True)
class QualityWarning:
    """An expectation that did not hold and stopped nothing: on which table, in words, and who answers for it."""

    subject: str
    message: str
    owner: str


@dataclass(frozen=True)
class PublishedFigure:
    """A figure of the ESS published by INSEE or a partner: one year, one unit, one source."""

    year: int
    label: str
    value: Decimal | None
    unit: str
    source: str
    url: str | None = None


@dataclass(frozen=True)
class FloresLine:
    """Employer establishments of one activity, over the zones that INSEE publishes."""

    activity: str
    label: str
    establishments: Decimal | None


@dataclass(frozen=True)
class FloresTable:
    """The FLORES extract of one vintage."""

    vintage: int
    zones: int
    total: Decimal | None
    lines: tuple[FloresLine, ...]


@dataclass(frozen=True)
class PlannedEvent:
    """A meeting that the calendar announces after the cut-off; `departement` names where, for those of one."""

    day: date
    kind: str
    departement: str | None = None


@dataclass(frozen=True)
class Standing:
    """One reading of an ambition in one edition: its value, what it is held against, and the verdict."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unknown: Decimal | None
    verdict: str
    status: str


@dataclass(frozen=True)
class Reading:
    """One reading of an ambition: at the horizon (`balance`) and today (`current`)."""

    code: str
    label: str
    unit: str
    is_headline: bool
    target: Decimal | None
    balance: Standing | None
    current: Standing | None


@dataclass(frozen=True)
class Ambition:
    """One of the twelve ambitions. Its balance is sealed by a publication, or open to late rows."""

    code: str
    label: str
    owner: str
    rule: str
    rule_status: str
    closing_date: date | None
    is_closed: bool
    sealed_by: int | None
    readings: tuple[Reading, ...]

    @property
    def headline(self) -> Reading | None:
        """The reading that carries the verdict."""
        return next((reading for reading in self.readings if reading.is_headline), None)

    @property
    def others(self) -> tuple[Reading, ...]:
        """The readings shown beside it."""
        return tuple(reading for reading in self.readings if not reading.is_headline)


@dataclass(frozen=True)
class Part:
    """What one cause does to a figure, in its unit; null effects are of changes that are no number."""

    cause: str
    effect: Decimal | None
    units: int | None = None


@dataclass(frozen=True)
class Movement:
    """How one figure of the region changed since the publication before, with causes that sum to the change.

    `period` is in words; a figure that is not known, or withheld, is None and its status says why.
    """

    measure_code: str
    period: str
    before: Decimal | None
    after: Decimal | None
    before_status: str
    after_status: str
    parts: tuple[Part, ...]

    @property
    def change(self) -> Decimal | None:
        """After minus before, where both are numbers."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class DefinitionChange:
    """A rule, a target or a parameter that is not what it was in the publication before."""

    kind: str
    code: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """A value that somebody proposes beside a published figure, which it does not change."""

    number: int
    measure_code: str
    period: str
    territory: str
    published: Decimal | None
    proposed: Decimal | None
    is_secret: bool
    by: str
    on: date
    status: str
    why: str | None
    answer: str | None = None
