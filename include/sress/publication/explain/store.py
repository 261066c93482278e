"""What the published marts hold of a measure: its registry row, its cells, its evidence. Any publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from sress.publication.computed import computed_cells
from sress.publication.explain.evidence import COLUMNS, Face, Measure, Row, Window
from sress.publication.publication import PUBLISHED, ROLLED_BACK, PublicationRefused

_COMPUTED = {
    "period_start": "date",
    "period_end": "date",
    **{
        name: "numeric"
        for name in ("value", "numerator", "denominator", "unknown", "lower_bound", "upper_bound", "coverage")
    },
    "status": "text",
}


@dataclass(frozen=True)
class Registered:
    """A measure as the registry had it when it was published; `indicator_code` names its model."""

    measure_code: str
    indicator_code: str
    label_fr: str
    unit_fr: str | None
    aggregation: str
    breakdowns: str | None
    sources: str | None
    disclosure_class: str | None
    decimals: int | None
    rule_fr: str | None
    rule_version: str | None

    @property
    def measure(self) -> Measure:
        """What the arithmetic needs."""
        return Measure(self.measure_code, self.aggregation, tuple((self.breakdowns or "").split()))


class Published(NamedTuple):
    """One published cell: its period, its face (territory, dimension, member) and its figure."""

    measure_code: str
    period: str
    window: Window
    face: Face
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unknown: Decimal | None
    lower_bound: Decimal | None
    upper_bound: Decimal | None
    coverage: Decimal | None
    status: str


def served_publication(connection: psycopg.Connection[Any], publication_id: int | None) -> int:
    """The publication that is meant: the one given, else the current one. Raises PublicationRefused."""
    row = connection.execute(
        "select publication_id from publication.publication "
        "where publication_id = coalesce(%s, publication.current_id()) and status in (%s, %s)",
        (publication_id, PUBLISHED, ROLLED_BACK),
    ).fetchone()
    if row is None:
        if publication_id is None:
            raise PublicationRefused("Rien n'est publié.")
        raise PublicationRefused(f"La publication n° {publication_id} n'existe pas ou n'a jamais été servie.")
    return int(row[0])


def read_measures(connection: psycopg.Connection[Any], publication_id: int) -> dict[str, Registered]:
    """The measures of a publication, by code; those that only stand beside one have its grain and its class."""
    with connection.cursor(row_factory=class_row(Registered)) as cursor:
        found = cursor.execute(
            """
            select
                measure_code, indicator_code, label_fr, unit_fr, aggregation, breakdowns,
                source_codes as sources, disclosure_class, decimals, rule_fr, rule_version
            from publication.dim_measure
            where publication_id = %s
            order by position
            """,
            (publication_id,),
        ).fetchall()
        if _exists(connection, "seed.supporting_measures"):
            found += cursor.execute(
                """
                select
                    beside.measure_code, parent.indicator_code, beside.label_fr, beside.unit_fr,
                    beside.aggregation, parent.breakdowns, parent.source_codes as sources,
                    parent.disclosure_class, parent.decimals, beside.rule_fr, parent.rule_version
                from seed.supporting_measures as beside
                inner join publication.dim_measure as parent
                    on parent.measure_code = beside.parent_measure_code and parent.publication_id = %s
                order by beside.position
                """,
                (publication_id,),
            ).fetchall()
    return {one.measure_code: one for one in found}


def read_cells(
    connection: psycopg.Connection[Any],
    publication_id: int,
    *,
    measures: Iterable[str] | None = None,
    period: str | None = None,
    territory: str | None = None,
    totals_only: bool = False,
    as_computed: bool = False,
) -> list[Published]:
    """The published cells, in a fixed order; `None` filters nothing.

    `as_computed` gives withheld cells their figures, and those that are not published at all: for the engineer.
    """
    conditions: list[sql.Composable] = [sql.SQL("publication_id = {}").format(sql.Literal(publication_id))]
    if measures is not None:
        conditions.append(sql.SQL("measure_code = any({})").format(sql.Literal(sorted(measures))))
    for column, text in (("period", period), ("territory", territory)):
        if text is not None:
            conditions.append(sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(text)))
    if totals_only:
        conditions.append(sql.SQL("dimension is null"))
    where = sql.SQL(" and ").join(conditions)
    query = sql.SQL(" union all ").join(
        sql.SQL(
            """
            select
                measure_code, period, period_start, period_end, territory, dimension, member, value, numerator,
                denominator, unknown, lower_bound, upper_bound, coverage, status
            from {} as cell where {}
            """
        ).format(_cells_of(mart, publication_id, as_computed=as_computed), where)
        for mart in ("indicator_value", "supporting_value")
        if _exists(connection, f"publication.{mart}")
    )
    ordered = sql.SQL(
        """
        select * from ({}) as cell
        order by
            measure_code collate "C", period collate "C", territory collate "C",
            dimension collate "C" nulls first, member collate "C" nulls first
        """
    ).format(query)
    return [_cell(row) for row in connection.execute(ordered).fetchall()]


def _cells_of(mart: str, publication_id: int, *, as_computed: bool) -> sql.Composable:
    table = sql.Identifier("publication", mart)
    if not as_computed:
        return table
    number = sql.Literal(publication_id)
    only = sql.SQL("shown.publication_id = {}").format(number)
    return sql.SQL("({})").format(computed_cells(mart, _COMPUTED, number, table, only))


def why_withheld(connection: psycopg.Connection[Any], publication_id: int, cell: Published) -> str | None:
    """Why a publication does not show a cell: primary, secondary, difference, scope; None when it does."""
    row = connection.execute(
        """
        select reason
        from publication.withheld_value
        where
            publication_id = %s and measure_code = %s and period = %s and territory = %s
            and member = %s and dimension = %s
        """,
        (
            publication_id,
            cell.measure_code,
            cell.period,
            cell.face.territory,
            cell.face.member or "",
            cell.face.dimension or "",
        ),
    ).fetchone()
    return str(row[0]) if row else None


def read_evidence(
    connection: psycopg.Connection[Any], publication_id: int, measure_code: str | None = None
) -> Iterator[Row]:
    """The evidence rows of a publication, of one measure or of all, in a fixed order."""
    query = sql.SQL(
        """
        select {} from publication.indicator_evidence
        where publication_id = %(publication)s and (%(measure)s::text is null or measure_code = %(measure)s)
        order by measure_code, reference_date, source_code, delivery_id, row_number, role, unit_key, record_key,
            departement_code, operator_code
        """
    ).format(sql.SQL(", ").join(map(sql.Identifier, COLUMNS)))
    with connection.cursor() as cursor:
        cursor.execute(query, {"publication": publication_id, "measure": measure_code})
        for row in cursor:
            yield Row(*row)


def read_registry(connection: psycopg.Connection[Any], publication_id: int) -> list[dict[str, Any]]:
    """The parameters of the registry as they were when the publication was built."""
    row = connection.execute(
        "select coalesce(parameters -> 'registry', '[]'::jsonb) from publication.publication where publication_id = %s",
        (publication_id,),
    ).fetchone()
    return list(row[0]) if row else []


def _cell(row: Any) -> Published:
    measure, period, start, end, territory, dimension, member, *figure = row
    return Published(measure, period, Window(start, end), Face(territory, dimension, member), *figure)


def _exists(connection: psycopg.Connection[Any], table: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", (table,)).fetchone() == (True,)
