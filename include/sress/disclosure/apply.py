"""Apply the protection to a publication: withheld cells are published as suppressed, their figures are kept apart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from sress.disclosure.access import SUPPRESSED
from sress.disclosure.audit import AuditFailed
from sress.disclosure.cells import REGION, UNDETERMINED
from sress.disclosure.linked import AMBITIONS
from sress.disclosure.load import VALUE_MARTS
from sress.disclosure.protect import DIFFERENCE, PRIMARY, SECONDARY, Protection, protect
from sress.disclosure.scope import ScopeIsOpen, joined_scope, joined_scope_of_readings
from sress.publication.marts import CANDIDATES, Mart
from sress.publication.publication import PublicationRefused

STORE = "publication"
SCOPE = "scope"
PROGRESS_MART, STATUS_MART = "indicator_progress", "ambition_status"
PROTECTED = (*VALUE_MARTS, AMBITIONS, PROGRESS_MART, STATUS_MART)
# What a cell tells besides its state.
FIGURES = (
    "value", "numerator", "denominator", "unknown", "lower_bound", "upper_bound", "known_pct", "coverage", "records",
    "matched_pct",
)  # fmt: skip
# What is told of a measure or a reading elsewhere, from the region's total: the columns that go with a withheld value.
PROGRESS = ("value", "numerator", "denominator", "gap", "progress_pct", "tendency", "condition_met")
STATUS = ("value", "numerator", "denominator", "unknown")
# A verdict tells on which side of its target a withheld value lies; that there is no target tells nothing.
VERDICTS = ((PROGRESS_MART, "status"), (STATUS_MART, "verdict"))
NO_TARGET = "sans_cible"
UNTOLD = {
    (PROGRESS_MART, "value_status"): SUPPRESSED,
    (PROGRESS_MART, "status"): SUPPRESSED,
    (STATUS_MART, "status"): SUPPRESSED,
    (STATUS_MART, "verdict"): "indeterminee",
}


def protect_publication(connection: psycopg.Connection[Any], publication_id: int) -> Protection | None:
    """Decide what `publication_id` withholds, and keep it, within the caller's transaction (role publisher).

    To be called when the publication is announced and before its rows are copied; copy_protected() then copies the
    marts of PROTECTED. Raises PublicationRefused when the audit can work out a hidden cell or fails, or when the scope
    is not closed. None where no registry was loaded.
    """
    try:
        protection = protect(connection, before=publication_id)
    except ScopeIsOpen as error:
        raise PublicationRefused(f"Secret statistique : disclosure_scope n'est pas fermé ({error}).") from error
    except AuditFailed as error:
        raise PublicationRefused(f"Secret statistique : l'audit n'a pas abouti ({error}).") from error
    if protection is None:
        return None
    if protection.recovered:
        one = protection.recovered[0].cell
        raise PublicationRefused(
            f"Secret statistique : {len(protection.recovered)} valeurs cachées pourraient être retrouvées, dont "
            f"{' '.join(part for part in one[1:] if part)}. Voir docs/disclosure.md."
        )
    _keep(connection, publication_id, protection)
    return protection


def copy_protected(
    connection: psycopg.Connection[Any], mart: Mart, publication_id: int, protection: Protection
) -> None:
    """Append the candidate's rows under `publication_id`: the withheld without figures, not those outside the scope."""
    columns = [
        sql.SQL("{} as {}").format(_told(mart, name, protection), sql.Identifier(name)) for name in mart.column_names
    ]
    connection.execute(
        sql.SQL("insert into {} (publication_id, {}) select {}, {} from {} as cell {} where {}").format(
            sql.Identifier(STORE, mart.name),
            sql.SQL(", ").join(map(sql.Identifier, mart.column_names)),
            sql.Literal(publication_id),
            sql.SQL(", ").join(columns),
            sql.Identifier(CANDIDATES, mart.name),
            sql.SQL(" ").join(_withheld(mart)),
            sql.SQL("own.reason is distinct from {}").format(sql.Literal(SCOPE))
            if mart.name in (*VALUE_MARTS, AMBITIONS)
            else sql.SQL("true"),
        )
    )
    connection.execute(sql.SQL("analyze {}").format(sql.Identifier(STORE, mart.name)))


def _told(mart: Mart, column: str, protection: Protection) -> sql.Composable:
    """A column as it is published: null, or a word of its own, in a withheld row."""
    own = sql.Identifier("cell", column)
    hidden: sql.Composable = sql.SQL("own.reason is not null")
    word = UNTOLD.get((mart.name, column), SUPPRESSED if column == "status" else None)
    if (mart.name, column) in VERDICTS:
        hidden = sql.SQL("{} and {} <> {}").format(hidden, own, sql.Literal(NO_TARGET))
    if word is not None:
        return sql.SQL("case when {} then {} else {} end").format(hidden, sql.Literal(word), own)
    if mart.name == PROGRESS_MART and column == "reference_value":
        return _unless(sql.SQL("reference.reason is not null"), own)
    if mart.name == PROGRESS_MART and column == "tendency":
        return _unless(sql.SQL("own.reason is not null or reference.reason is not null"), own)
    if column not in {PROGRESS_MART: PROGRESS, STATUS_MART: STATUS}.get(mart.name, FIGURES):
        return own
    if mart.name in VALUE_MARTS:
        codes = sql.Literal(list(protection.protected_codes))
        if column == "coverage":
            # The share that is located would give away what is not.
            return _unless(sql.SQL("own.reason is not null or nowhere.reason is not null"), own)
        if column in ("records", "matched_pct"):
            # How many records stand behind a cell is told of few (sress.disclosure.load.keeps_records).
            return _unless(
                sql.SQL(
                    "own.reason is not null or (cell.measure_code = any({}) "
                    "and (cell.dimension is not null or starts_with(cell.territory, 'EPCI-')))"
                ).format(codes),
                own,
            )
    return _unless(hidden, own)


