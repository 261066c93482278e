"""Read the cube from the candidate marts, and from the publications that were protected before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from sress.disclosure.cells import REGION, TOTAL, UNDETERMINED, CellKey, Contribution, Cube, Row, cube_of
from sress.disclosure.differences import Earlier
from sress.disclosure.rules import PERSONS, Rules, rules_of

PUBLIC = "C0"
VALUE_MARTS = ("indicator_value", "supporting_value")
AMBITIONS = "ambition_value"
AMOUNTS = ("sum", "max_per_unit_sum")


@dataclass(frozen=True)
class Registry:
    """What the seeds say of the measures and readings that are not public: class, aggregation, parent."""

    classes: Mapping[str, str]
    aggregations: Mapping[str, str]
    parents: Mapping[str, str]
    rules: Rules

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
    return Registry(classes, aggregations, parents, rules_of(dict(found)))


def read_candidate(connection: psycopg.Connection[Any], registry: Registry) -> Cube:
    """The cube of the build that waits in `audit`."""
    return _read(connection, registry, sql.SQL("audit"), None, _geography(connection))


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
            rows += _value_rows(connection, text, mart, publication_id)
    if _exists(connection, text, AMBITIONS):
        rows += _ambition_rows(connection, text, publication_id)
    shares: dict[CellKey, list[Contribution]] = defaultdict(list)
    for key, unit, amount in _contributions(
        connection, text, publication_id, registry.codes(aggregations=AMOUNTS), registry
    ):
        shares[key].append(Contribution(unit, amount))
    cells = []
    for row in rows:
        if registry.classes.get(row["measure"]) == PUBLIC:
            continue
        cells.append(_row(row, registry, shares))
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
    )


def keeps_records(key: CellKey) -> bool:
    """How many records stand behind a figure is told of totals, for the region and its départements only."""
    return key.dimension == TOTAL and not key.territory.startswith("EPCI-")


def _value_rows(
    connection: psycopg.Connection[Any], schema: str, mart: str, publication_id: int | None
) -> list[dict[str, Any]]:
    return _rows(
        connection,
        sql.SQL(
            """
            select
                {mart_name} as mart, measure_code as measure, period, period_kind as kind,
                extract(year from period_end)::integer as year, territory, dimension, member,
                numerator, denominator, unknown, records, matched_pct
            from {table}
            where {one}
            """
        ).format(mart_name=sql.Literal(mart), table=sql.Identifier(schema, mart), one=_only(publication_id)),
    )


def _ambition_rows(
    connection: psycopg.Connection[Any], schema: str, publication_id: int | None
) -> list[dict[str, Any]]:
    return _rows(
        connection,
        sql.SQL(
            """
            select
                {mart_name} as mart, reading_code as measure, edition as period, edition as kind, 0 as year, territory,
                case when member_code is not null then 'member' end as dimension, member_code as member,
                numerator, denominator, unknown, null::bigint as records, null::numeric as matched_pct
            from {table}
            where {one}
            """
        ).format(
            mart_name=sql.Literal(AMBITIONS), table=sql.Identifier(schema, AMBITIONS), one=_only(publication_id)
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
                    '', evidence.dispositif_code, evidence.ess_family, evidence.operator_code, evidence.kind_code
                ]
            ) as broken_down (dimension, member)
            where
                {one} and evidence.role = 'numerator' and place.territory is not null
                and broken_down.member is not null
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
        where publication_id = %s
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
    return Row(
        row.key,
        row.kind,
        row.year,
        row.disclosure_class,
        row.is_amount,
        told["numerator"],
        told["denominator"],
        told["unknown"],
        told["records"] if kept else None,
        matched if kept else None,
        row.contributions,
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
    return (
        connection.execute(
            """
            select 1
            from pg_catalog.pg_attribute
            where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and attname = 'period_kind'
            """,
            (schema, mart),
        ).fetchone()
        is not None
    )
