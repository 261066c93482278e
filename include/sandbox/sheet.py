"""What a partner's extract looks like, declared once: its fields with their kinds, and the system's habits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sandbox.tables import FileTable, Line

FieldKind = Literal[
    "text",
    "code",
    "list",
    "date",
    "timestamp",
    "amount",
    "integer",
    "boolean",
    "siret",
    "siren",
    "rna",
    "insee_code",
    "postal_code",
    "person",
    "constant",
]
Value = str | int | bool | date | None


@dataclass(frozen=True)
class Field:
    """One column: its name in the contract, its headers (main one first), and what bad values cost.

    `required`: a row without a readable value is lost; `rejects`: it may be empty, but an unreadable
    value costs the row. `labels` are the words of a code list by code, `unknown` words outside it.
    `group` is the first header level where there are two. A `constant` is never soiled.
    """

    name: str
    headers: tuple[str, ...]
    kind: FieldKind = "text"
    required: bool = False
    rejects: bool = False
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ("?", "à préciser", "voir mail")
    group: str = ""


@dataclass(frozen=True)
class Habits:
    """How a system writes: dates and amounts as words or as a workbook's cells, yes and no, and its file."""

    dates: Literal["french", "iso", "cell"] = "french"
    amounts: Literal["french", "plain", "cell"] = "french"
    booleans: tuple[str, str] = ("O", "N")
    encoding: str = "windows-1252"
    newline: str = "\r\n"
    delimiter: str = ";"


@dataclass(frozen=True)
class Sheet:
    """A stream of a source as one system extracts it.

    `split`: two neighbouring free-text fields; a stray separator in the first shifts the row and
    nobody can tell what belonged where. `repeats`: the contract drops exact duplicates, so some are
    made. `movable`: the columns may come in another order. `totals`: a totals row may close it.
    `delimited`: lines of text, which may be cut or shifted.
    """

    source: str
    stream: str
    fields: tuple[Field, ...]
    habits: Habits = Habits()
    split: str | None = None
    repeats: bool = True
    movable: bool = True
    totals: bool = True
    delimited: bool = True

    def named(self, name: str) -> Field:
        """The field of this name."""
        return next(item for item in self.fields if item.name == name)


def sheet_table(sheet: Sheet, rows: list[tuple[str, Mapping[str, Value], Any]]) -> FileTable:
    """The clean table of rows given as (reference, values by field name, item of the world)."""
    names = [item.name for item in sheet.fields]
    lines = [
        Line(
            ref,
            {item.name: written(item, values.get(item.name), sheet.habits) for item in sheet.fields},
            Row(values, item_),
        )
        for ref, values, item_ in rows
    ]
    return FileTable(
        names,
        {item.name: item.headers[0] for item in sheet.fields},
        lines,
        encoding=sheet.habits.encoding,
        newline=sheet.habits.newline,
        split=sheet.split or "",
    )


@dataclass(frozen=True)
class Row:
    """What a line stands for: its true values, and the world's object behind them."""

    values: Mapping[str, Value]
    item: Any = None


def written(item: Field, value: Value, habits: Habits) -> str | int | date | None:
    """A value as the system writes it when nothing goes wrong."""
    if value is None or value == "":
        return ""
    if item.kind == "boolean":
        return habits.booleans[0 if value else 1]
    if item.kind == "code":
        return item.labels[str(value)][0]
    if isinstance(value, date):
        return _written_date(value, habits)
    if item.kind in ("amount", "integer") and isinstance(value, int):
        return _written_number(item, value, habits)
    return str(value)


def _written_date(value: date, habits: Habits) -> str | date:
    if habits.dates == "cell":
        return value
    return value.isoformat() if habits.dates == "iso" else f"{value:%d/%m/%Y}"


def _written_number(item: Field, value: int, habits: Habits) -> str | int:
    if habits.amounts == "cell":
        return value
    if item.kind == "integer":
        return str(value)
    return f"{value:,}".replace(",", "\u00a0") + ",00" if habits.amounts == "french" else f"{value}.00"
