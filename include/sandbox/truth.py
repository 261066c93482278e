"""The truth: every cell of every measure at a month, computed from the simulated world alone.

The measures of the governance calendar have their rules in `rules`, those of the core facts and the
figures beside them in `measures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox import rules
from sandbox.cells import ALL_KINDS, Cell, status_of, territories
from sandbox.cog import Cog
from sandbox.core import units
from sandbox.core.ess_on_facts import bearers
from sandbox.core.row import Run
from sandbox.deliveries import CALENDAR_SOURCE
from sandbox.facts import REGION_CODE, UNDETERMINED, Facts, facts_of
from sandbox.measures import cells_of
from sandbox.measures.coverage import covered, days_told
from sandbox.measures.evidence import Known
from sandbox.periods import Period, periods_of
from sandbox.produce import Month
from sandbox.rules import Result
from sandbox.vocabulary import DEPARTEMENTS


@dataclass(frozen=True)
class Measure:
    """A measure of the calendar: when it starts, for which territories, and its rules."""

    code: str
    kinds: tuple[str, ...]
    grain: str
    total: Callable[[Facts, Period, str], Result]
    dimension: str | None = None
    members: Callable[[Facts, Period], dict[str, Result]] | None = None
    first_year: int = 2022


def _anywhere(rule: Callable[[Facts, Period], Result]) -> Callable[[Facts, Period, str], Result]:
    return lambda facts, period, territory: rule(facts, period)


def _regularity(facts: Facts, period: Period, territory: str) -> Result:
    departements = DEPARTEMENTS if territory == REGION_CODE else (territory.removeprefix("DEP-"),)
    return rules.a12_i1_regularity(facts, period, departements)


def _regional(code: str, kinds: tuple[str, ...], rule: Callable[[Facts, Period], Result]) -> Measure:
    return Measure(code, kinds, "region", _anywhere(rule))


CALENDAR_MEASURES = (
    _regional("A09-I1", ALL_KINDS, rules.a09_i1),
    Measure("A12-I1.regularity", ("year", "ytd"), "departement_known", _regularity),
    Measure(
        "A12-I1.reviews",
        ALL_KINDS,
        "departement",
        _anywhere(rules.a12_i1_reviews),
        "operator",
        rules.a12_i1_reviews_by_operator,
    ),
    _regional("A13-I1", ("year", "ytd", "cum"), rules.a13_i1),
    _regional("A14-I1.copil", ("year", "ytd", "cum"), rules.a14_i1_copil),
    _regional("A14-I1.evaluation", ("year", "ytd", "cum"), rules.a14_i1_evaluation),
    _regional("A15-I1.meetings", ALL_KINDS, rules.a15_i1_meetings),
    _regional("A15-I1.adjustments", ALL_KINDS, rules.a15_i1_adjustments),
    _regional("A16-I1", ALL_KINDS, rules.a16_i1),
)


def truth_of(made: Month, cog: Cog, core: Mapping[str, list[dict[str, Any]]]) -> list[Cell]:
    """All cells of a month; `core` are the rows of `core_of` for it."""
    return cells_known(made, cog, known_of(made, cog, core))


def cells_known(made: Month, cog: Cog, known: Known) -> list[Cell]:
    """All cells of a month; `known` is what `known_of` says of it."""
    return [*calendar_cells(facts_of(made.world, made.month, cog, made.lost), known.told), *cells_of(known)]


def known_of(made: Month, cog: Cog, core: Mapping[str, list[dict[str, Any]]]) -> Known:
    """All that a perfect reader knows of a month; `core` are the rows of `core_of` for it."""
    run = Run(made.world, made.month, cog, made.lost)
    return Known(run.cut_off, run.vintage.epci, core, units(run), bearers(run), days_told(made.deliveries))


def calendar_cells(facts: Facts, told: Mapping[str, frozenset[int]]) -> list[Cell]:
    """The cells of the calendar's measures: dense totals, and breakdowns where there is something.

    `told` are the days (ordinals) that each stream tells of.
    """
    known = rules.without_future(facts)
    by_territory = {name: restrict(known, name) for name in territories("departement", facts.epci)}
    return [
        cell
        for measure in CALENDAR_MEASURES
        for period in periods_of(facts.cut_off, measure.first_year, measure.kinds)
        for status in (_status(period, facts, told),)
        for name in territories(measure.grain, facts.epci)
        for cell in _cells(measure, period, name, by_territory[name], status)
    ]


def restrict(facts: Facts, territory: str) -> Facts:
    """The calendar of a territory."""
    if territory == REGION_CODE:
        return facts
    return replace(facts, events=[event for event in facts.events if _territory_of(event.territoire) == territory])


def _territory_of(territoire: str) -> str:
    return f"DEP-{territoire}" if territoire in DEPARTEMENTS else UNDETERMINED


def _status(period: Period, facts: Facts, told: Mapping[str, frozenset[int]]) -> str:
    some, whole = covered((f"{CALENDAR_SOURCE}.evenements",), told, period)
    return status_of(period, facts.cut_off, some=some, whole=whole)


def _cells(measure: Measure, period: Period, territory: str, facts: Facts, status: str) -> list[Cell]:
    if status == "not_received":
        return [_cell(measure, period, territory, Result(None, None), status)]
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
    told = (result.value, result.numerator, result.denominator)
    return Cell(measure.code, period.label, territory, dimension, member, *told, status)
