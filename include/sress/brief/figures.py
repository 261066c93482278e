"""Read the figures of a brief from `marts`, in one snapshot, as the BI role and nothing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import psycopg
from psycopg.rows import dict_row

from sress.brief import french
from sress.brief.model import (
    Axis,
    BriefFigures,
    FloresLine,
    FloresTable,
    Indicator,
    Measure,
    PreviousPublication,
    Priority,
    PublicationInfo,
    PublishedFigure,
    SourceState,
    Target,
    TerritoryValues,
    Value,
    YearValue,
)
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.session import pin

REGION = "REG-52"
_UNDETERMINED = "UND"
_STATES = {"up_to_date": "up_to_date", "late": "late", "late_source": "late"}
_INFO = "select * from marts.publication_info"
_MEASURES = """
select * from marts.dim_measure order by position
"""
_INDICATORS = """
select * from marts.dim_indicator order by axis_position, priority_position, position
"""
_VALUES = """
select measure_code, period, period_kind, extract(year from period_end)::integer as year, territory,
       value, numerator, denominator, status
from marts.indicator_value where dimension is null and territory not like 'EPCI-%'
"""
_PREVIOUS_VALUES = """
select measure_code, period, period_kind, value, numerator, denominator, status
from marts.previous_indicator_value where dimension is null and territory = 'REG-52'
"""
_REVISED = """
select count(*) as revised from marts.indicator_value now
join marts.previous_indicator_value before using (measure_code, period, period_end, territory)
where now.dimension is null and before.dimension is null and territory = 'REG-52'
  and now.value is distinct from before.value
"""
_DEPARTEMENTS = "select departement_code, label from marts.dim_departement where is_current"
_SOURCES = "select * from marts.source_status order by label_fr"
_PUBLISHED = """
select year, figure_code, value, unit_fr, publication, url from marts.published_figure
where figure_code in ('etablissements_ess', 'etablissements_employeurs_ess', 'effectifs_salaries_ess', 'etp_ess',
                      'emplois_ess_eqtp', 'part_emploi_ess')
order by year, figure_code
"""
_FIGURE_LABELS = {
    "etablissements_ess": "Établissements de l'ESS",
    "etablissements_employeurs_ess": "Établissements employeurs de l'ESS",
    "effectifs_salaries_ess": "Salariés de l'ESS",
    "etp_ess": "Emplois de l'ESS en équivalent temps plein",
    "emplois_ess_eqtp": "Emplois salariés de l'ESS en équivalent temps plein",
    "part_emploi_ess": "Part de l'ESS dans l'emploi",
}
_FLORES = """
select vintage, sector as activity_code, min(sector_label_fr) as label, count(distinct geo_code) as zones,
       case when count(value) = count(*) then sum(value) end as establishments
from marts.fct_flores
where measure = 'establishments' and geo_level = 'zone_emploi'
  and vintage = (select max(vintage) from marts.fct_flores where measure = 'establishments')
