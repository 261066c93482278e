"""Explain one published figure, from the published marts and the ledger of deliveries."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row, dict_row

from sress.disclosure import Audience, may_see_counts, may_see_raw, may_see_rows
from sress.landing.store import table_name
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.explain.ambition import (
    is_reading,
    read_reading_cells,
    read_reading_evidence,
    read_readings,
    rows_of_face,
)
from sress.publication.explain.evidence import CALENDAR, NUMERATOR, SET_ASIDE, Face, Row
from sress.publication.explain.explanation import (
    Delivery,
    Edition,
    Explanation,
    Parameter,
    RowPath,
    counted_by_reason,
    example,
    line_of,
    rows_of_cell,
)
from sress.publication.explain.parameters import used_parameters
from sress.publication.explain.store import (
    Published,
    Registered,
    read_cells,
    read_evidence,
    read_measures,
    read_registry,
    served_publication,
    why_withheld,
)
from sress.publication.history import READER


class NoSuchFigure(LookupError):
    """Nothing was published for what was asked; says in French what there is instead."""


def explain(
    settings: Settings,
    measure_code: str,
    *,
    period: str,
    territory: str,
    dimension: str | None = None,
    member: str | None = None,
    publication_id: int | None = None,
    audience: Audience = Audience.engineer,
    record_key: str | None = None,
) -> Explanation:
    """What is behind one cell of a publication (default: the one that is served).

    `measure_code` is a measure, a figure beside one, or a reading of an ambition: its `period` is an edition.
    `record_key` chooses the row that is followed back to its file. Raises NoSuchFigure, and
    PublicationRefused for a publication that was never served.
    """
    with connect(settings, READER) as connection:
        connection.read_only = True
        publication = served_publication(connection, publication_id)
        registered = _registered(connection, publication, measure_code)
        engineer = audience is Audience.engineer
        face = Face(territory, dimension, member)
        cell = _cell(connection, publication, registered, period, face, as_computed=engineer)
        rows = _rows(connection, publication, cell)
        counts_seen = may_see_counts(cell.status, audience)
        rows_seen = may_see_rows(registered.disclosure_class, audience) and counts_seen
        deliveries = _deliveries(connection, rows)
        return Explanation(
            edition=_edition(connection, publication),
            registered=registered,
            cell=cell,
            territory_fr=_territory(connection, publication, territory),
            parameters=_parameters(settings, connection, publication, registered, cell),
            sources=_sources(connection, publication, registered),
            deliveries=tuple(deliveries.values()) if counts_seen else None,
            units=len({row.unit_key for row in rows if row.role == NUMERATOR}) if counts_seen else None,
            by_role=dict(sorted(Counter(row.role for row in rows).items())) if counts_seen else None,
            by_reason=counted_by_reason(rows) if counts_seen else None,
            rows=tuple(rows) if rows_seen else None,
            path=_path(connection, rows, deliveries, audience, record_key) if rows_seen else None,
            withheld=why_withheld(connection, publication, cell) if engineer else None,
        )


def _registered(connection: psycopg.Connection[Any], publication: int, measure_code: str) -> Registered:
    reading = is_reading(measure_code)
    measures = read_readings(connection, publication) if reading else read_measures(connection, publication)
    if measure_code not in measures:
        alike = [code for code in measures if code.startswith(measure_code.split(".")[0])]
        more = f" Connues : {', '.join(alike)}." if alike else ""
        what = "lecture" if reading else "mesure"
        raise NoSuchFigure(f"La publication n° {publication} n'a pas de {what} {measure_code}.{more}")
    return measures[measure_code]


def _rows(connection: psycopg.Connection[Any], publication: int, cell: Published) -> list[Row]:
    if is_reading(cell.measure_code):
        edition = read_reading_evidence(connection, publication, cell.measure_code, cell.period)
        return rows_of_face(edition, cell.face)
    return rows_of_cell(read_evidence(connection, publication, cell.measure_code), cell.window, cell.face)


def _cell(
    connection: psycopg.Connection[Any],
    publication: int,
    registered: Registered,
    period: str,
    face: Face,
    *,
    as_computed: bool,
) -> Published:
    code = registered.measure_code
    if is_reading(code):
        cells = read_reading_cells(connection, publication, code, as_computed=as_computed)
    else:
        cells = read_cells(connection, publication, measures=[code], as_computed=as_computed)
    for cell in cells:
        if (cell.period, cell.face) == (period, face):
            return cell
    if not cells:
        raise NoSuchFigure(f"{code} n'est pas encore calculée dans la publication n° {publication}.")
    periods = sorted({cell.period for cell in cells})
    if period not in periods:
        raise NoSuchFigure(f"{code} n'a pas de période {period}. Périodes : {', '.join(periods)}.")
    if face.territory not in {cell.face.territory for cell in cells}:
        raise NoSuchFigure(f"{code} n'a pas de valeur pour le territoire {face.territory}.")
    if registered.disclosure_class != "C0" and not as_computed:
        raise NoSuchFigure(
            f"{code} n'est pas publiée pour {period}, {' '.join(part for part in face if part)} : rien n'y est compté, "
            f"ou la classe {registered.disclosure_class} ne l'est pas à ce niveau (docs/disclosure.md)."
        )
    raise NoSuchFigure(
        f"{code} n'a rien compté pour {face.dimension} = {face.member} "
        f"({period}, {face.territory}). Ventilations : {registered.breakdowns or 'aucune'}."
    )


def _edition(connection: psycopg.Connection[Any], publication: int) -> Edition:
    with connection.cursor(row_factory=class_row(Edition)) as cursor:
        found = cursor.execute(
            "select publication_id, month, cut_off, published_at, git_commit, synthetic "
            "from publication.publication where publication_id = %s",
            (publication,),
        ).fetchone()
    assert found is not None
    return found


def _territory(connection: psycopg.Connection[Any], publication: int, territory: str) -> str:
    row = connection.execute(
        "select label_fr from publication.dim_territory where publication_id = %s and territory = %s",
        (publication, territory),
    ).fetchone()
    return str(row[0]) if row else territory


def _parameters(
    settings: Settings,
    connection: psycopg.Connection[Any],
    publication: int,
    registered: Registered,
    cell: Published,
) -> tuple[Parameter, ...]:
    """The versions in force up to the end of the period; the rule takes each on the day that it bears on."""
    registry = read_registry(connection, publication)
    names = used_parameters(settings.dbt_dir, registered.indicator_code, [one["name"] for one in registry])
    end = cell.window.end.isoformat()
    used = [
        one
        for one in registry
        if one["name"] in names and (one["valid_from"] <= end or one["version"] == _first(registry, one["name"]))
    ]
    fields = tuple(Parameter.__dataclass_fields__)
    return tuple(
        Parameter(**{name: one[name] for name in fields})
        for one in sorted(used, key=lambda one: (one["name"], one["valid_from"], one["version"]))
    )


def _first(registry: list[dict[str, Any]], name: str) -> str:
    """The version that also holds before its own day."""
    own = [one for one in registry if one["name"] == name]
    return str(min(own, key=lambda one: (one["valid_from"], one["version"]))["version"])


def _sources(
    connection: psycopg.Connection[Any], publication: int, registered: Registered
) -> tuple[dict[str, Any], ...]:
    """The sources that the registry names for the measure, as they stood."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return tuple(
            cursor.execute(
                """
                select source_code, label_fr, owner_fr, status, last_received_at, covered_from, covered_to, deliveries
                from publication.source_status
                where publication_id = %s and source_code = any(%s)
                order by source_code
                """,
                (publication, (registered.sources or "").split()),
            ).fetchall()
        )


