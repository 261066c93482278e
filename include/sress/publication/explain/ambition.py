"""The ambitions' readings in the shape of measures, so that one explanation serves both.

The edition (`bilan` at the horizon, `current`) stands in place of the period, and what a reading is told apart by
(a conference) in place of the kind. An edition's rows are those of the publication: a sealed balance keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from sress.publication.explain.evidence import Face, Row, Window, territories
from sress.publication.explain.store import Published, Registered

PREFIX = "AMB-"
MEMBER = "kind"


def is_reading(code: str) -> bool:
    """Whether a code is an ambition's, not a measure's."""
    return code.startswith(PREFIX)

_NUMBERS = ("value", "numerator", "denominator", "unknown", "lower_bound", "upper_bound")
_SHOWN = ", ".join(f"told.{name}" for name in _NUMBERS) + ", null::numeric, told.status"
_COMPUTED = (
    ", ".join(
        f"case when hidden.mart is null then told.{name} else (hidden.figures ->> '{name}')::numeric end"
        for name in _NUMBERS
    )
    + ", null::numeric, coalesce(hidden.figures ->> 'status', told.status)"
)
_WITHHELD = """
    left join publication.withheld_value as hidden
        on
            hidden.publication_id = told.publication_id
            and hidden.mart = 'ambition_value'
            and hidden.measure_code = told.reading_code
            and hidden.period = told.edition
            and hidden.territory = told.territory
            and hidden.member = coalesce(told.member_code, '')
"""


def read_readings(connection: psycopg.Connection[Any], publication_id: int) -> dict[str, Registered]:
    """The readings of a publication, by code; `indicator_code` names their model."""
    with connection.cursor(row_factory=class_row(Registered)) as cursor:
        found = cursor.execute(
            """
            select
                reading_code as measure_code, model as indicator_code, label_fr, unit_fr, aggregation,
                %s::text as breakdowns, source_codes as sources, disclosure_class, null::integer as decimals, rule_fr,
                rule_version
            from publication.dim_ambition_reading
            where publication_id = %s
            order by ambition_code, position
            """,
            (MEMBER, publication_id),
        ).fetchall()
    return {one.measure_code: one for one in found}


def read_reading_cells(
    connection: psycopg.Connection[Any], publication_id: int, reading_code: str, *, as_computed: bool = False
) -> list[Published]:
    """The published cells of a reading, in a fixed order; `as_computed` with the figures that are withheld."""
    hidden = _COMPUTED if as_computed else _SHOWN
    found = connection.execute(
        sql.SQL(
            """
            select
                told.edition, days.first_day, days.last_day, told.territory, told.member_code, {figures}
            from publication.ambition_value as told
            inner join (
                select distinct edition, first_day, last_day
                from publication.ambition_status where publication_id = %(id)s
            ) as days
                on told.edition = days.edition
            {withheld}
            where told.publication_id = %(id)s and told.reading_code = %(reading)s
            order by told.edition, told.territory, told.member_code nulls first
            """
        ).format(figures=sql.SQL(hidden), withheld=sql.SQL(_WITHHELD if as_computed else "")),
        {"id": publication_id, "reading": reading_code},
    ).fetchall()
    return [
        Published(reading_code, edition, Window(first, last), _face(territory, member), *figures)
        for edition, first, last, territory, member, *figures in found
    ]


def read_reading_evidence(
    connection: psycopg.Connection[Any], publication_id: int, reading_code: str, edition: str
) -> list[Row]:
    """The evidence of a reading in one edition, in a fixed order."""
    found = connection.execute(
        """
        select
            reading_code, role, unit_key, amount, reference_date, reference_date, departement_code, null, null, null,
            null, member_code, record_key, reason, source_code, delivery_id, row_number, flags
        from publication.ambition_evidence
        where publication_id = %s and reading_code = %s and edition = %s
        order by reference_date, source_code, delivery_id, row_number, role, unit_key, record_key, member_code
        """,
        (publication_id, reading_code, edition),
    ).fetchall()
    return [Row(*row) for row in found]


def rows_of_face(rows: Iterable[Row], face: Face) -> list[Row]:
    """The rows that a cell of a reading counts or sets aside: the edition is all of its days."""
    return [
        row for row in rows if face.territory in territories(row) and face.member in (None, row.kind_code)
    ]


def _face(territory: str, member: str | None) -> Face:
    return Face(territory, None if member is None else MEMBER, member)
