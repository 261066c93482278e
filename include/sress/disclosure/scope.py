"""What is published at all of a class: kinds of territory × faces × periods, by the seed disclosure_scope.

A cell outside the scope is computed and stays with the engineer. A scope must be closed: no detail is published without
what it adds up to, and what follows from published cells by one subtraction is published too. Then what is left out is
detail only, of which nothing that is published depends, and the programs of the audit need not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import psycopg
from psycopg import sql

ANY = "*"
TERRITORY_KINDS = ("region", "departement", "epci", "undetermined")
FACES = ("total", "breakdown", "supporting", "supporting_breakdown")
PERIOD_KINDS = ("year", "ytd", "r12", "cum")
EVER, NEVER = 0, 9999
TABLE = "pg_temp.disclosure_scope"


class ScopeIsOpen(Exception):
    """The seed publishes a detail without what it adds up to: says which."""


@dataclass(frozen=True)
class Rule:
    """A row of the seed that is in force; `last_years` is None for every year."""

    disclosure_class: str
    measure: str
    territory_kind: str
    face: str
    period_kind: str
    last_years: int | None


@dataclass(frozen=True)
class Published:
    """Cells of one measure that are published: from `first_year` on."""

    measure: str
    territory_kind: str
    is_breakdown: bool
    period_kind: str
    first_year: int


def published_cells(
    rules: Iterable[Rule], classes: Mapping[str, str], parents: Mapping[str, str], year: int
) -> list[Published]:
    """What the rules publish of each measure, `year` being that of the cut-off. What no rule names is not published."""
    told = list(rules)
    found: list[Published] = []
    for measure in sorted(classes):
        supporting = measure in parents
        for place, face in product(TERRITORY_KINDS, FACES[2:] if supporting else FACES[:2]):
            for period_kind, last_years in sorted(_periods(told, classes[measure], measure, place, face).items()):
                if last_years == 0:
                    continue
                first = EVER if last_years is None else year - last_years + 1
                found.append(Published(measure, place, face.endswith("breakdown"), period_kind, first))
    return found


def open_ends(cells: Iterable[Published], parents: Mapping[str, str], last_year: int) -> list[str]:
    """Where a scope is not closed: what is published and what it lacks. Empty for a closed one.

    `last_year` is that of the cut-off: the only one of which a cumul says nothing of the years between two.
    """
    first = {(one.measure, one.territory_kind, one.is_breakdown, one.period_kind): one.first_year for one in cells}
    return [
        f"{measure}, {place}, {'breakdown' if broken_down else 'total'}, {kind}: without {lacking}"
        for (measure, place, broken_down, kind), year in sorted(first.items())
        for lacking in (
            *_lacking(first, (measure, place, broken_down, kind), year, parents),
            *_lacking_in_time(first, (measure, place, broken_down, kind), min(year, last_year), last_year),
        )
    ]


def _lacking(
    first: Mapping[tuple[str, str, bool, str], int],
    cell: tuple[str, str, bool, str],
    year: int,
    parents: Mapping[str, str],
) -> list[str]:
    measure, place, broken_down, kind = cell
    needed: list[tuple[str, tuple[str, str, bool, str]]] = []
    if broken_down:
        needed.append(("its total", (measure, place, False, kind)))
    if place != "region":
        needed.append(("the region", (measure, "region", broken_down, kind)))
    if place in ("epci", "undetermined"):
        needed.append(("the départements", (measure, "departement", broken_down, kind)))
    if place == "departement":
        needed.append(("what lies in none", (measure, "undetermined", broken_down, kind)))
    if measure in parents:
        needed.append(("its measure", (parents[measure], place, broken_down, kind)))
    return [name for name, other in needed if first.get(other, NEVER) > year]


def _lacking_in_time(
    first: Mapping[tuple[str, str, bool, str], int], cell: tuple[str, str, bool, str], year: int, last_year: int
) -> list[str]:
    """Periods that follow from each other; and details of a cumul, which its margins of each year bound."""
    measure, place, broken_down, kind = cell
    own = {one: first.get((measure, place, broken_down, one), NEVER) for one in PERIOD_KINDS}
    lacking = []
    if kind == "year" and own["cum"] == NEVER:
        lacking.append("the cumul")
    if kind == "ytd" and (own["year"] > year or own["r12"] > year + 1):
        lacking.append("its year, or the twelve months that follow from both")
    if kind == "cum" and year < last_year and own["r12"] > year + 1:
        lacking.append("the twelve months between two cumuls")
    by_year = first.get((measure, "region", broken_down, "year"), NEVER)
    if kind == "cum" and broken_down and place != "region" and own["year"] > by_year:
        lacking.append("its years, of which the region tells the breakdown")
    return lacking


def _periods(
    rules: Iterable[Rule], disclosure_class: str, measure: str, place: str, face: str
) -> dict[str, int | None]:
    """Kinds of period and how many years of each, by the measure's own rules there, else by those of its class."""
    here = [
        rule
        for rule in rules
        if rule.disclosure_class == disclosure_class
        and rule.measure in (ANY, measure)
        and rule.territory_kind in (ANY, place)
        and rule.face in (ANY, face)
    ]
    own = [rule for rule in here if rule.measure == measure] or here
    found: dict[str, int | None] = {}
    for rule in own:
        for kind in PERIOD_KINDS if rule.period_kind == ANY else (rule.period_kind,):
            found[kind] = rule.last_years
    return found