def _unless(hidden: sql.Composable, column: sql.Composable) -> sql.Composable:
    return sql.SQL("case when not ({}) then {} end").format(hidden, column)


def _withheld(mart: Mart) -> list[sql.Composable]:
    """The cell behind a row, and others that its columns tell of, among the withheld ones."""
    region = sql.Literal(REGION)
    nothing = sql.SQL("''")
    if mart.name == PROGRESS_MART:
        code = sql.SQL("cell.measure_code")
        return [
            _join("own", "indicator_value", code, sql.SQL("cell.period"), region, nothing, nothing),
            _join("reference", "indicator_value", code, sql.SQL("cell.reference_period"), region, nothing, nothing),
        ]
    if mart.name == STATUS_MART:
        code, edition = sql.SQL("cell.reading_code"), sql.SQL("cell.edition")
        return [_join("own", AMBITIONS, code, edition, region, nothing, nothing)]
    if mart.name == AMBITIONS:
        dimension = sql.SQL("case when cell.member_code is not null then 'member' else '' end")
        member = sql.SQL("coalesce(cell.member_code, '')")
        code, edition = sql.SQL("cell.reading_code"), sql.SQL("cell.edition")
        return [_join("own", AMBITIONS, code, edition, sql.SQL("cell.territory"), dimension, member)]
    code, period = sql.SQL("cell.measure_code"), sql.SQL("cell.period")
    dimension, member = sql.SQL("coalesce(cell.dimension, '')"), sql.SQL("coalesce(cell.member, '')")
    return [
        _join("own", mart.name, code, period, sql.SQL("cell.territory"), dimension, member),
        _join("nowhere", mart.name, code, period, sql.Literal(UNDETERMINED), dimension, member),
    ]


def _join(
    name: str,
    mart: str,
    code: sql.Composable,
    period: sql.Composable,
    territory: sql.Composable,
    dimension: sql.Composable,
    member: sql.Composable,
) -> sql.Composable:
    return sql.SQL(
        """
        left join pg_temp.withheld_now as {0}
            on
                {0}.mart = {1} and {0}.measure_code = {2} and {0}.period = {3} and {0}.territory = {4}
                and {0}.dimension = {5} and {0}.member = {6}
        """
    ).format(sql.Identifier(name), sql.Literal(mart), code, period, territory, dimension, member)


def _keep(connection: psycopg.Connection[Any], publication_id: int, protection: Protection) -> None:
    """The withheld cells with their figures, and what the audit found, for the engineer."""
    outside = _gather(connection, protection)
    for mart in VALUE_MARTS:
        _originals(connection, publication_id, mart, ("measure_code", "period", "dimension", "member"))
    _originals(connection, publication_id, AMBITIONS, ("reading_code", "edition", None, "member_code"))
    connection.execute(
        """
        insert into ops.disclosure_audit (
            publication_id, withheld, primary_cells, secondary_cells, difference_cells, goals, recoverable,
            shown_before, utility, seconds, out_of_scope
        )
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
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
            outside,
        ),
    )


def _gather(connection: psycopg.Connection[Any], protection: Protection) -> int:
    """All cells that are withheld, in a table of the session; returns how many are outside the scope."""
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
    outside = sum(_outside(connection, mart) for mart in protection.scoped_marts)
    connection.execute("analyze pg_temp.withheld_now")
    return outside


def _outside(connection: psycopg.Connection[Any], mart: str) -> int:
    names = ("measure_code", "period", "member")
    dimension, scope = "coalesce(cell.dimension, '')", joined_scope("cell")
    if mart == AMBITIONS:
        names = ("reading_code", "edition", "member_code")
        dimension = "case when cell.member_code is null then '' else 'member' end"
        scope = joined_scope_of_readings("cell")
    code, period, member = (sql.Identifier("cell", name) for name in names)
    return connection.execute(
        sql.SQL(
            """
            insert into pg_temp.withheld_now
            select {mart}, {code}, {period}, cell.territory, {dimension}, coalesce({member}, ''), {reason}
            from {table} as cell
            {scope}
            where scope.measure_code is null
            """
        ).format(
            mart=sql.Literal(mart),
            code=code,
            period=period,
            dimension=sql.SQL(dimension),
            member=member,
            reason=sql.Literal(SCOPE),
            table=sql.Identifier(CANDIDATES, mart),
            scope=scope,
        )
    ).rowcount


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
                jsonb_strip_nulls(to_jsonb(cell) - {keys}::text[])
            from pg_temp.withheld_now as now
            inner join {table} as cell
                on
                    now.measure_code = {code} and now.period = {period} and now.territory = cell.territory
                    and now.dimension = {dimension} and now.member = coalesce({member}, '')
            where now.mart = {mart}
            """
        ).format(
            id=sql.Literal(publication_id),
            keys=sql.Literal([code, period, "territory", dimension or member, member]),
            table=sql.Identifier(CANDIDATES, mart),
            code=sql.Identifier("cell", code),
            period=sql.Identifier("cell", period),
            dimension=beside,
            member=sql.Identifier("cell", member),
            mart=sql.Literal(mart),
        )
    )
