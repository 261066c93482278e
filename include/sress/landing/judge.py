"""Judge one row: what lands of it, what was mended in it, and why it does not land, in words for the partner."""

from __future__ import annotations

from dataclasses import dataclass

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing.clean import CellError, Cleaned
from sress.landing.fold import fold
from sress.landing.mask import mask_personal
from sress.landing.problem import Mend, Problem
from sress.landing.reading.table import Table

_QUARANTINED_LENGTH = 200
_TOTALS = ("total", "soustotal")

Outcomes = dict[str, list[Cleaned | CellError | None]]


@dataclass(frozen=True)
class Judge:
    """Judges the rows of one table by the outcomes of its columns; `headers` name the columns as they arrived."""

    table: Table
    stream: Stream
    outcomes: Outcomes
    headers: dict[str, str]

    def judge(self, index: int) -> tuple[list[Problem], list[Mend], list[str | None]]:
        """Problems, mends and values of the row at `index`. A blocking problem costs the row."""
        line, _ = self.table.rows[index]
        problems: list[Problem] = []
        mends: list[Mend] = []
        values: list[str | None] = []
        for column in self.stream.stored_columns:
            outcome = self.outcomes[column.name][index] if column.name in self.outcomes else None
            values.append(outcome.value if isinstance(outcome, Cleaned) else None)
            if isinstance(outcome, CellError):
                problems.append(self._refused_cell(line, column, outcome))
            elif outcome is None and column.required:
                header = self.headers.get(column.name, column.name)
                message = f"{self._place(line)}, colonne « {header} » : valeur obligatoire absente. Complétez-la"
                problems.append(Problem(line, column.name, header, None, "missing_value", message, True))
            elif outcome is not None and outcome.mended:
                mends.append(Mend(line, column.name, outcome.original, outcome.value, outcome.mended))
        if not any(problem.blocking for problem in problems):
            problems.extend(self._missing_groups(line, values))
        return problems, mends, values

    def duplicate(self, line: int) -> Problem:
        """A row that says the same as an earlier one."""
        message = f"{self._place(line)} : ligne identique à une ligne précédente, comptée une seule fois"
        return Problem(line, None, None, None, "exact_duplicate", message, False, True)

    def summary(self, line: int, cells: list[str]) -> list[Problem]:
        """A row that fails because it is a total or the header again is named as such, once."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        named = filled[:2] if len(self.table.sheets) > 1 else filled[:1]
        if any(fold(cell).startswith(_TOTALS) for cell in named):
            message = f"{self._place(line)} : ligne de total, ignorée"
            return [Problem(line, None, None, None, "totals_row", message, False)]
        if [fold(cell) for cell in cells] == [fold(cell) for cell in self.table.header]:
            message = f"{self._place(line)} : en-têtes répétés, ignorés"
            return [Problem(line, None, None, None, "repeated_header", message, False)]
        return []

    def _place(self, line: int) -> str:
        return self.table.place(line)

    def _missing_groups(self, line: int, values: list[str | None]) -> list[Problem]:
        """A problem for each group of columns of which at least one must hold a value."""
        named = dict(zip((column.name for column in self.stream.stored_columns), values, strict=True))
        problems = []
        for group in self.stream.require_one_of:
            if not any(named[name] for name in group):
                names = ", ".join(f"« {self.headers[name]} »" for name in group if name in self.headers)
                message = f"{self._place(line)} : une de ces colonnes doit être remplie : {names}"
                header = self.headers.get(group[0])
                problems.append(Problem(line, group[0], header, None, "missing_value", message, True))
        return problems

    def _refused_cell(self, line: int, column: Column, error: CellError) -> Problem:
        header = self.headers.get(column.name, column.name)
        effect = "" if column.rejects_row else " (ligne gardée, cette valeur est laissée vide)"
        told, _ = mask_personal(error.message)
        value, _ = mask_personal(error.value)
        message = f"{self._place(line)}, colonne « {header} » : {told}{effect}"
        return Problem(line, column.name, header, value[:_QUARANTINED_LENGTH], error.rule, message, column.rejects_row)