def read_rules(connection: psycopg.Connection[Any]) -> list[Rule] | None:
    """The rules in force at the cut-off of the candidate; None where the seed was not loaded: all is published."""
    row = connection.execute("select to_regclass('seed.disclosure_scope') is not null").fetchone()
    if row is None or not row[0]:
        return None
    rows = connection.execute(
        """
        with cut_off as (select cut_off from ops.build order by build_id desc limit 1)

        select disclosure_class, measure_code, territory_kind, face, period_kind, last_years
        from seed.disclosure_scope
        where
            valid_from <= coalesce((select cut_off from cut_off), current_date)
            and (valid_to is null or valid_to >= coalesce((select cut_off from cut_off), current_date))
        order by disclosure_class, measure_code, territory_kind, face, period_kind
        """
    ).fetchall()
    return [Rule(*one) for one in rows]


def keep_scope(connection: psycopg.Connection[Any], cells: Iterable[Published]) -> None:
    """A table of the session with what is published, for joined_scope()."""
    connection.execute(f"drop table if exists {TABLE}")
    connection.execute(
        """
        create temporary table disclosure_scope (
            measure_code text, territory_kind text, is_breakdown boolean, period_kind text, first_year integer
        )
        """
    )
    with connection.cursor() as cursor, cursor.copy("copy pg_temp.disclosure_scope from stdin") as copy:
        for one in cells:
            copy.write_row((one.measure, one.territory_kind, one.is_breakdown, one.period_kind, one.first_year))
    connection.execute(f"analyze {TABLE}")


def joined_scope(cell: str) -> sql.Composable:
    """A left join of a mart of values, named `cell` in the query, with its line of the scope. After keep_scope()."""
    return sql.SQL(
        """
        left join pg_temp.disclosure_scope as scope
            on
                {0}.measure_code = scope.measure_code
                and {0}.period_kind = scope.period_kind
                and ({0}.dimension is not null) = scope.is_breakdown
                and extract(year from {0}.period_end) >= scope.first_year
                and scope.territory_kind = {1}
        """
    ).format(sql.Identifier(cell), _kind_of(cell))


def joined_scope_of_readings(cell: str) -> sql.Composable:
    """The same for the readings of the ambitions: an edition is no period, any line of its place will do."""
    return sql.SQL(
        """
        left join (
            select distinct measure_code, territory_kind, is_breakdown from pg_temp.disclosure_scope
        ) as scope
            on
                {0}.reading_code = scope.measure_code
                and ({0}.member_code is not null) = scope.is_breakdown
                and scope.territory_kind = {1}
        """
    ).format(sql.Identifier(cell), _kind_of(cell))


def _kind_of(cell: str) -> sql.Composable:
    return sql.SQL(
        """
        case
            when {0}.territory = 'UND' then 'undetermined'
            when starts_with({0}.territory, 'EPCI-') then 'epci'
            when starts_with({0}.territory, 'DEP-') then 'departement'
            else 'region'
        end
        """
    ).format(sql.Identifier(cell))
