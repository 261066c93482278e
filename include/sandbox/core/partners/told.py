"""What a partner's landed lines say: the true values of its rows, without what the dirt destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.facts import Lost
from sandbox.sheet import Sheet, Value

_SIREN_LENGTH = 9


@dataclass(frozen=True)
class ToldLine:
    """A line that landed: what it says by field, and the world's object behind it."""

    ref: str
    says: Mapping[str, Value]
    item: Any

    def text(self, name: str) -> str | None:
        """The value of a field as text; None when it is empty, lost or not in the layout."""
        value = self.says.get(name)
        return None if value is None else str(value)

    def day(self, name: str) -> date | None:
        """The value of a date."""
        value = self.says.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """The value of a count."""
        text = self.text(name)
        return None if text is None else int(text)

    def flag(self, name: str) -> bool | None:
        """The value of a yes or no."""
        value = self.says.get(name)
        return value if isinstance(value, bool) else None

    def siren(self, name: str) -> str | None:
        """The SIREN in a SIREN or a SIRET."""
        text = self.text(name)
        return text[:_SIREN_LENGTH] if text else None


def told_lines(lost: Lost, sheet: Sheet, rows: Iterable[tuple[str, Mapping[str, Value], Any]]) -> list[ToldLine]:
    """The lines of a sheet that landed, in the order of the file; only the layout's fields say anything."""
    names = [field.name for field in sheet.fields]

    def said(ref: str, values: Mapping[str, Value]) -> dict[str, Value]:
        kept = [name for name in names if not lost.cell(sheet.source, sheet.stream, ref, name)]
        return {name: values.get(name) for name in kept if values.get(name) not in (None, "")}

    return [
        ToldLine(ref, said(ref, values), item)
        for ref, values, item in rows
        if not lost.row(sheet.source, sheet.stream, ref)
    ]


def merged(lines: list[ToldLine]) -> ToldLine:
    """What several lines of one thing say: of each field the last value that any of them holds.

    Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("nothing was told")
    says: dict[str, Value] = {}
    for line in lines:
        says.update(line.says)
    return ToldLine(lines[-1].ref, says, lines[-1].item)
