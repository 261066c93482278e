"""A delivery as rows of text, whatever its format was."""

from __future__ import annotations

from dataclasses import dataclass, field

from sress.landing.problem import Problem

SHEET_STEP = 10_000_000  # more than a sheet can have rows: row numbers stay unique over the sheets of a workbook


@dataclass
class Table:
    """The header cells as written, then (row number, cells); `refused` rows had no right shape.

    A row number is the physical line of a text, the row of a sheet, or the rank of a record. Where
    several `sheets` were read it is `SHEET_STEP` times the sheet's place among them, plus its row.
    `repaired` rows had their shape mended, by rule; `unit` is what a row is called in messages.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    refused: list[Problem] = field(default_factory=list)
    repaired: dict[int, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    unit: str = "ligne"

    def place(self, row: int) -> str:
        """Where a row stands, in words for a partner: « ligne 12 », « feuille « Support », ligne 12 »."""
        if len(self.sheets) > 1:
            return f"feuille « {self.sheets[row // SHEET_STEP]} », ligne {row % SHEET_STEP}"
        return f"{self.unit} {row}"
