"""Evidence = value: every cell of the candidates counted again from its evidence, in another arithmetic than dbt's.

One row a measure or reading: how many cells it has, how many of them were counted again, how many say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import add as add_up
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from sress.platform.settings import Settings
from sress.publication.explain.ambition import MEMBER
from sress.publication.explain.arithmetic import Share, add, counted_unit, share
from sress.publication.explain.evidence import COLUMNS, SET_ASIDE, Face, Measure, Row, Window, counts_in, faces
from sress.publication.explain.recount import Disagreement, disagreements
from sress.publication.explain.store import Published
from sress.quality.probes.table import exists, fill_table, make_table

TABLE = "_evidence_recount"
_COLUMNS: dict[str, LiteralString] = {
    "mart": "text not null",
    "measure_code": "text not null",
    "cells": "integer not null",
    "cells_recounted": "integer not null",
    "cells_wrong": "integer not null",
    "first_wrong": "text",
}
_MEASURES = """
    select measure_code, aggregation, coalesce(breakdowns, ''), 'indicator_value' from audit.dim_measure
"""
_SUPPORTING = """
    select beside.measure_code, beside.aggregation, coalesce(parent.breakdowns, ''), 'supporting_value'
    from audit.dim_supporting_measure as beside
    inner join audit.dim_measure as parent on parent.measure_code = beside.parent_measure_code
"""
_CELLS = """
    select
        measure_code, period, period_start, period_end, territory, dimension, member, value, numerator,
        denominator, unknown, lower_bound, upper_bound, coverage, status
    from audit.{mart}
    order by measure_code
"""
_READINGS = """
    select told.reading_code, reading.aggregation, told.edition, told.territory, told.member_code, told.value,
        told.numerator, told.denominator, told.unknown, told.lower_bound, told.upper_bound, told.status
    from audit.ambition_value as told
    left join audit.dim_ambition_reading as reading on reading.reading_code = told.reading_code
    order by told.reading_code, told.edition
"""
_READING_EVIDENCE = """
    select reading_code, edition, role, unit_key, amount, reference_date, departement_code, member_code
    from audit.ambition_evidence
    where role <> 'set_aside'
"""


class _Told(NamedTuple):
    mart: str
    measure_code: str
    cells: int
    cells_recounted: int
    cells_wrong: int
    first_wrong: str | None


def measure(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Write the probe. A mart that was not built has no row here: its own suite says so."""
    make_table(connection, TABLE, _COLUMNS)
    rows = list(_measures(connection)) if exists(connection, "audit.indicator_evidence") else []
    if exists(connection, "audit.dim_ambition_reading") and exists(connection, "audit.ambition_evidence"):
        rows += _readings(connection)
    fill_table(connection, TABLE, list(_COLUMNS), rows)


def _measures(connection: psycopg.Connection[Any]) -> Iterable[_Told]:
    registered: dict[str, tuple[Measure, str]] = {}
    for query, mart in ((_MEASURES, "indicator_value"), (_SUPPORTING, "supporting_value")):
        if exists(connection, f"audit.{mart}"):
            registered |= {
                code: (Measure(code, aggregation, tuple(breakdowns.split())), own)
                for code, aggregation, breakdowns, own in connection.execute(query.encode()).fetchall()
            }
    evidence = _evidence(connection)
    for mart in sorted({mart for _, mart in registered.values()}):
        rows = connection.execute(sql.SQL(_CELLS).format(mart=sql.Identifier(mart))).fetchall()
        for code, group in groupby(map(_cell, rows), key=lambda cell: cell.measure_code):
            cells = list(group)
            if code not in registered:
                yield _Told(mart, code, len(cells), 0, 0, None)
                continue
            known = registered[code][0]
            counted = _count(known, evidence.get(code, ()), {cell.period: cell.window for cell in cells})
            yield _told(mart, code, len(cells), disagreements(known, cells, counted))


