"""The truth of the twelve ambitions: every reading at the balance of the horizon and today, and the verdicts.

A rule takes all that is known and an edition, and gives evidence; a value is what its territory leaves
of it. Nothing here knows how the pipeline does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sandbox.ambitions.editions import Edition, editions_of
from sandbox.ambitions.readings import READINGS, Reading
from sandbox.ambitions.values import Value
from sandbox.cells import territories
from sandbox.measures.aggregate import unknown_units
from sandbox.measures.coverage import covered
from sandbox.measures.evidence import Evidence, Known


def values_of(known: Known, readings: Iterable[Reading] = READINGS) -> list[Value]:
    """All values: dense by territory, and by member where a reading is told apart."""
    return [
        value
        for reading in readings
        for edition in editions_of(known.cut_off)
        for value in _of_edition(reading, edition, known)
    ]


def _of_edition(reading: Reading, edition: Edition, known: Known) -> Iterator[Value]:
    some, whole = covered(reading.streams, known.told, edition.period)
    if not some:
        for name in territories(reading.grain, known.epci):
            yield Value(reading.code, edition.name, name, None, None, None, None, None, "not_received")
        return
    status = "provisional" if whole else "late_source"
    by_place: dict[str, list[Evidence]] = defaultdict(list)
    for row in reading.rule(known, edition):
        for place in row.places:
            by_place[place].append(row)
    for name in territories(reading.grain, known.epci):
        rows = by_place[name]
        members = sorted({member for row in rows for member in row.members.values()})
        yield _value(reading, edition, name, None, rows, status)
        for member in members:
            apart = [row for row in rows if member in row.members.values()]
            yield _value(reading, edition, name, member, apart, status)


def _value(
    reading: Reading, edition: Edition, name: str, member: str | None, rows: list[Evidence], status: str
) -> Value:
    figure = reading.aggregation(rows)
    told = (figure.value, figure.numerator, figure.denominator)
    return Value(reading.code, edition.name, name, member, *told, unknown_units(rows), status)
