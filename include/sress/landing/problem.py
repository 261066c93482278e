"""What can be wrong with a delivery: a problem with the whole file, or with one row."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sress.landing.mask import mask_personal


class FileError(Exception):
    """A file that cannot be landed at all. The message is French; `line` and `header` if known."""

    def __init__(
        self,
        rule: str,
        message: str,
        *,
        line: int | None = None,
        header: str | None = None,
        rows: int = 0,
        columns_missing: tuple[str, ...] = (),
        columns_unknown: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.line = line
        self.header = header
        self.rows = rows
        self.columns_missing = columns_missing
        self.columns_unknown = columns_unknown


@dataclass(frozen=True)
class Problem:
    """One cell or row that was refused. `blocking` problems cost the row, others the cell only."""

    row: int
    column: str | None
    header: str | None
    value: str | None
    rule: str
    message: str
    blocking: bool
    duplicate: bool = False

    def masked(self) -> Problem:
        """The problem without what identifies a person: it goes to quarantine, the report and the partner."""
        return replace(
            self,
            header=self.header and mask_personal(self.header)[0],
            value=self.value and mask_personal(self.value)[0],
            message=mask_personal(self.message)[0],
        )


@dataclass(frozen=True)
class Mend:
    """One cell that was repaired with certainty."""

    row: int
    column: str
    original: str
    mended: str
    rule: str
