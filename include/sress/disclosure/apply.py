"""Apply the protection to a publication: withheld cells are published as suppressed, their figures are kept apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from sress.disclosure.access import SUPPRESSED
from sress.disclosure.cells import REGION, UNDETERMINED
from sress.disclosure.load import AMBITIONS, VALUE_MARTS
from sress.disclosure.protect import DIFFERENCE, PRIMARY, SECONDARY, Protection, protect
from sress.publication.marts import CANDIDATES, Mart
from sress.publication.publication import PublicationRefused

STORE = "publication"
FIGURES = (
    "value", "numerator", "denominator", "unknown", "lower_bound", "upper_bound", "known_pct", "coverage", "records",
    "matched_pct",
)  # fmt: skip
# What is told of a measure elsewhere, from the region's total: the columns that go with a withheld value.
PROGRESS = ("value", "numerator", "denominator", "gap", "progress_pct", "tendency")
STATUS = ("value", "numerator", "denominator", "unknown")
PROTECTED = (*VALUE_MARTS, AMBITIONS, "indicator_progress", "ambition_status")


def protect_publication(connection: psycopg.Connection[Any], publication_id: int) -> Protection | None:
    """Decide what `publication_id` withholds, and keep it, within the caller's transaction (role publisher).

    To be called when the publication is announced and before its rows are copied; copy_protected() then copies the
    marts of PROTECTED. Raises PublicationRefused when the audit can work out a hidden cell. None where no registry
    was loaded.
    """
    protection = protect(connection, before=publication_id)
    if protection is None:
        return None
    if protection.recovered:
        one = protection.recovered[0].cell
        raise PublicationRefused(
            f"Secret statistique : {len(protection.recovered)} valeurs cachées pourraient être retrouvées, dont "
            f"{' '.join(part for part in one[1:] if part)}. Voir docs/decisions/013-disclosure.md."
        )
    _keep(connection, publication_id, protection)
    return protection


def copy_protected(
    connection: psycopg.Connection[Any], mart: Mart, publication_id: int, protection: Protection
) -> None:
    """Append the candidate's rows under `publication_id`, the withheld ones without their figures."""
    columns = [
        sql.SQL("{} as {}").format(_told(mart, name, protection), sql.Identifier(name)) for name in mart.column_names
    ]
    connection.execute(
        sql.SQL("insert into {} (publication_id, {}) select {}, {} from {} as cell").format(
            sql.Identifier(STORE, mart.name),
            sql.SQL(", ").join(map(sql.Identifier, mart.column_names)),
            sql.Literal(publication_id),
            sql.SQL(", ").join(columns),
            sql.Identifier(CANDIDATES, mart.name),
        ),
        {"publication_id": publication_id},
    )
    connection.execute(sql.SQL("analyze {}").format(sql.Identifier(STORE, mart.name)))


def _told(mart: Mart, column: str, protection: Protection) -> sql.Composable:
    """A column as it is published: null or `suppressed` in a withheld row."""
    own = sql.Identifier("cell", column)
    hides = {"indicator_progress": PROGRESS, "ambition_status": STATUS}.get(mart.name, FIGURES)
    if mart.name == "indicator_progress" and column == "reference_value":
        return _unless(_withheld(mart.name, sql.SQL("cell.reference_period")), own)
    if column == ("value_status" if mart.name == "indicator_progress" else "status"):
        return sql.SQL("case when {} then {} else {} end").format(_withheld(mart.name), sql.Literal(SUPPRESSED), own)
    if column not in hides:
        return own
    hidden = _withheld(mart.name)
    if mart.name in VALUE_MARTS and column == "coverage":
        # The share that is located would give away what is not.
        hidden = sql.SQL("({} or {})").format(hidden, _withheld(mart.name, territory=sql.Literal(UNDETERMINED)))
    if mart.name in VALUE_MARTS and column in ("records", "matched_pct"):
        hidden = sql.SQL("({} or {})").format(hidden, _is_detail(protection.protected_codes))
    return _unless(hidden, own)


def _unless(hidden: sql.Composable, column: sql.Composable) -> sql.Composable:
    return sql.SQL("case when not {} then {} end").format(hidden, column)


