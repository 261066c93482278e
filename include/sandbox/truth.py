"""The truth: every cell of every measure at a month, computed from the facts of the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from sandbox import rules
from sandbox.deliveries import CALENDAR_SOURCE, REGION_SOURCE
from sandbox.facts import REGION_CODE, UNDETERMINED, Facts
from sandbox.periods import Period, covered_days, periods_of
from sandbox.rules import Result
from sandbox.vocabulary import DEPARTEMENTS

ALL_KINDS = ("year", "ytd", "r12", "cum")


@dataclass(frozen=True)
class Cell:
    """One line of truth.json."""

    measure: str
    period: str
    territory: str
    dimension: str | None
    member: str | None
    value: float | None
    numerator: int | None
    denominator: int | None
    status: str


@dataclass(frozen=True)
class Measure:
    """A measure: where it comes from, when it starts, for which territories, and its rules."""

    code: str
    source: str
    first_year: int
    kinds: tuple[str, ...]
    grain: str
    total: Callable[[Facts, Period, str], Result]
    dimension: str | None = None
    members: Callable[[Facts, Period], dict[str, Result]] | None = None


def _anywhere(rule: Callable[[Facts, Period], Result]) -> Callable[[Facts, Period, str], Result]:
    return lambda facts, period, territory: rule(facts, period)


def _regularity(facts: Facts, period: Period, territory: str) -> Result:
    departements = DEPARTEMENTS if territory == REGION_CODE else (territory.removeprefix("DEP-"),)
    return rules.a12_i1_regularity(facts, period, departements)


def _calendar(code: str, kinds: tuple[str, ...], rule: Callable[[Facts, Period], Result]) -> Measure:
    return Measure(code, CALENDAR_SOURCE, 2022, kinds, "region", _anywhere(rule))


MEASURES = (
    Measure(
        "A01-I1",
        REGION_SOURCE,
        2021,
        ALL_KINDS,
        "epci",
        _anywhere(rules.a01_i1),
        "dispositif",
        rules.a01_i1_by_dispositif,
    ),
    Measure("A05-I2.projects", REGION_SOURCE, 2022, ALL_KINDS, "epci", _anywhere(rules.a05_i2_projects)),
    Measure("A05-I2.coverage", REGION_SOURCE, 2022, ALL_KINDS, "region", _anywhere(rules.a05_i2_coverage)),
    _calendar("A09-I1", ALL_KINDS, rules.a09_i1),
    Measure("A12-I1.regularity", CALENDAR_SOURCE, 2022, ("year", "ytd"), "departement_known", _regularity),
    Measure(
        "A12-I1.reviews",
        CALENDAR_SOURCE,
        2022,
        ALL_KINDS,
        "departement",
        _anywhere(rules.a12_i1_reviews),
        "operator",
        rules.a12_i1_reviews_by_operator,
    ),
    _calendar("A13-I1", ("year", "ytd", "cum"), rules.a13_i1),
    _calendar("A14-I1.copil", ("year", "ytd", "cum"), rules.a14_i1_copil),
    _calendar("A14-I1.evaluation", ("year", "ytd", "cum"), rules.a14_i1_evaluation),
    _calendar("A15-I1.meetings", ALL_KINDS, rules.a15_i1_meetings),
    _calendar("A15-I1.adjustments", ALL_KINDS, rules.a15_i1_adjustments),
    _calendar("A16-I1", ALL_KINDS, rules.a16_i1),
    _calendar("A16-I2", ALL_KINDS, rules.a16_i2),
)


def territories(grain: str, epci: tuple[str, ...]) -> list[str]:
    """The territories of a grain, in the order of truth.json."""
    names = [REGION_CODE]
    if grain != "region":
        names += [f"DEP-{code}" for code in DEPARTEMENTS]
    if grain == "epci":
        names += [f"EPCI-{code}" for code in epci]
    return names + ([UNDETERMINED] if grain in ("epci", "departement") else [])


def compute_truth(facts: Facts) -> list[Cell]:
    """All cells: dense totals, and breakdowns where there is something."""
    known = rules.without_future(facts)
    by_territory = {name: restrict(known, name) for name in territories("epci", facts.epci)}
    return [
        cell
        for measure in MEASURES
        for period in periods_of(facts.cut_off, measure.first_year, measure.kinds)
        for name in territories(measure.grain, facts.epci)
        for cell in _cells(measure, period, name, by_territory[name])
    ]


def restrict(facts: Facts, territory: str) -> Facts:
    """The facts of a territory; conferences' presences belong to the region only."""
    if territory == REGION_CODE:
        return facts
    grants = [grant for grant in facts.grants if territory in grant.territories]
    events = [event for event in facts.events if _territory_of(event.territoire) == territory]
    return replace(facts, grants=grants, events=events, presences=[])


def _territory_of(territoire: str) -> str:
    return f"DEP-{territoire}" if territoire in DEPARTEMENTS else UNDETERMINED


def _cells(measure: Measure, period: Period, territory: str, facts: Facts) -> list[Cell]:
    some, whole = covered_days(period, facts.coverage[measure.source])
    if not some:
        return [_cell(measure, period, territory, Result(None, None), "not_received")]
    closed = "final" if period.end.year < facts.cut_off.year else "provisional"
    status = closed if whole else "late_source"
    total = measure.total(facts, period, territory)
    if total.numerator is None:
        return [_cell(measure, period, territory, total, "provisional")]
    cells = [_cell(measure, period, territory, total, status)]
    if measure.members is not None:
        cells += [
            _cell(measure, period, territory, result, status, member)
            for member, result in measure.members(facts, period).items()
            if result.numerator
        ]
    return cells


def _cell(
    measure: Measure, period: Period, territory: str, result: Result, status: str, member: str | None = None
) -> Cell:
    dimension = measure.dimension if member is not None else None
    return Cell(
        measure.code,
        period.label,
        territory,
        dimension,
        member,
        result.value,
        result.numerator,
        result.denominator,
        status,
    )


def as_records(cells: list[Cell]) -> list[dict[str, Any]]:
    """The cells as they stand in truth.json."""
    return [asdict(cell) for cell in cells]