def _count(known: Measure, rows: Iterable[Row], windows: Mapping[str, Window]) -> dict[tuple[str, Face], Share]:
    """What each (period, face) holds, unit by unit: what a unit gives is asked once for each set of its rows."""
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        units[counted_unit(known, row)].append(row)
    periods_at: dict[tuple[date | None, date | None], list[str]] = {}
    found: dict[tuple[str, Face], Share] = {}
    for own in units.values():
        inside: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(own):
            days = (row.reference_date, row.last_date)
            if days not in periods_at:
                periods_at[days] = [period for period, window in windows.items() if counts_in(row, window)]
            for period in periods_at[days]:
                inside[period].append(place)
        gives: dict[tuple[int, ...], list[tuple[Face, Share]]] = {}
        for period, places in inside.items():
            key = tuple(places)
            if key not in gives:
                gives[key] = _faces_of_unit(known, [own[place] for place in places])
            for face, one in gives[key]:
                before = found.get((period, face))
                found[period, face] = one if before is None else Share(*map(add_up, before, one))
    return found


def _faces_of_unit(known: Measure, rows: Iterable[Row]) -> list[tuple[Face, Share]]:
    by_face: dict[Face, list[Row]] = defaultdict(list)
    for row in rows:
        for face in faces(row, known.breakdowns):
            by_face[face].append(row)
    return [(face, share(known, own)) for face, own in by_face.items()]


def _evidence(connection: psycopg.Connection[Any]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    query = sql.SQL("select {} from audit.indicator_evidence where role <> {}").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS)), sql.Literal(SET_ASIDE)
    )
    for row in connection.execute(query):
        found[row[0]].append(Row(*row))
    return found


def _readings(connection: psycopg.Connection[Any]) -> Iterable[_Told]:
    evidence: dict[tuple[str, str, Face], list[Row]] = defaultdict(list)
    for code, edition, role, unit, amount, day, departement, member in connection.execute(_READING_EVIDENCE):
        row = Row(code, role, unit, amount, day, day, departement, None, None, None, None, member, *[None] * 6)
        for face in faces(row, (MEMBER,)):
            evidence[code, edition, face].append(row)
    told = connection.execute(_READINGS).fetchall()
    for code, group in groupby(told, key=lambda row: row[0]):
        cells = 0
        wrong: list[Disagreement] = []
        for _, aggregation, edition, territory, member, value, top, bottom, unknown, lower, upper, status in group:
            cells += 1
            if aggregation is None:
                continue
            known = Measure(code, aggregation, (MEMBER,))
            face = Face(territory, None if member is None else MEMBER, member)
            cell = Published(code, edition, _NO_WINDOW, face, value, top, bottom, unknown, lower, upper, None, status)
            found = _share(known, evidence[code, edition, face])
            wrong += disagreements(known, [cell], {(edition, face): found})
        yield _told("ambition_value", code, cells, wrong, recounted=cells if aggregation is not None else 0)


_NO_WINDOW = Window(None, None)  # type: ignore[arg-type]  # an edition is all of its days


def _share(known: Measure, rows: Iterable[Row]) -> Share:
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        units[counted_unit(known, row)].append(row)
    return add(share(known, own) for own in units.values())


def _told(mart: str, code: str, cells: int, wrong: list[Disagreement], *, recounted: int | None = None) -> _Told:
    places = {(one.period, one.face) for one in wrong}
    return _Told(mart, code, cells, cells if recounted is None else recounted, len(places), _sentence(wrong))


def _sentence(wrong: list[Disagreement]) -> str | None:
    if not wrong:
        return None
    one = wrong[0]
    place = " ".join(filter(None, (one.period, one.face.territory, one.face.dimension, one.face.member)))
    return f"{place}, {one.what} : {one.published} publié, {one.recounted} recompté"


def _cell(row: Any) -> Published:
    code, period, start, end, territory, dimension, member, *figure = row
    return Published(code, period, Window(start, end), Face(territory, dimension, member), *figure)