def _deliveries(connection: psycopg.Connection[Any], rows: list[Row]) -> dict[int, Delivery]:
    """The deliveries behind the rows, by number."""
    counted = Counter(row.delivery_id for row in rows if row.role != SET_ASIDE and row.source_code != CALENDAR)
    set_aside = Counter(row.delivery_id for row in rows if row.role == SET_ASIDE)
    numbers = sorted(one for one in counted.keys() | set_aside.keys() if one is not None)
    found = connection.execute(
        """
        select delivery_id, source, stream, file_name, period, received_at, sha256
        from ops.delivery where delivery_id = any(%s) order by source, stream, period, delivery_id
        """,
        (numbers,),
    ).fetchall()
    return {row[0]: Delivery(*(*row, counted[row[0]], set_aside[row[0]])) for row in found}


def _path(
    connection: psycopg.Connection[Any],
    rows: list[Row],
    deliveries: dict[int, Delivery],
    audience: Audience,
    record_key: str | None,
) -> RowPath | None:
    row = example(rows, record_key)
    delivery = deliveries.get(row.delivery_id or 0) if row else None
    if row is None or delivery is None:
        return None
    line = line_of(row.row_number)
    if not may_see_raw(audience):
        return RowPath(row, delivery, line, None, "La ligne du partenaire n'est montrée qu'aux ingénieurs.")
    raw = _raw(connection, delivery, row)
    return RowPath(row, delivery, line, raw, "" if raw else "La ligne a été effacée (durée de conservation).")


def _raw(connection: psycopg.Connection[Any], delivery: Delivery, row: Row) -> dict[str, str | None] | None:
    table = table_name(delivery.source, delivery.stream)
    if connection.execute("select to_regclass(%s) is null", (f'raw."{table}"',)).fetchone() == (True,):
        return None
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            sql.SQL("select * from {} where _delivery_id = %s and _row_number = %s").format(
                sql.Identifier("raw", table)
            ),
            (row.delivery_id, row.row_number),
        ).fetchone()
    return None if found is None else {name: cell for name, cell in found.items() if not name.startswith("_")}
