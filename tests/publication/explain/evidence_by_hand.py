"""Evidence rows made by hand, a project counted once in Angers unless `columns` says otherwise; their cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sress.publication.explain.arithmetic import Share, value
from sress.publication.explain.evidence import CALENDAR, Face, Measure, Row, Window
from sress.publication.explain.recount import count
from sress.publication.explain.store import Published


def row(record: str | None, day: str | None = "2026-03-10", **columns: Any) -> Row:
    """A numerator row of one fact; unit and record have the same name unless told."""
    on = None if day is None else date.fromisoformat(day)
    values: dict[str, Any] = {
        "measure_code": "A01-I1",
        "role": "numerator",
        "unit_key": record,
        "amount": Decimal(1),
        "reference_date": on,
        "last_date": on,
        "departement_code": "49",
        "epci_code": "200071678",
        "dispositif_code": None,
        "ess_family": None,
        "operator_code": None,
        "kind_code": None,
        "record_key": record,
        "reason": None,
        "source_code": "region_dispositifs",
        "delivery_id": 1,
        "row_number": 2,
        "flags": "",
        **columns,
    }
    for name in ("reference_date", "last_date"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    if values["amount"] is not None:
        values["amount"] = Decimal(values["amount"])
    return Row(**values)


def aside(record: str, reason: str, day: str | None = "2026-03-10", **columns: Any) -> Row:
    """A candidate that the rule leaves out."""
    return row(record, day, role="set_aside", reason=reason, amount=None, **columns)


def due(unit: str, day: str, **columns: Any) -> Row:
    """What the calendar makes due."""
    return row(
        None,
        day,
        **{
            "role": "denominator",
            "unit_key": unit,
            "departement_code": None,
            "epci_code": None,
            "source_code": CALENDAR,
            "delivery_id": None,
            "row_number": None,
            **columns,
        },
    )


def cells_of(
    measure: Measure,
    rows: Iterable[Row],
    windows: dict[str, tuple[date, date]],
    territories: Iterable[str],
    statuses: dict[str, str] | None = None,
) -> dict[tuple[str, Face], Published]:
    """The published cells of a measure: dense totals, breakdowns where a unit counts. Null when not received."""
    days = {period: Window(*window) for period, window in windows.items()}
    counted = count(measure, rows, days)
    known = frozenset(territories)
    faces = [Face(territory) for territory in sorted(known)]
    places = dict.fromkeys((period, face) for period in days for face in faces)
    places |= dict.fromkeys(
        (period, face)
        for (period, face), found in counted.items()
        if face.dimension is not None and face.territory in known
    )
    cells = {}
    for period, face in places:
        status = (statuses or {}).get(period, "final")
        found = counted.get((period, face), Share())
        none = status in ("not_received", "suppressed")
        none |= measure.aggregation == "all_windows_met" and found.denominator == 0
        denominator = Decimal(found.denominator) if measure.has_denominator else None
        cells[period, face] = Published(
            measure.measure_code,
            period,
            days[period],
            face,
            None if none else value(measure, found.numerator, found.denominator),
            None if none else found.numerator,
            None if none else denominator,
            None,
            None,
            None,
            None,
            status,
        )
    return cells