group by vintage, sector order by sector
"""
Cells = dict[tuple[str, str, str], Value]


def read_figures(settings: Settings, publication_id: int | None = None) -> BriefFigures:
    """The figures of the publication that is served, or as of `publication_id`.

    Raises LookupError when there is none, PublicationRefused for one that may not be read.
    """
    with connect(settings, "bi") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        if publication_id is not None:
            pin(connection, publication_id)
        info = _one(connection, _INFO)
        if info is None or info["publication_id"] is None:
            raise LookupError("nothing is published yet: there is no brief to render")
        return _assemble(connection, info)


def _assemble(connection: psycopg.Connection[Any], info: dict[str, Any]) -> BriefFigures:
    publication = PublicationInfo(
        info["publication_id"], info["month"], info["cut_off"], info["published_at"], info["synthetic"]
    )
    cells = _cells(_all(connection, _VALUES))
    has_previous = info["previous_publication_id"] is not None
    before = _previous_values(connection, info) if has_previous else {}
    labels = {row["departement_code"]: row["label"] for row in _all(connection, _DEPARTEMENTS)}
    by_indicator: dict[str, list[Measure]] = defaultdict(list)
    for row in _all(connection, _MEASURES):
        by_indicator[row["indicator_code"]].append(_measure(row, cells, before, publication.cut_off, labels))
    return BriefFigures(
        publication=publication,
        axes=_axes(_all(connection, _INDICATORS), by_indicator),
        sources=tuple(_source(row) for row in _all(connection, _SOURCES)),
        published_figures=tuple(_published(row) for row in _all(connection, _PUBLISHED)),
        flores=_flores(_all(connection, _FLORES)),
        previous=_previous(connection, info) if has_previous else None,
    )


def _all(connection: psycopg.Connection[Any], statement: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement.encode()).fetchall()


def _one(connection: psycopg.Connection[Any], statement: str) -> dict[str, Any] | None:
    rows = _all(connection, statement)
    return rows[0] if rows else None


def _value(row: dict[str, Any]) -> Value:
    return Value(row["value"], row["numerator"], row["denominator"], row["status"])


def _cells(rows: Iterable[dict[str, Any]]) -> Cells:
    return {(row["measure_code"], row["period"], row["territory"]): _value(row) for row in rows}


def _previous_values(connection: psycopg.Connection[Any], info: dict[str, Any]) -> dict[str, Value]:
    """The year-to-date values of the previous publication; none when it was of another year."""
    period = info["previous_month"]
    if period[:4] != info["month"][:4]:
        return {}
    return {row["measure_code"]: _value(row) for row in _all(connection, _PREVIOUS_VALUES) if row["period"] == period}


def _measure(
    row: dict[str, Any], cells: Cells, before: dict[str, Value], cut_off: date, departements: dict[str, str]
) -> Measure:
    code, year, month = row["measure_code"], cut_off.year, f"-{cut_off:%m}"

    def region(period: str) -> Value | None:
        return cells.get((code, period, REGION))

    years = range(row["first_year"] or year, year + 1)
    return Measure(
        code=code,
        label=row["short_label_fr"],
        unit=row["unit_fr"],
        aggregation=row["aggregation"],
        rule_version=row["rule_version"],
        connected=row["is_computed"],
        year_to_date=region(f"{year}{month}"),
        previous_year=region(str(year - 1)),
        same_period=region(f"{year - 1}{month}"),
        cumulative=region(f"cum-{year}{month}"),
        rolling=region(f"r12-{year}{month}"),
        yearly=tuple(
            YearValue(each, value, partial=each == year and cut_off < date(year, 12, 31))
            for each in years
            if (value := region(str(each))) is not None
        ),
        territories=_territories(row, cells, cut_off, departements),
        target=_target(row),
        last_published=before.get(code),
    )


def _territories(
    row: dict[str, Any], cells: Cells, cut_off: date, departements: dict[str, str]
) -> tuple[TerritoryValues, ...]:
    """The five départements, the undetermined part where there is one, and the region."""
    if row["grain"] == "region" or not row["is_computed"]:
        return ()
    code, year, month = row["measure_code"], cut_off.year, f"-{cut_off:%m}"
    columns = [(f"DEP-{number}", label) for number, label in sorted(departements.items())]
    columns += [(_UNDETERMINED, "Indéterminé"), (REGION, "Région")]
    return tuple(
        TerritoryValues(
            territory,
            label,
            cells.get((code, f"{year}{month}", territory)),
            cells.get((code, f"{year - 1}{month}", territory)),
            cells.get((code, f"cum-{year}{month}", territory)),
        )
        for territory, label in columns
    )


def _target(row: dict[str, Any]) -> Target | None:
    if row["target_value"] is None:
        return None
    horizon = str(row["target_horizon"] or "")
    due = date(int(horizon[:4]), 12, 31) if horizon[:4].isdigit() else None
    period = "cumulative" if row["target_period_kind"] == "cum" else "year"
    return Target(Decimal(row["target_value"]), period, row["target_label_fr"], due)


def _axes(rows: list[dict[str, Any]], measures: dict[str, list[Measure]]) -> tuple[Axis, ...]:
    axes = []
    for (code, number, label), in_axis in groupby(
        rows, key=lambda row: (row["axis_code"], row["axis_position"], row["axis_label_fr"])
    ):
        priorities = tuple(
            Priority(key[0], key[1], key[2], tuple(_indicator(row, measures) for row in group))
            for key, group in groupby(
                in_axis, key=lambda row: (row["priority_code"], row["priority_position"], row["priority_label_fr"])
            )
        )
        axes.append(Axis(code, number, label, priorities))
    return tuple(axes)


def _indicator(row: dict[str, Any], measures: dict[str, list[Measure]]) -> Indicator:
    actions = [action.removeprefix("A").lstrip("0") for action in (row["action_codes"] or "").split()]
    word = "Actions" if len(actions) > 1 else "Action"
    return Indicator(
        row["indicator_code"],
        row["label_fr"],
        row["owner_fr"],
        f"{word} {' et '.join(actions)}",
        tuple(measures[row["indicator_code"]]),
    )


def _source(row: dict[str, Any]) -> SourceState:
    """A source that never delivered has no row counts: none is not 0."""
    received = row["last_received_at"]
    counts = {name: row[name] if received else None for name in ("rows_landed", "rows_mended", "rows_rejected")}
    return SourceState(
        row["source_code"],
        row["label_fr"],
        row["owner_fr"] or "propriétaire non déclaré",
        _STATES.get(row["status"], "missing"),
        french.paris_day(received) if received else None,
        row["last_period"],
        row["due_date"],
        **counts,
        synthetic=bool(row["is_synthetic"]),
    )


def _published(row: dict[str, Any]) -> PublishedFigure:
    return PublishedFigure(
        row["year"], _FIGURE_LABELS[row["figure_code"]], row["value"], row["unit_fr"], row["publication"], row["url"]
    )


def _flores(rows: list[dict[str, Any]]) -> FloresTable | None:
    """Employer establishments by activity; a sum with an undisclosed part is not shown as a sum."""
    if not rows:
        return None
    total = [row for row in rows if row["activity_code"] == "_T"]
    return FloresTable(
        rows[0]["vintage"],
        max(row["zones"] for row in rows),
        total[0]["establishments"] if total else None,
        tuple(
            FloresLine(row["activity_code"], row["label"] or row["activity_code"], row["establishments"])
            for row in rows
            if row["activity_code"] != "_T"
        ),
    )


def _previous(connection: psycopg.Connection[Any], info: dict[str, Any]) -> PreviousPublication:
    row = _one(connection, _REVISED)
    year, month = map(int, info["previous_month"].split("-"))
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    cut_off = date.fromordinal(first_of_next.toordinal() - 1)
    return PreviousPublication(info["previous_publication_id"], cut_off, row["revised"] if row else None)
