"""The invariant "evidence = value": every cell of a publication, withheld ones included, counted again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import psycopg

from sress.publication.explain.ambition import (
    read_reading_cells,
    read_reading_evidence,
    read_readings,
    rows_of_face,
)
from sress.publication.explain.arithmetic import Share, add, counted_unit, percentage, share, value
from sress.publication.explain.evidence import SET_ASIDE, Face, Measure, Row, Window, counts_in, faces
from sress.publication.explain.store import Published, read_cells, read_evidence, read_measures

Place = tuple[str, Face]


class Disagreement(NamedTuple):
    """A cell whose published figure is not what its evidence gives; `what` names the number."""

    measure_code: str
    period: str
    face: Face
    what: str
    recounted: Decimal | None
    published: Decimal | None


def recount(connection: psycopg.Connection[Any], publication_id: int) -> tuple[int, list[Disagreement]]:
    """The number of cells of a publication, and what its evidence does not give back."""
    registered = read_measures(connection, publication_id)
    evidence = {
        code: list(rows)
        for code, rows in groupby(read_evidence(connection, publication_id), key=lambda row: row.measure_code)
    }
    cells = read_cells(connection, publication_id, as_computed=True)
    wrong: list[Disagreement] = []
    for code, group in groupby(cells, key=lambda cell: cell.measure_code):
        published = list(group)
        measure = registered[code].measure
        counted = count(measure, evidence.get(code, ()), {cell.period: cell.window for cell in published})
        wrong += disagreements(measure, published, counted)
    return len(cells), wrong


def recount_readings(connection: psycopg.Connection[Any], publication_id: int) -> tuple[int, list[Disagreement]]:
    """The same for the readings of the ambitions, edition by edition."""
    cells = 0
    wrong: list[Disagreement] = []
    for code, registered in read_readings(connection, publication_id).items():
        published = read_reading_cells(connection, publication_id, code, as_computed=True)
        for edition, group in groupby(published, key=lambda cell: cell.period):
            rows = read_reading_evidence(connection, publication_id, code, edition)
            for cell in group:
                cells += 1
                found = _share(registered.measure, rows_of_face(rows, cell.face))
                wrong += disagreements(registered.measure, [cell], {(edition, cell.face): found})
    return cells, wrong


def _share(measure: Measure, rows: Iterable[Row]) -> Share:
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.role != SET_ASIDE:
            units[counted_unit(measure, row)].append(row)
    return add(share(measure, own) for own in units.values())


def count(measure: Measure, rows: Iterable[Row], windows: Mapping[str, Window]) -> dict[Place, Share]:
    """What each (period, face) of a measure holds, where it holds anything."""
    units: dict[tuple[str, Face, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.role == SET_ASIDE:
            continue
        periods = [period for period, window in windows.items() if counts_in(row, window)]
        unit = counted_unit(measure, row)
        for face in faces(row, measure.breakdowns):
            for period in periods:
                units[period, face, unit].append(row)
    shares: dict[Place, list[Share]] = defaultdict(list)
    for (period, face, _), unit_rows in units.items():
        shares[period, face].append(share(measure, unit_rows))
    return {place: add(found) for place, found in shares.items()}


def disagreements(
    measure: Measure, published: Iterable[Published], counted: Mapping[Place, Share]
) -> list[Disagreement]:
    """Where the cells of a measure and its evidence do not say the same, lines of a breakdown left out included."""
    cells = {(cell.period, cell.face): cell for cell in published}
    wrong = [
        Disagreement(measure.measure_code, *place, what, None if ours is None else Decimal(ours), theirs)
        for place, cell in cells.items()
        for what, (ours, theirs) in _numbers(measure, cell, counted.get(place, Share())).items()
        if ours != theirs
    ]
    for (period, face), found in counted.items():
        total = cells.get((period, Face(face.territory)))
        if total is not None and total.numerator is not None and (period, face) not in cells:
            wrong.append(Disagreement(measure.measure_code, period, face, "line", found.numerator, None))
    return wrong


def _numbers(measure: Measure, cell: Published, found: Share) -> dict[str, tuple[Decimal | int | None, Decimal | None]]:
    """Each number of a cell, recounted and published. A cell without a value has nothing to compare."""
    if cell.numerator is None:
        return {}
    numbers: dict[str, tuple[Decimal | int | None, Decimal | None]] = {
        "numerator": (found.numerator, cell.numerator),
        "denominator": (found.denominator if measure.has_denominator else None, cell.denominator),
        "value": (value(measure, found.numerator, found.denominator), cell.value),
    }
    if cell.unknown is not None:
        numbers["unknown"] = (found.unknown, cell.unknown)
    if measure.is_share:
        around = found.denominator + found.unknown
        numbers["lower_bound"] = (percentage(found.numerator, around), cell.lower_bound)
        numbers["upper_bound"] = (percentage(found.numerator + found.unknown, around), cell.upper_bound)
    return numbers
