"""Read the cube from the candidate marts, and from the publications that were protected before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from sress.disclosure.cells import REGION, TOTAL, UNDETERMINED, CellKey, Contribution, Cube, Row, cube_of
from sress.disclosure.differences import Earlier
from sress.disclosure.linked import AMBITIONS
from sress.disclosure.rules import PERSONS, Rules, rules_of
from sress.disclosure.scope import (
    Rule,
    ScopeIsOpen,
    joined_scope,
    joined_scope_of_readings,
    keep_scope,
    open_ends,
    published_cells,
    read_rules,
)

PUBLIC = "C0"
VALUE_MARTS = ("indicator_value", "supporting_value")
AMOUNTS = ("sum", "max_per_unit_sum")
# The member that counts what belongs to none that is known (dbt: int_indicator__values).
UNKNOWN_MEMBER = "indetermine"


@dataclass(frozen=True)
class Registry:
    """What the seeds say of the measures and readings: class, aggregation, parent, and what is published of a class.

    Without a `scope` every cell is published.
    """

    classes: Mapping[str, str]
    aggregations: Mapping[str, str]
    parents: Mapping[str, str]
    rules: Rules
    scope: tuple[Rule, ...] | None = None

    def codes(self, aggregations: Iterable[str] = (), disclosure_class: str | None = None) -> list[str]:
        """Protected codes of these aggregations, or of this class."""
        wanted = set(aggregations)
        return sorted(
            code
            for code, one in self.classes.items()
            if one != PUBLIC and (self.aggregations[code] in wanted or one == disclosure_class)
        )


def read_registry(connection: psycopg.Connection[Any]) -> Registry | None:
    """The classes of the measures; None where no registry was loaded, so that no measure exists."""
    if not _exists(connection, "seed", "measures"):
        return None
    classes: dict[str, str] = {}
    aggregations: dict[str, str] = {}
    parents: dict[str, str] = {}
    rows = connection.execute(
        """
        select measure_code, null, disclosure_class, aggregation from seed.measures
        union all
        select one.measure_code, one.parent_measure_code, parent.disclosure_class, one.aggregation
        from seed.supporting_measures as one
        inner join seed.measures as parent on one.parent_measure_code = parent.measure_code
        union all
        select reading_code, null, disclosure_class, aggregation from seed.ambition_readings
        """
    ).fetchall()
    for code, parent, disclosure_class, aggregation in rows:
        classes[code], aggregations[code] = disclosure_class, aggregation
        if parent is not None:
            parents[code] = parent
    found = connection.execute("select name, value from seed.parameters where parameter_code = 'P11'").fetchall()
    scope = read_rules(connection)
    return Registry(classes, aggregations, parents, rules_of(dict(found)), None if scope is None else tuple(scope))


def read_candidate(connection: psycopg.Connection[Any], registry: Registry) -> Cube:
    """The cells of the build that waits in `audit` that are in the scope, which is kept for the session.

    Raises ScopeIsOpen.
    """
    if registry.scope is not None:
        year = _last_year(connection)
        cells = published_cells(registry.scope, registry.classes, registry.parents, year)
        if ends := open_ends(cells, registry.parents, year):
            raise ScopeIsOpen(ends[0])
        keep_scope(connection, cells)
    return _read(connection, registry, sql.SQL("audit"), None, _geography(connection))


def scoped_marts(connection: psycopg.Connection[Any], registry: Registry) -> list[str]:
    """The candidate marts of which a part is not published."""
    if registry.scope is None:
        return []
    found = [mart for mart in VALUE_MARTS if _has_periods(connection, "audit", mart)]
    return [*found, AMBITIONS] if _exists(connection, "audit", AMBITIONS) else found


def _last_year(connection: psycopg.Connection[Any]) -> int:
    """The year of the cut-off: no period ends in a later one."""
    years = [
        row[0]
        for mart in VALUE_MARTS
        if _has_periods(connection, "audit", mart)
        for row in connection.execute(
            sql.SQL("select extract(year from max(period_end))::integer from {}").format(sql.Identifier("audit", mart))
        ).fetchall()
    ]
    return max((year for year in years if year is not None), default=0)


def read_persons(
    connection: psycopg.Connection[Any], registry: Registry, cube: Cube, publication_id: int | None = None
) -> dict[CellKey, frozenset[str]]:
    """Who is counted in each cell of class C2, by pseudonym."""
    codes = registry.codes(disclosure_class=PERSONS)
    schema = "audit" if publication_id is None else "publication"
    units: dict[CellKey, set[str]] = defaultdict(set)
    for key, unit, _ in _contributions(connection, schema, publication_id, codes, registry):
        if key in cube.rows:
            units[key].add(unit)
    return {key: frozenset(members) for key, members in units.items()}


def read_earlier(connection: psycopg.Connection[Any], registry: Registry, before: int | None = None) -> list[Earlier]:
    """The publications that were served under these rules, as computed, with what they hid."""
    if not _exists(connection, "ops", "disclosure_audit"):
        return []
    ids = connection.execute(
        """
        select told.publication_id
        from ops.disclosure_audit as told
        inner join publication.publication as one on told.publication_id = one.publication_id
        where one.status <> 'withheld' and (%(before)s::bigint is null or told.publication_id < %(before)s)
        order by told.publication_id
        """,
        {"before": before},
    ).fetchall()
    earlier = []
    for (publication_id,) in ids:
        cube = _read(connection, registry, sql.SQL("publication"), publication_id, {})
        hidden, originals = _withheld(connection, publication_id)
        rows = [_with_original(row, originals.get(key)) for key, row in cube.rows.items()]
        whole = cube_of(rows)
        persons = read_persons(connection, registry, whole, publication_id)
        earlier.append(Earlier(publication_id, whole, frozenset(hidden), persons))
    return earlier


def _read(
    connection: psycopg.Connection[Any],
    registry: Registry,
    schema: sql.SQL,
    publication_id: int | None,
    geography: Mapping[str, frozenset[str]],
) -> Cube:
    text = schema.as_string(None)
    rows: list[dict[str, Any]] = []
    for mart in VALUE_MARTS:
        if _has_periods(connection, text, mart):
            scoped = publication_id is None and registry.scope is not None
            rows += _value_rows(connection, text, mart, publication_id, registry, scoped=scoped)
    if _exists(connection, text, AMBITIONS):
        scoped = publication_id is None and registry.scope is not None
        rows += _ambition_rows(connection, text, publication_id, scoped=scoped)
    shares: dict[CellKey, list[Contribution]] = defaultdict(list)
    for key, unit, amount in _contributions(
        connection, text, publication_id, registry.codes(aggregations=AMOUNTS), registry
    ):
        shares[key].append(Contribution(unit, amount))
    cells = [_row(row, registry, shares) for row in rows if registry.classes.get(row["measure"]) != PUBLIC]
    parents = {code: parent for code, parent in registry.parents.items() if registry.classes[code] != PUBLIC}
    return cube_of(cells, geography, parents)


def _row(told: Mapping[str, Any], registry: Registry, shares: Mapping[CellKey, list[Contribution]]) -> Row:
    key = CellKey(
        told["mart"],
        told["measure"],
        told["period"],
        told["territory"],
        told["dimension"] or TOTAL,
        told["member"] or TOTAL,
    )
    kept = keeps_records(key)
    matched = None
    if told["records"] is not None and told["matched_pct"] is not None:
        matched = float(round(told["records"] * told["matched_pct"] / 100))
    return Row(
        key,
        told["kind"],
        int(told["year"]),
        # A class that nobody stated is protected like a business secret (sress.disclosure.access).
        registry.classes.get(key.measure, "C1"),
        is_amount=registry.aggregations.get(key.measure) in AMOUNTS,
        numerator=_number(told["numerator"]),
        denominator=_number(told["denominator"]),
        unknown=_number(told["unknown"]),
        records=_number(told["records"]) if kept else None,
        matched=matched if kept else None,
        contributions=tuple(sorted(shares.get(key, ()), key=lambda one: (one.unit, one.amount))),
        since=told["since"],
    )


def keeps_records(key: CellKey) -> bool:
    """How many records stand behind a figure is told of totals, for the region and its départements only."""
    return key.dimension == TOTAL and not key.territory.startswith("EPCI-")


def _value_rows(
    connection: psycopg.Connection[Any],
    schema: str,
    mart: str,
    publication_id: int | None,
    registry: Registry,
    *,
    scoped: bool,
) -> list[dict[str, Any]]:
    public = sorted(code for code, one in registry.classes.items() if one == PUBLIC)
    return _rows(
        connection,
        sql.SQL(
            """
            select
                {mart_name} as mart, cell.measure_code as measure, cell.period, cell.period_kind as kind,
                extract(year from cell.period_end)::integer as year, {since} as since, cell.territory,
                cell.dimension, cell.member, cell.numerator, cell.denominator, cell.unknown, cell.records,
                cell.matched_pct
            from {table} as cell
            {scope}
            where {one} and cell.measure_code <> all({public}) {published}
            """
        ).format(
            mart_name=sql.Literal(mart),
            since=sql.SQL("extract(year from cell.period_start)::integer")
            if _has(connection, schema, mart, "period_start")
            else sql.SQL("null::integer"),
            table=sql.Identifier(schema, mart),
            scope=joined_scope("cell") if scoped else sql.SQL(""),
            one=_only(publication_id),
            public=sql.Literal(public),
            published=sql.SQL("and scope.measure_code is not null" if scoped else ""),
        ),
    )


def _ambition_rows(
    connection: psycopg.Connection[Any], schema: str, publication_id: int | None, *, scoped: bool
) -> list[dict[str, Any]]:
    return _rows(
        connection,
        sql.SQL(
            """
            select
                {mart_name} as mart, cell.reading_code as measure, cell.edition as period, cell.edition as kind,
                0 as year, null::integer as since, cell.territory,
                case when cell.member_code is not null then 'member' end as dimension, cell.member_code as member,
                cell.numerator, cell.denominator, cell.unknown, null::bigint as records, null::numeric as matched_pct
            from {table} as cell
            {scope}
            where {one} {published}
            """
        ).format(
            mart_name=sql.Literal(AMBITIONS),
            table=sql.Identifier(schema, AMBITIONS),
            scope=joined_scope_of_readings("cell") if scoped else sql.SQL(""),
            one=_only(publication_id),
            published=sql.SQL("and scope.measure_code is not null" if scoped else ""),
        ),
    )


def _contributions(
    connection: psycopg.Connection[Any],
    schema: str,
    publication_id: int | None,
    codes: list[str],
    registry: Registry,
) -> list[tuple[CellKey, str, float]]:
    """What each unit brings to each cell of these measures, by the arithmetic of int_indicator__values."""
    largest = sorted(code for code in codes if registry.aggregations.get(code) == "max_per_unit_sum")
    told: list[tuple[CellKey, str, float]] = []
    if codes and _exists(connection, schema, "indicator_evidence"):
        for mart in VALUE_MARTS:
            if _has_periods(connection, schema, mart):
                told += _of_measures(connection, schema, mart, publication_id, codes, largest)
    if codes and _exists(connection, schema, "ambition_evidence"):
        told += _of_ambitions(connection, schema, publication_id, codes, largest)
    return told


def _of_measures(
    connection: psycopg.Connection[Any],
    schema: str,
    mart: str,
    publication_id: int | None,
    codes: list[str],
    largest: list[str],
) -> list[tuple[CellKey, str, float]]:
    rows = _rows(
        connection,
        sql.SQL(
            """
            with cells as (
                select distinct measure_code, period, period_start, period_end
                from {values}
                where {one} and measure_code = any({codes})
            )

            select
                {mart} as mart, evidence.measure_code as measure, cells.period, place.territory,
                broken_down.dimension, broken_down.member, evidence.unit_key as unit,
                case
                    when evidence.measure_code = any({largest}) then max(evidence.amount)
                    else coalesce(sum(evidence.amount), 0)
                end as amount
            from {evidence} as evidence
            inner join cells
                on
                    evidence.measure_code = cells.measure_code
                    and evidence.reference_date <= cells.period_end
                    and evidence.last_date >= cells.period_start
            cross join lateral unnest(array[
                {region}, coalesce('DEP-' || evidence.departement_code, {nowhere}), 'EPCI-' || evidence.epci_code
            ]) as place (territory)
            cross join lateral unnest(
                array['', 'dispositif', 'ess_family', 'operator', 'kind'],
                array[
                    '',
                    coalesce(evidence.dispositif_code, {unknown}),
                    coalesce(evidence.ess_family, {unknown}),
                    coalesce(evidence.operator_code, {unknown}),
                    coalesce(evidence.kind_code, {unknown})
                ]
            ) as broken_down (dimension, member)
            where
                {one} and evidence.role = 'numerator' and place.territory is not null
            group by 1, 2, 3, 4, 5, 6, 7, evidence.measure_code
            """
        ).format(
            values=sql.Identifier(schema, mart),
            evidence=sql.Identifier(schema, "indicator_evidence"),
            one=_only(publication_id),
            codes=sql.Literal(codes),
            largest=sql.Literal(largest),
            mart=sql.Literal(mart),
            region=sql.Literal(REGION),
            nowhere=sql.Literal(UNDETERMINED),
            unknown=sql.Literal(UNKNOWN_MEMBER),
        ),
    )
    return [_contribution(row) for row in rows]


def _of_ambitions(
    connection: psycopg.Connection[Any],
    schema: str,
    publication_id: int | None,
    codes: list[str],
    largest: list[str],
) -> list[tuple[CellKey, str, float]]:
    rows = _rows(
        connection,
        sql.SQL(
            """
            select
                {mart} as mart, evidence.reading_code as measure, evidence.edition as period, place.territory,
                case when told.member <> '' then 'member' else '' end as dimension, told.member,
                evidence.unit_key as unit,
                case
                    when evidence.reading_code = any({largest}) then max(evidence.amount)
                    else coalesce(sum(evidence.amount), 0)
                end as amount
            from {evidence} as evidence
            cross join lateral unnest(array[
                {region}, coalesce('DEP-' || evidence.departement_code, {nowhere})
            ]) as place (territory)
            cross join lateral unnest(array['', evidence.member_code]) as told (member)
            where {one} and evidence.role = 'numerator' and reading_code = any({codes}) and told.member is not null
            group by 1, 2, 3, 4, 5, 6, 7, evidence.reading_code
            """
        ).format(
            evidence=sql.Identifier(schema, "ambition_evidence"),
            one=_only(publication_id),
            codes=sql.Literal(codes),
            largest=sql.Literal(largest),
            mart=sql.Literal(AMBITIONS),
            region=sql.Literal(REGION),
            nowhere=sql.Literal(UNDETERMINED),
        ),
    )
    return [_contribution(row) for row in rows]


def _contribution(row: Mapping[str, Any]) -> tuple[CellKey, str, float]:
    key = CellKey(row["mart"], row["measure"], row["period"], row["territory"], row["dimension"], row["member"])
    return key, str(row["unit"]), float(row["amount"] or 0)


def _geography(connection: psycopg.Connection[Any]) -> dict[str, frozenset[str]]:
    if not _exists(connection, "audit", "dim_epci"):
        return {}
    rows = connection.execute("select epci_code, departement_codes from audit.dim_epci where is_current").fetchall()
    return {f"EPCI-{code}": frozenset(f"DEP-{one}" for one in homes.split()) for code, homes in rows if homes}


def _withheld(
    connection: psycopg.Connection[Any], publication_id: int
) -> tuple[set[CellKey], dict[CellKey, dict[str, Any]]]:
    rows = connection.execute(
        """
        select mart, measure_code, period, territory, dimension, member, figures
        from publication.withheld_value
        where publication_id = %s and reason <> 'scope'
        """,
        (publication_id,),
    ).fetchall()
    figures = {CellKey(*row[:6]): row[6] for row in rows}
    return set(figures), figures


def _with_original(row: Row, original: Mapping[str, Any] | None) -> Row:
    if original is None:
        return row
    told = {letter: _number(original.get(letter)) for letter in ("numerator", "denominator", "unknown", "records")}
    kept = keeps_records(row.key)
    matched = None
    if original.get("records") is not None and original.get("matched_pct") is not None:
        matched = float(round(original["records"] * original["matched_pct"] / 100))
    return replace(
        row,
        numerator=told["numerator"],
        denominator=told["denominator"],
        unknown=told["unknown"],
        records=told["records"] if kept else None,
        matched=matched if kept else None,
    )


def _number(figure: Any) -> float | None:
    return None if figure is None else float(figure)


def _only(publication_id: int | None) -> sql.Composable:
    if publication_id is None:
        return sql.SQL("true")
    return sql.SQL("publication_id = {}").format(sql.Literal(publication_id))


def _rows(connection: psycopg.Connection[Any], query: sql.Composed) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def _exists(connection: psycopg.Connection[Any], schema: str, table: str) -> bool:
    row = connection.execute("select to_regclass(format('%%I.%%I', %s::text, %s::text))", (schema, table)).fetchone()
    return row is not None and row[0] is not None


def _has_periods(connection: psycopg.Connection[Any], schema: str, mart: str) -> bool:
    """Marts made by hand, without periods, hold no figures of the registry."""
    return _has(connection, schema, mart, "period_kind")


def _has(connection: psycopg.Connection[Any], schema: str, mart: str, column: str) -> bool:
    return (
        connection.execute(
            """
            select 1
            from pg_catalog.pg_attribute
            where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and attname = %s
            """,
            (schema, mart, column),
        ).fetchone()
        is not None
    )
