"""Read the measures of the region or of a territory, and what stands beside them, from `marts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

import psycopg

from sress.brief.model import (
    Axis,
    Due,
    Indicator,
    Measure,
    Priority,
    Progress,
    SeriesValue,
    TerritoryValues,
    Value,
    YearValue,
)
from sress.brief.query import rows

REGION = "REG-52"
UNDETERMINED = "UND"
LAST_MONTH = 12
_MEASURES = "select * from marts.dim_measure order by position"
_BESIDE = "select * from marts.dim_supporting_measure order by position"
_INDICATORS = "select * from marts.dim_indicator order by axis_position, priority_position, position"
_PROGRESS = "select * from marts.indicator_progress"
_DUE = "select * from marts.indicator_due"
_COLUMNS = "measure_code, period, territory, value, numerator, denominator, status, lower_bound, upper_bound, unknown"
_VALUES = f"""
select {_COLUMNS}, records, matched_pct from marts.indicator_value
where dimension is null and (territory = %(home)s or %(home)s = '{REGION}' and territory not like 'EPCI-%%')
"""
_BESIDE_VALUES = f"""
select {_COLUMNS}, null as records, null as matched_pct from marts.supporting_value
where dimension is null and territory = %(home)s
"""
_PREVIOUS_VALUES = f"""
select {_COLUMNS}, null as records, null as matched_pct from marts.previous_indicator_value
where dimension is null and territory = %(home)s
"""
_DEPARTEMENTS = "select departement_code, label from marts.dim_departement where is_current"
Cells = dict[tuple[str, str, str], Value]


def read_axes(
    connection: psycopg.Connection[Any], cut_off: date, previous_month: str | None, home: str = REGION
) -> tuple[Axis, ...]:
    """The 27 indicators in the strategy's order, with the figures of the territory `home`.

    `previous_month` is that of the publication before. Targets and due days are the region's only.
    """
    reader = _Reader(connection, cut_off, previous_month, home)
    by_indicator: dict[str, list[Measure]] = defaultdict(list)
    for row in rows(connection, _MEASURES):
        by_indicator[row["indicator_code"]].append(reader.measure(row))
    return _axes(rows(connection, _INDICATORS), by_indicator)


def value_of(row: dict[str, Any]) -> Value:
    """A cell; bounds only where a unit is unknown."""
    bounded = bool(row.get("unknown"))
    return Value(
        row["value"],
        row["numerator"],
        row["denominator"],
        row["status"],
        row["lower_bound"] if bounded else None,
        row["upper_bound"] if bounded else None,
        row.get("records"),
        row.get("matched_pct"),
    )


def _order(one: tuple[str, str, Value]) -> tuple[bool, str, str]:
    """The region first, then by territory and period."""
    period, territory, _ = one
    return (territory != REGION, territory, period)


def _cells(found: Iterable[dict[str, Any]]) -> Cells:
    return {(row["measure_code"], row["period"], row["territory"]): value_of(row) for row in found}


class _Reader:
    """Puts the rows of the marts together, measure by measure."""

    def __init__(
        self, connection: psycopg.Connection[Any], cut_off: date, previous_month: str | None, home: str
    ) -> None:
        self.cut_off = cut_off
        self.previous_month = previous_month
        self.home = home
        there = {"home": home}
        self.cells = _cells(rows(connection, _VALUES, there)) | _cells(rows(connection, _BESIDE_VALUES, there))
        self.by_measure: dict[str, list[tuple[str, str, Value]]] = defaultdict(list)
        for (code, period, territory), value in self.cells.items():
            self.by_measure[code].append((period, territory, value))
        self.previous = _cells(rows(connection, _PREVIOUS_VALUES, there)) if previous_month else {}
        regional = home == REGION
        self.progress = {row["measure_code"]: row for row in rows(connection, _PROGRESS)} if regional else {}
        self.due = {row["measure_code"]: row for row in rows(connection, _DUE)} if regional else {}
        found = {row["departement_code"]: row["label"] for row in rows(connection, _DEPARTEMENTS)}
        self.departements = sorted(found.items())
        self.beside: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(connection, _BESIDE):
            self.beside[row["parent_measure_code"]].append(row)

    def measure(self, row: dict[str, Any]) -> Measure:
        """A measure of the registry with all that the brief shows of it."""
        code, year = row["measure_code"], self.cut_off.year
        former = self.previous.get((code, str(year - 1), self.home))
        last_year = self._here(code, str(year - 1))
        return Measure(
            code=code,
            label=row["short_label_fr"],
            unit=row["unit_fr"],
            aggregation=row["aggregation"],
            rule_version=row["rule_version"],
            connected=row["is_computed"],
            **self._figures(code),
            yearly=self._yearly(code, row["first_year"]),
            territories=self._territories(row),
            progress=_progress(self.progress.get(code)),
            due=_due(self.due.get(code)),
            last_published=self._last_published(code),
            revised=former is not None and last_year is not None and former.value != last_year.value,
            beside=tuple(self._beside(one) for one in self.beside[code]),
            series=self._series(code),
            owner=row["owner_fr"] or "",
            rule=row["rule_fr"] or "",
            rule_status=row["rule_status"] or "",
            decimals=row["decimals"] or 0,
        )

    def _beside(self, row: dict[str, Any]) -> Measure:
        code = row["measure_code"]
        return Measure(
            code=code,
            label=row["short_label_fr"],
            unit=row["unit_fr"],
            aggregation=row["aggregation"],
            rule_version="",
            connected=True,
            **self._figures(code),
            yearly=self._yearly(code, None),
            series=self._series(code),
            rule=row["rule_fr"] or "",
        )

    def _series(self, code: str) -> tuple[SeriesValue, ...]:
        found = self.by_measure.get(code, [])
        return tuple(SeriesValue(period, territory, value) for period, territory, value in sorted(found, key=_order))

    def _here(self, code: str, period: str) -> Value | None:
        return self.cells.get((code, period, self.home))

    def _figures(self, code: str) -> dict[str, Any]:
        """The figures of the territory, by the name of their field."""
        year, month = self.cut_off.year, f"-{self.cut_off:%m}"
        return {
            "year_to_date": self._here(code, f"{year}{month}"),
            "previous_year": self._here(code, str(year - 1)),
            "same_period": self._here(code, f"{year - 1}{month}"),
            "cumulative": self._here(code, f"cum-{year}{month}"),
            "rolling": self._here(code, f"r12-{year}{month}"),
            "rolling_before": self._here(code, f"r12-{year - 1}{month}"),
        }

    def _yearly(self, code: str, first_year: int | None) -> tuple[YearValue, ...]:
        year = self.cut_off.year
        return tuple(
            YearValue(each, value, partial=each == year and self.cut_off < date(year, LAST_MONTH, 31))
            for each in range(first_year or year, year + 1)
            if (value := self._here(code, str(each))) is not None
        )

    def _last_published(self, code: str) -> Value | None:
        """The same kind of figure in the publication before; none for the year to date of another year."""
        month = self.previous_month
        if month is None:
            return None
        if month[:4] == f"{self.cut_off:%Y}" and (found := self.previous.get((code, month, self.home))):
            return found
        if self._here(code, f"{self.cut_off:%Y-%m}") is None:
            return self.previous.get((code, f"r12-{month}", self.home))
        return None

    def _territories(self, row: dict[str, Any]) -> tuple[TerritoryValues, ...]:
        """The five départements, the undetermined part where there is one, and the region."""
        if row["grain"] == "region" or not row["is_computed"] or self.home != REGION:
            return ()
        code = row["measure_code"]
        period, year_ago = self._periods(code, row["first_year"])
        columns = [(f"DEP-{number}", label) for number, label in self.departements]
        columns += [(UNDETERMINED, "Indéterminé"), (REGION, "Région")]
        return tuple(
            TerritoryValues(
                territory,
                label,
                self.cells.get((code, period, territory)),
                self.cells.get((code, year_ago, territory)),
                self.cells.get((code, f"cum-{self.cut_off:%Y-%m}", territory)),
            )
            for territory, label in columns
        )

    def _periods(self, code: str, first_year: int | None) -> tuple[str, str]:
        """The period of the figure that stands for a measure, and the one a year before."""
        year, month = self.cut_off.year, f"-{self.cut_off:%m}"
        for kind in ("", "r12-"):
            if (code, f"{kind}{year}{month}", self.home) in self.cells:
                return f"{kind}{year}{month}", f"{kind}{year - 1}{month}"
        told = [one.year for one in self._yearly(code, first_year) if one.value.value is not None]
        return (str(told[-1]), str(told[-1] - 1)) if told else ("", "")


def _progress(row: dict[str, Any] | None) -> Progress | None:
    if row is None:
        return None
    return Progress(
        status=row["status"],
        target=row["target_value"],
        label=row["target_label_fr"] or "",
        due=row["due_on"],
        value=Value(row["value"], row["numerator"], row["denominator"], row["value_status"] or "not_received"),
        gap=row["gap"],
        percent=row["progress_pct"],
        expected=row["expected_value"],
        announced=row["announced_events"],
        condition=row["condition_fr"],
        condition_met=row["condition_met"],
    )


def _due(row: dict[str, Any] | None) -> Due | None:
    if row is None:
        return None
    return Due(row["state"], row["due_date"], row["owner_fr"] or "", row["late_source_code"])


def _axes(found: list[dict[str, Any]], measures: dict[str, list[Measure]]) -> tuple[Axis, ...]:
    axes = []
    for (code, number, label), in_axis in groupby(
        found, key=lambda row: (row["axis_code"], row["axis_position"], row["axis_label_fr"])
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
