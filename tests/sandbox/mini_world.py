"""Hand-built facts and worlds for the tests of the truth, and readers of what the sandbox writes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import python_calamine
from sandbox.facts import Event, Facts
from sandbox.periods import Period

REFERENCE = Path(__file__).resolve().parents[2] / "include" / "reference_data"
ENCODINGS = ("utf-8-sig", "windows-1252")


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(kind: str, on: str, **changes: Any) -> Event:
    base: dict[str, Any] = {
        "statut": "tenue",
        "title": kind,
        "territoire": "region",
        "organisers": ("region",),
        "participants": (),
        "porteurs": True,
        "deliverables": "",
        "adjustments": 0,
    }
    return Event(kind=kind, day=day(on), **{**base, **changes})


def facts(*events: Event, cut_off: str = "2026-10-31") -> Facts:
    return Facts(day(cut_off), ("200000438",), list(events))


def days(start: str, end: str) -> frozenset[int]:
    """All days of an interval, as ordinals."""
    return frozenset(range(day(start).toordinal(), day(end).toordinal() + 1))


def between(start: str, end: str) -> Period:
    return Period("test", "year", day(start), day(end))


def read_json(path: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return records


def csv_text(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            return path.read_bytes().decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"unreadable: {path}")


def csv_lines(path: Path, delimiter: str = ";") -> list[list[str]]:
    """Physical lines as cells; a quoted line break would shift them, so there must be none."""
    return [next(csv.reader(io.StringIO(line), delimiter=delimiter), []) for line in csv_text(path).splitlines()]


def sheet(path: Path, name: str) -> list[list[Any]]:
    """All rows of a sheet from its first row."""
    rows: list[list[Any]] = (
        python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    )
    return rows
