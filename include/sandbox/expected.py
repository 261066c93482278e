"""What a perfect reader makes of each line: plainly read, mended, lost, or set aside.

Written from the house's cleaning rules in words, and never through the reader's code: a value is
mended when it is not written as any orderly system would write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sandbox.made import Part
from sandbox.sheet import Field
from sandbox.tables import Cell, Line

_SPACES = " \u00a0\u202f"
_AMOUNT = re.compile(rf"-?(\d{{1,3}}([{_SPACES}]\d{{3}})+|\d+)([.,]\d+)?")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")
_WRITTEN: dict[str, re.Pattern[str]] = {
    "date": _DATE,
    "amount": _AMOUNT,
    "integer": re.compile(r"-?\d+"),
    "siret": re.compile(r"\d{14}"),
    "siren": re.compile(r"\d{9}"),
    "rna": re.compile(r"W\d{9}"),
    "insee_code": re.compile(r"\d{5}|2[AB]\d{3}"),
    "postal_code": re.compile(r"\d{5}"),
}


def mended_fields(line: Line, fields: Iterable[Field]) -> list[str]:
    """The fields of a line that a reader has to mend."""
    spoilt = {loss.column for loss in line.losses}
    return [item.name for item in fields if item.name not in spoilt and _is_mended(item, line.cells.get(item.name))]


def _is_mended(item: Field, cell: Cell) -> bool:
    if cell in (None, "") or isinstance(cell, date):
        return False
    text = str(cell).strip(_SPACES)
    if item.kind == "code":
        return text not in {label for labels in item.labels.values() for label in labels} | set(item.labels)
    form = _WRITTEN.get(item.kind)
    return bool(text) and form is not None and form.fullmatch(text) is None


def expected_rows(place: Mapping[str, Any], part: Part) -> list[dict[str, Any]]:
    """An entry for each row that is not plainly read; `place` says source, delivery and stream."""
    entries = []
    seen: set[tuple[object, ...]] = set()
    for line, number in zip(part.table.lines, part.numbers, strict=True):
        outcome, names = _outcome(line, part, seen)
        if outcome != "landed":
            entries.append({**place, "row": number, "outcome": outcome, "fields": names})
    return entries


def _outcome(line: Line, part: Part, seen: set[tuple[object, ...]]) -> tuple[str, list[str]]:
    if line.shape in ("blank", "separators"):
        return "landed", []
    if line.row_lost:
        return "rejected", [loss.column for loss in line.losses if loss.column]
    said = _what_it_says(line, part.fields)
    if line.shape == "total" or (part.repeats and said in seen):
        return "set_aside", []
    seen.add(said)
    names = mended_fields(line, part.fields)
    return ("mended", names) if names else ("landed", [])


def _what_it_says(line: Line, fields: Iterable[Field]) -> tuple[object, ...]:
    """What of a line is kept: not the persons, not what was lost, and no needless spaces."""
    lost = {loss.column for loss in line.losses}
    return tuple(
        None if item.name in lost else " ".join(str(line.clean.get(item.name) or "").split())
        for item in fields
        if item.kind != "person"
    )
