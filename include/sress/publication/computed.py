"""Published cells as they were computed: with the figures of those that are withheld. The engineer's role only."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

# The measures, and what stands beside them under codes of their own.
VALUE_MARTS = ("indicator_value", "supporting_value")
# Also left out of rows that are shown, where they would tell another.
MASKED = ("coverage", "records", "matched_pct")
KEYS = ("measure_code", "period", "territory", "dimension", "member")


def computed_cells(
    mart: str, columns: Mapping[str, str], publication: sql.Composable, table: sql.Composable, only: sql.Composable
) -> sql.Composable:
    """A mart of values before disclosure control, as a query: publication_id, the key and `columns` (name: type).

    `table` is where the mart is read, `only` which of its rows (named shown) are of `publication`. Cells that are
    computed and not published at all (the scope) are among them.
    """
    shown_or_hidden = "case when withheld.mart is null then shown.{0} else (withheld.figures ->> {1})::{2} end as {0}"
    hidden = [
        sql.SQL(shown_or_hidden).format(sql.Identifier(name), sql.Literal(name), sql.SQL(kind))
        for name, kind in columns.items()
    ]
    outside = [
        sql.SQL("(outside.figures ->> {})::{}").format(sql.Literal(name), sql.SQL(kind))
        for name, kind in columns.items()
    ]
    return sql.SQL(
        """
        select
            {publication} as publication_id, shown.measure_code, shown.period, shown.territory, shown.dimension,
            shown.member, {hidden}
        from {table} as shown
        left join publication.withheld_value as withheld
            on
                withheld.publication_id = {publication}
                and withheld.mart = {mart}
                and withheld.measure_code = shown.measure_code
                and withheld.period = shown.period
                and withheld.territory = shown.territory
                and withheld.dimension = coalesce(shown.dimension, '')
                and withheld.member = coalesce(shown.member, '')
        where {only}

        union all

        select
            {publication}, outside.measure_code, outside.period, outside.territory,
            nullif(outside.dimension, ''), nullif(outside.member, ''), {outside}
        from publication.withheld_value as outside
        where outside.publication_id = {publication} and outside.mart = {mart} and outside.reason = 'scope'
        """
    ).format(
        publication=publication,
        hidden=sql.SQL(", ").join(hidden),
        outside=sql.SQL(", ").join(outside),
        table=table,
        mart=sql.Literal(mart),
        only=only,
    )