def _is_detail(codes: Collection[str]) -> sql.Composable:
    """Cells of protected measures whose records are told to nobody (sress.disclosure.load.keeps_records)."""
    return sql.SQL(
        "(cell.measure_code = any({}) and (cell.dimension is not null or starts_with(cell.territory, 'EPCI-')))"
    ).format(sql.Literal(list(codes)))


def _withheld(
    mart: str, period: sql.Composable | None = None, territory: sql.Composable | None = None
) -> sql.Composable:
    """Whether the cell behind a row is withheld."""
    columns = {
        "indicator_progress": ("indicator_value", "measure_code", "period", sql.Literal(REGION), "''", "''"),
        "ambition_status": (AMBITIONS, "reading_code", "edition", sql.Literal(REGION), "''", "''"),
        AMBITIONS: (
            AMBITIONS, "reading_code", "edition", sql.SQL("cell.territory"),
            "case when cell.member_code is not null then 'member' else '' end", "coalesce(cell.member_code, '')",
        ),
    }  # fmt: skip
    usual = (
        mart, "measure_code", "period", sql.SQL("cell.territory"),
        "coalesce(cell.dimension, '')", "coalesce(cell.member, '')",
    )  # fmt: skip
    source, code, when, where, dimension, member = columns.get(mart, usual)
    return sql.SQL(
        """
        exists (
            select from publication.withheld_value as withheld
            where
                withheld.publication_id = %(publication_id)s and withheld.mart = {}
                and withheld.measure_code = {} and withheld.period = {} and withheld.territory = {}
                and withheld.dimension = {} and withheld.member = {}
        )
        """
    ).format(
        sql.Literal(source),
        sql.Identifier("cell", code),
        period or sql.Identifier("cell", when),
        territory or where,
        sql.SQL(dimension),
        sql.SQL(member),
    )


def _keep(connection: psycopg.Connection[Any], publication_id: int, protection: Protection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.withheld_now")
        cursor.execute(
            """
            create temporary table withheld_now (
                mart text, measure_code text, period text, territory text, dimension text, member text, reason text
            ) on commit drop
            """
        )
        with cursor.copy("copy withheld_now from stdin") as copy:
            for key, reason in protection.withheld.items():
                copy.write_row((*key, reason))
    for mart in VALUE_MARTS:
        _originals(connection, publication_id, mart, ("measure_code", "period", "dimension", "member"))
    _originals(connection, publication_id, AMBITIONS, ("reading_code", "edition", None, "member_code"))
    connection.execute(
        """
        insert into ops.disclosure_audit (
            publication_id, withheld, primary_cells, secondary_cells, difference_cells, goals, recoverable,
            shown_before, utility, seconds
        )
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            publication_id,
            len(protection.withheld),
            *(protection.count(reason) for reason in (PRIMARY, SECONDARY, DIFFERENCE)),
            protection.audited,
            len(protection.recovered),
            len(protection.shown_before),
            Jsonb(asdict(protection.utility)),
            round(protection.seconds, 2),
        ),
    )


def _originals(
    connection: psycopg.Connection[Any], publication_id: int, mart: str, names: tuple[str, str, str | None, str]
) -> None:
    """The figures of the withheld cells, as the candidate mart has them."""
    if not any(key == mart for (key,) in connection.execute("select distinct mart from withheld_now")):
        return
    code, period, dimension, member = names
    beside = (
        sql.SQL("coalesce({}, '')").format(sql.Identifier("cell", dimension))
        if dimension
        else sql.SQL("case when {} is not null then 'member' else '' end").format(sql.Identifier("cell", member))
    )
    connection.execute(
        sql.SQL(
            """
            insert into publication.withheld_value
            select {id}, now.mart, now.measure_code, now.period, now.territory, now.dimension, now.member, now.reason,
                to_jsonb(cell)
            from withheld_now as now
            inner join {table} as cell
                on
                    now.measure_code = {code} and now.period = {period} and now.territory = cell.territory
                    and now.dimension = {dimension} and now.member = coalesce({member}, '')
            where now.mart = {mart}
            """
        ).format(
            id=sql.Literal(publication_id),
            table=sql.Identifier(CANDIDATES, mart),
            code=sql.Identifier("cell", code),
            period=sql.Identifier("cell", period),
            dimension=beside,
            member=sql.Identifier("cell", member),
            mart=sql.Literal(mart),
        )
    )
