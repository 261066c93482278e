"""Jumps: how far the candidate moves from what is published, against the tolerance of each measure.

Totals of the region, its départements and the undetermined part are compared, period by period. What a cell may
move by depends on what was said of it: `closed` (final), `elapsed` (its last day was past, its year ran on),
`running` (it still ran), `awaited` (a source was late). One row a measure and state.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality.probes.table import exists, fill_table, make_table

TABLE = "_jumps"
_COLUMNS: dict[str, LiteralString] = {
    "measure_code": "text not null",
    "owner_fr": "text",
    "state": "text not null",
    "cells": "bigint not null",
    "cells_moved": "bigint not null",
    "cells_vanished": "bigint not null",
    "cells_without_tolerance": "bigint not null",
    "cells_to_explain": "bigint not null",
    "cells_to_stop": "bigint not null",
    "worst": "text",
}
_BEFORE: dict[str, LiteralString] = {
    "measure_code": "text",
    "period": "text",
    "period_end": "date",
    "territory": "text",
    "value": "numeric",
    "status": "text",
    "cut_off": "date",
}
_PUBLISHED = """
    select told.measure_code, told.period, told.period_end, told.territory, told.value, told.status, served.cut_off
    from marts.indicator_value as told
    cross join (
        select cut_off from publication.publication
        where publication_id = (select publication.current_id())
    ) as served
    where told.dimension is null and told.territory not like 'EPCI-%' and told.value is not null
"""
_INSERT = """
    insert into audit._jumps
    with build as (select cut_off from ops.build order by build_id desc limit 1),

    in_force as (
        select distinct on (measure_code, value_type, state)
            measure_code, value_type, state, warn_absolute, warn_pct, stop_absolute, stop_pct
        from seed.jump_tolerances
        cross join build
        where valid_from <= build.cut_off and coalesce(valid_to >= build.cut_off, true)
        order by measure_code, value_type, state, valid_from desc, version desc
    ),

    -- The months of a year to date and of twelve months pass on with the run's month; that is no vanishing.
    told_still as (
        select distinct period
        from audit.indicator_value
    ),

    compared as (
        select
            before.measure_code,
            before.period,
            before.territory,
            before.value as before,
            now.value as now,
            case
                when before.status = 'late_source' then 'awaited'
                when before.status = 'final' then 'closed'
                when before.period_end <= before.cut_off then 'elapsed'
                else 'running'
            end as state
        from audit._published as before
        inner join told_still
            on before.period = told_still.period
        left join audit.indicator_value as now
            on
                now.measure_code = before.measure_code
                and now.period = before.period
                and now.territory = before.territory
                and now.dimension is null
    ),

    judged as (
        select
            compared.measure_code,
            measure.owner_fr,
            compared.state,
            compared.period,
            compared.territory,
            compared.before,
            compared.now,
            abs(compared.now - compared.before) as move,
            coalesce(own.state, usual.state) is null as has_no_tolerance,
            greatest(
                case when own.state is null then usual.warn_absolute else own.warn_absolute end,
                case when own.state is null then usual.warn_pct else own.warn_pct end * abs(compared.before) / 100
            ) as explained_up_to,
            greatest(
                case when own.state is null then usual.stop_absolute else own.stop_absolute end,
                case when own.state is null then usual.stop_pct else own.stop_pct end * abs(compared.before) / 100
            ) as published_up_to
        from compared
        left join audit.dim_measure as measure on measure.measure_code = compared.measure_code
        left join in_force as own on own.measure_code = compared.measure_code and own.state = compared.state
        left join in_force as usual
            on usual.measure_code = '*' and usual.value_type = measure.value_type and usual.state = compared.state
    )

    select
        measure_code,
        min(owner_fr),
        state,
        count(*),
        count(*) filter (where move <> 0),
        count(*) filter (where now is null),
        count(*) filter (where has_no_tolerance),
        count(*) filter (where move > explained_up_to and not coalesce(move > published_up_to, false)),
        count(*) filter (where move > published_up_to),
        (array_agg(
            concat(period, ', ', territory, ' : ', trim_scale(before), ' → ', coalesce(trim_scale(now)::text, 'vide'))
            order by now is null desc, move / greatest(abs(before), 1) desc, period, territory
        ) filter (where move > explained_up_to or now is null))[1]
    from judged
    group by measure_code, state
"""
PUBLISHED_TABLE = "_published"


def measure(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Write the probe; empty before the first publication."""
    make_table(connection, TABLE, _COLUMNS)
    make_table(connection, PUBLISHED_TABLE, _BEFORE)
    fill_table(connection, PUBLISHED_TABLE, list(_BEFORE), _published(settings))
    if exists(connection, "audit.indicator_value"):
        connection.execute(f"analyze audit.{PUBLISHED_TABLE}".encode())
        connection.execute(_INSERT.encode())


def _published(settings: Settings) -> list[Any]:
    with connect(settings, "engineer") as connection:
        if not exists(connection, "marts.indicator_value"):
            return []
        return connection.execute(_PUBLISHED.encode()).fetchall()
