"""One published figure taken apart: rule, parameters, deliveries, rows, and one row back to its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sress.landing.reading.table import SHEET_STEP
from sress.publication.explain.evidence import CALENDAR, NUMERATOR, SET_ASIDE, Face, Row, Window, counts_in, faces
from sress.publication.explain.store import Published, Registered
from sress.publication.explain.words import reason_fr


@dataclass(frozen=True)
class Edition:
    """The publication that an explanation stands on."""

    publication_id: int
    month: str
    cut_off: date
    published_at: datetime
    git_commit: str | None
    synthetic: bool


@dataclass(frozen=True)
class Parameter:
    """A version of a parameter that the measure uses, as it was when the figure was computed."""

    name: str
    label_fr: str
    value: str
    unit_fr: str | None
    version: str
    valid_from: str
    valid_to: str | None


@dataclass(frozen=True)
class Delivery:
    """A delivery and how many rows of the cell come from it."""

    delivery_id: int
    source: str
    stream: str
    file_name: str
    period: str | None
    received_at: datetime | None
    sha256: str
    counted: int
    set_aside: int


@dataclass(frozen=True)
class RowPath:
    """One row of evidence, back to its line: `raw` are the partner's columns as landed, null when gone or withheld."""

    row: Row
    delivery: Delivery
    line: str
    raw: dict[str, str | None] | None
    raw_note: str = ""


@dataclass(frozen=True)
class Explanation:
    """What is behind one cell.

    `units` counts what stands in the numerator; `by_role` and `by_reason` count rows. Those that may not be
    seen are null: `rows` and `path` by the measure's class, the counts by a suppressed cell. `withheld` tells the
    engineer why the publication does not show a figure that is given here as computed.
    """

    edition: Edition
    registered: Registered
    cell: Published
    territory_fr: str
    parameters: tuple[Parameter, ...]
    sources: tuple[dict[str, Any], ...]
    deliveries: tuple[Delivery, ...] | None
    units: int | None
    by_role: Mapping[str, int] | None
    by_reason: Mapping[str, int] | None
    rows: tuple[Row, ...] | None
    path: RowPath | None
    withheld: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For machines: numbers as numbers, days as text."""
        return {
            "publication": _named(self.edition),
            "measure": _named(self.registered),
            "figure": {
                "period": self.cell.period,
                "period_start": self.cell.window.start,
                "period_end": self.cell.window.end,
                **self.cell.face._asdict(),
                "territory_fr": self.territory_fr,
                **{name: _plain(getattr(self.cell, name)) for name in _FIGURE},
                "status": self.cell.status,
                "withheld": self.withheld,
            },
            "parameters": [_named(one) for one in self.parameters],
            "sources": list(self.sources),
            "deliveries": None if self.deliveries is None else [_named(one) for one in self.deliveries],
            "counted_units": self.units,
            "rows_by_role": self.by_role,
            "set_aside_by_reason": None if self.by_reason is None else reasons(self.by_reason),
            "rows": None if self.rows is None else [_evidence(row) for row in self.rows],
            "path": None if self.path is None else _path(self.path),
        }


_FIGURE = ("value", "numerator", "denominator", "unknown", "lower_bound", "upper_bound", "coverage")


def rows_of_cell(rows: Iterable[Row], window: Window, face: Face) -> list[Row]:
    """The rows that a cell counts or sets aside. A candidate without a date belongs to every period."""
    breakdowns = () if face.dimension is None else (face.dimension,)
    return [
        row
        for row in rows
        if face in faces(row, breakdowns)
        and (counts_in(row, window) or (row.role == SET_ASIDE and row.reference_date is None))
    ]


def counted_by_reason(rows: Iterable[Row]) -> dict[str, int]:
    """Rows set aside by reason, the most frequent first."""
    counts = Counter(row.reason or "" for row in rows if row.role == SET_ASIDE)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def reasons(by_reason: Mapping[str, int]) -> list[dict[str, Any]]:
    """Reasons with their words."""
    return [{"reason": code, "reason_fr": reason_fr(code), "rows": rows} for code, rows in by_reason.items()]


def example(rows: Iterable[Row], record_key: str | None = None) -> Row | None:
    """The row to follow back to its file: that of `record_key`, else the first counted one, else any delivered one."""
    delivered = [row for row in rows if row.source_code != CALENDAR and row.delivery_id is not None]
    if record_key is not None:
        return next((row for row in delivered if row.record_key == record_key), None)
    return next((row for row in delivered if row.role == NUMERATOR), delivered[0] if delivered else None)


def line_of(row_number: int | None) -> str:
    """Where a row stands in its file, as landing numbers them: sheets of a workbook follow each other."""
    if row_number is None:
        return "ligne inconnue"
    sheet, line = divmod(row_number, SHEET_STEP)
    return f"feuille n° {sheet + 1}, ligne {line}" if sheet else f"ligne {line}"


def _path(path: RowPath) -> dict[str, Any]:
    return {
        "evidence": _evidence(path.row),
        "file_name": path.delivery.file_name,
        "delivery_id": path.delivery.delivery_id,
        "sha256": path.delivery.sha256,
        "line": path.line,
        "raw": path.raw,
        "raw_note": path.raw_note or None,
    }


def _evidence(row: Row) -> dict[str, Any]:
    return {name: _plain(cell) for name, cell in row._asdict().items()}


def _named(one: Any) -> dict[str, Any]:
    return {name: _plain(cell) for name, cell in vars(one).items()}


def _plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
