"""The truth of the measures that are counted on the core facts, and of the figures beside them.

A rule takes all that is known and gives evidence; a cell of truth.json is what its territory and its
period leave of it. Nothing here knows how the pipeline does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sandbox.cells import Cell, status_of, territories
from sandbox.measures.aggregate import survived, unknown_units
from sandbox.measures.catalogue import MEASURES, Measure
from sandbox.measures.coverage import covered
from sandbox.measures.evidence import Evidence, Known
from sandbox.months import add_months
from sandbox.periods import Period, periods_of


def cells_of(known: Known, measures: Iterable[Measure] = MEASURES) -> list[Cell]:
    """All cells: dense totals, and breakdowns where a unit counts."""
    return [cell for measure in measures for cell in _of_measure(measure, known)]


def _of_measure(measure: Measure, known: Known) -> Iterator[Cell]:
    by_place: dict[str, list[Evidence]] = defaultdict(list)
    some_unknown = False
    for row in measure.rule(known):
        some_unknown = some_unknown or row.role == "unknown"
        for place in row.places:
            by_place[place].append(row)
    for period in periods_of(known.cut_off, measure.first_year, measure.kinds):
        some, whole = covered(measure.streams, known.told, period)
        status = status_of(period, known.cut_off, some=some, whole=whole)
        if status == "final" and measure.months_to_final:
            settled = add_months(period.end, measure.months_to_final) <= known.cut_off
            status = "final" if settled else "provisional"
        for name in territories(measure.grain, known.epci):
            if not some:
                yield Cell(measure.code, period.label, name, None, None, None, None, None, status)
                continue
            rows = [row for row in by_place[name] if row.counts_in(period)]
            yield from _in_place(measure, period, name, rows, status, some_unknown=some_unknown)


def _in_place(
    measure: Measure, period: Period, name: str, rows: list[Evidence], status: str, *, some_unknown: bool
) -> Iterator[Cell]:
    groups: list[tuple[str | None, str | None, list[Evidence]]] = [(None, None, rows)]
    groups += [
        (dimension, member, [row for row in rows if row.member(dimension) == member])
        for dimension in measure.dimensions
        for member in sorted({row.member(dimension) for row in rows})
    ]
    for dimension, member, group in groups:
        figure = measure.aggregation(group)
        unknown = unknown_units(group) if some_unknown else None
        told = (figure.value, figure.numerator, figure.denominator)
        if measure.aggregation is survived and not group:
            yield Cell(measure.code, period.label, name, dimension, member, *told, "provisional")
            continue
        yield Cell(measure.code, period.label, name, dimension, member, *told, status, unknown)
