"""The figures of one brief, as plain data: what the renderers show and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

RATIOS = frozenset({"ratio", "coverage", "cohort_share"})
OUT_OF = frozenset({"milestone", "windows_met", "all_windows_met"})


@dataclass(frozen=True)
class Value:
    """One cell of `indicator_value`. `value` is None when nothing is known: it is never 0."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: str = "provisional"


@dataclass(frozen=True)
class YearValue:
    """The value of one civil year; `partial` marks the year in progress."""

    year: int
    value: Value
    partial: bool = False


@dataclass(frozen=True)
class TerritoryValues:
    """The figures of one territory column: a département, the undetermined part or the region."""

    code: str
    label: str
    year_to_date: Value | None
    same_period: Value | None
    cumulative: Value | None

    @property
    def number(self) -> str:
        """The number of a département (`49`), empty for other territories."""
        return self.code.removeprefix("DEP-") if self.code.startswith("DEP-") else ""


@dataclass(frozen=True)
class Target:
    """A target of the strategy. `period` is `year` (each year) or `cumulative` (since 2022)."""

    value: Decimal
    period: str
    label: str
    due: date | None = None


@dataclass(frozen=True)
class Measure:
    """One measure for the region. A figure is None when the measure has no such period."""

    code: str
    label: str
    unit: str
    aggregation: str
    rule_version: str
    connected: bool
    year_to_date: Value | None = None
    previous_year: Value | None = None
    same_period: Value | None = None
    cumulative: Value | None = None
    rolling: Value | None = None
    yearly: tuple[YearValue, ...] = ()
    territories: tuple[TerritoryValues, ...] = ()
    target: Target | None = None
    last_published: Value | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether the value is a percentage."""
        return self.aggregation in RATIOS

    @property
    def is_out_of(self) -> bool:
        """Whether the value reads « n sur d » (windows, years, départements)."""
        return self.aggregation in OUT_OF

    @property
    def standing_figure(self) -> Value | None:
        """The figure whose status is told.

        That of the year to date, else of the 12 months, else of the newest year that has a value: a cohort is
        observed years later.
        """
        years = [one.value for one in self.yearly if one.value.value is not None]
        return self.year_to_date or self.rolling or (years[-1] if years else None)


@dataclass(frozen=True)
class Indicator:
    """One numbered indicator of the strategy and its measures."""

    code: str
    label: str
    owner: str
    actions: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Priority:
    """One priority of an axis; `number` is its place in the axis."""

    code: str
    number: int
    label: str
    indicators: tuple[Indicator, ...]

    @property
    def title(self) -> str:
        """`Priorité 1 : …`, as headings show it."""
        return f"Priorité {self.number}\u00a0: {self.label}"


@dataclass(frozen=True)
class Axis:
    """One axis of the strategy."""

    code: str
    number: int
    label: str
    priorities: tuple[Priority, ...]

    @property
    def title(self) -> str:
        """`Axe 1 : …`, as headings show it."""
        return f"Axe {self.number}\u00a0: {self.label}"


@dataclass(frozen=True)
class SourceState:
    """What one source delivered, last and in total. `state` is `up_to_date`, `late`, `missing`."""

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
class BriefFigures:
    """Everything a brief shows."""

    publication: PublicationInfo
    axes: tuple[Axis, ...]
    sources: tuple[SourceState, ...]
    published_figures: tuple[PublishedFigure, ...] = ()
    flores: FloresTable | None = None
    previous: PreviousPublication | None = None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the strategy's order."""
        return tuple(i for a in self.axes for p in a.priorities for i in p.indicators)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures in the strategy's order."""
        return tuple(m for i in self.indicators for m in i.measures)

    @property
    def connected_measures(self) -> tuple[Measure, ...]:
        """The measures that this publication computes."""
        return tuple(m for m in self.measures if m.connected)
