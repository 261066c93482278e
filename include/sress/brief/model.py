"""The figures of one brief, as plain data: what the renderers show and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sress.brief.parts import (
    Ambition,
    DefinitionChange,
    FloresTable,
    Movement,
    PlannedEvent,
    PreviousPublication,
    Proposal,
    PublicationInfo,
    PublishedFigure,
    QualityWarning,
    SourceState,
)

RATIOS = frozenset({"ratio", "coverage", "cohort_share"})
OUT_OF = frozenset({"milestone", "windows_met", "all_windows_met"})
YEAR_TO_DATE, ROLLING, COHORT = "year_to_date", "rolling", "cohort"


@dataclass(frozen=True)
class Value:
    """One cell of `indicator_value`. `value` is None when nothing is known: it is never 0.

    `low` and `high` bound a share that some units leave open; `records` are the partners' rows behind a
    distinct count, `matched_pct` the per cent of them that stand behind a unit with others.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: str = "provisional"
    low: Decimal | None = None
    high: Decimal | None = None
    records: int | None = None
    matched_pct: Decimal | None = None


@dataclass(frozen=True)
class YearValue:
    """The value of one civil year; `partial` marks the year in progress."""

    year: int
    value: Value
    partial: bool = False


@dataclass(frozen=True)
class SeriesValue:
    """One published total: `period` is a label of `dim_period`, `territory` the region, a département or UND."""

    period: str
    territory: str
    value: Value


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
class Progress:
    """How far a measure is on its way to its target, as the mart `indicator_progress` says (PILOTE's rule).

    `status` is sans_cible, non_recu, atteinte, en_cours, a_risque or manquee; `value` the figure that is held
    against the target, `gap` that figure minus the target, `expected` what a steady pace asks for by now.
    """

    status: str
    target: Decimal | None = None
    label: str = ""
    due: date | None = None
    value: Value | None = None
    gap: Decimal | None = None
    percent: Decimal | None = None
    expected: Decimal | None = None
    announced: int | None = None
    condition: str | None = None
    condition_met: bool | None = None


@dataclass(frozen=True)
class Due:
    """When the next value of a measure is due; `state` as in the mart `indicator_due`."""

    state: str
    on: date | None
    owner: str
    late_source: str | None = None


@dataclass(frozen=True)
class Measure:
    """One measure for the region. A figure is None when the measure has no such period.

    `last_published` is the figure of the publication before for the same kind of period, `revised` says that
    the year before is not what was published then, `beside` are figures that are never added to it, `series`
    every total that is published of it, for the workbook.
    """

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
    rolling_before: Value | None = None
    yearly: tuple[YearValue, ...] = ()
    territories: tuple[TerritoryValues, ...] = ()
    progress: Progress | None = None
    due: Due | None = None
    last_published: Value | None = None
    revised: bool = False
    beside: tuple[Measure, ...] = ()
    series: tuple[SeriesValue, ...] = ()
    owner: str = ""
    rule: str = ""
    rule_status: str = ""
    decimals: int = 0

    @property
    def is_ratio(self) -> bool:
        """Whether the value is a percentage."""
        return self.aggregation in RATIOS

    @property
    def is_out_of(self) -> bool:
        """Whether the value reads « n sur d » (windows, years, départements)."""
        return self.aggregation in OUT_OF

    @property
    def has_target(self) -> bool:
        """Whether the strategy states a target for it."""
        return self.progress is not None and self.progress.target is not None

    @property
    def cohorts(self) -> tuple[YearValue, ...]:
        """The years that have a value, oldest first."""
        return tuple(one for one in self.yearly if one.value.value is not None)

    @property
    def figure_kind(self) -> str:
        """Which figure stands for the measure today: the year to date, else the 12 months, else its newest cohort."""
        if self.year_to_date is not None:
            return YEAR_TO_DATE
        return ROLLING if self.rolling is not None else COHORT

    @property
    def figure(self) -> Value | None:
        """The figure that stands for the measure today: a cohort is observed years later."""
        if self.figure_kind == COHORT:
            return self.cohorts[-1].value if self.cohorts else None
        return self.year_to_date or self.rolling

    @property
    def figure_before(self) -> Value | None:
        """That figure one year earlier: the same months, the 12 months before, the cohort before."""
        if self.figure_kind == COHORT:
            return self.cohorts[-2].value if len(self.cohorts) > 1 else None
        return self.same_period if self.figure_kind == YEAR_TO_DATE else self.rolling_before


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
class EpciRow:
    """An EPCI and its figure of each ranked measure, in the order of `EpciTable.measures`."""

    code: str
    label: str
    departements: str
    values: tuple[Value | None, ...]


@dataclass(frozen=True)
class EpciTable:
    """The EPCI of the region, by the first measure, the highest first."""

    measures: tuple[Measure, ...]
    rows: tuple[EpciRow, ...]


@dataclass(frozen=True)
class BriefFigures:
    """Everything a brief shows."""

    publication: PublicationInfo
    axes: tuple[Axis, ...]
    sources: tuple[SourceState, ...]
    published_figures: tuple[PublishedFigure, ...] = ()
    flores: FloresTable | None = None
    previous: PreviousPublication | None = None
    ambitions: tuple[Ambition, ...] = ()
    epci: EpciTable | None = None
    events: tuple[PlannedEvent, ...] = ()
    movements: tuple[Movement, ...] | None = None
    definitions: tuple[DefinitionChange, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    warnings: tuple[QualityWarning, ...] = ()

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

    @property
    def indicators_moved(self) -> tuple[Indicator, ...] | None:
        """The indicators of which a figure of the region changed since the publication before; None without one."""
        if self.movements is None:
            return None
        moved = {movement.measure_code for movement in self.movements}
        return tuple(i for i in self.indicators if any(m.code in moved for m in i.measures))
