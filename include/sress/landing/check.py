"""Hold a table against its contract: which rows land, in which canonical form, and why others do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing.clean import CellError, Cleaned, cleaner
from sress.landing.fold import fold
from sress.landing.mask import mask_personal
from sress.landing.problem import FileError, Mend, Problem
from sress.landing.pseudonym import Pseudonymise
from sress.landing.table import Table, header_names

_EMPTY = {"", "NULL", "null", "#N/A", "#REF!", "nan", "NaN"}
_SHORTEST_PREFIX = 4
_ROUNDED = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d+)")
_QUARANTINED_LENGTH = 200
_WORDY = ("text", "organisations")

Row = tuple[int, list[str | None]]


@dataclass
class Checked:
    """The outcome for a whole table: read = landed + rejected, always."""

    columns: list[str]
    landed: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    read: int = 0
    columns_unknown: list[str] = field(default_factory=list)
    columns_missing: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Rows that do not land."""
        return self.read - len(self.landed)

    @property
    def mended(self) -> int:
        """Landed rows with at least one repaired cell."""
        return len({mend.row for mend in self.mends} & {line for line, _ in self.landed})

    @property
    def reasons(self) -> dict[str, int]:
        """Problems by rule: rejected rows and cells left empty."""
        return dict(sorted(Counter(problem.rule for problem in self.problems).items()))


def check_table(
    table: Table,
    stream: Stream,
    *,
    named: Mapping[str, str] | None = None,
    pseudonym: Pseudonymise | None = None,
) -> Checked:
    """Check every row. `named` are the groups of the file's name, `pseudonym` makes persons unnameable.

    Raises FileError when a mandatory header is missing, ValueError when there is no way to make the
    pseudonyms that the stream needs: nothing of a person is ever stored as it came.
    """
    places, unknown = _match_headers(table.header, stream)
    computed = {column.name for column in stream.stored_columns if column.from_file or column.pseudonym_of}
    missing = [column.name for column in stream.stored_columns if column.name not in {*places, *computed}]
    _refuse_file(table, stream, places, unknown)
    checked = Checked(
        [column.name for column in stream.stored_columns],
        problems=list(table.refused),
        read=len(table.rows) + len(table.refused),
        columns_unknown=unknown,
        columns_missing=missing,
    )
    results = {
        column.name: _outcomes(column, stream, places, table, named or {}, pseudonym)
        for column in stream.stored_columns
        if column.name in {*places, *computed}
    }
    headers = {name: table.header[place] for name, place in places.items()}
    seen: set[tuple[str | None, ...]] = set()
    for index, (line, cells) in enumerate(table.rows):
        row_problems, row_mends, values = _judge_row(line, index, stream, results, headers)
        blocking = [problem for problem in row_problems if problem.blocking]
        if blocking:
            checked.problems.extend(_summary_row(line, cells, table, blocking) or row_problems)
            continue
        duplicate = tuple(values)
        if stream.exact_duplicates == "drop" and duplicate in seen:
            message = f"ligne {line} : ligne identique à une ligne précédente, comptée une seule fois"
            checked.problems.append(Problem(line, None, None, None, "exact_duplicate", message, False, True))
            continue
        seen.add(duplicate)
        checked.problems.extend(row_problems)
        checked.mends.extend(row_mends)
        if line in table.repaired:
            checked.mends.append(Mend(line, "*", "", "", table.repaired[line]))
        checked.landed.append((line, values))
    return checked


def _match_headers(header: list[str], stream: Stream) -> tuple[dict[str, int], list[str]]:
    """Column name → position, and the headers that no column claims."""
    names: dict[str, Column] = {}
    for column in stream.columns:
        for name in header_names(column):
            names.setdefault(name, column)
    places: dict[str, int] = {}
    unknown = []
    for place, title in enumerate(header):
        claimed = names.get(fold(title)) if title else None
        if claimed is None or claimed.name in places:
            unknown.extend([title] if title else [])
        else:
            places[claimed.name] = place
    return places, unknown


def _refuse_file(table: Table, stream: Stream, places: dict[str, int], unknown: list[str]) -> None:
    missing = [
        column
        for column in stream.stored_columns
        if column.needs_header and not column.from_file and not column.pseudonym_of and column.name not in places
    ]
    rows = len(table.rows) + len(table.refused)
    if missing:
        titles = ", ".join(f"« {column.headers[0] if column.headers else column.name} »" for column in missing)
        first = missing[0]
        raise FileError(
            "missing_header",
            f"ligne d'en-têtes : colonne obligatoire absente : {titles}. Ajoutez-la et redéposez le fichier "
            f"(en-têtes lus : {', '.join(table.header[:12])})",
            line=1,
            header=first.headers[0] if first.headers else first.name,
            rows=rows,
            columns_missing=tuple(column.name for column in missing),
            columns_unknown=tuple(unknown),
        )
    if unknown and stream.unknown_columns == "refuse":
        raise FileError(
            "unknown_dimension",
            f"ligne d'en-têtes : colonne inconnue « {unknown[0]} ». Ce fichier est découpé selon une dimension "
            "que le contrat ne connaît pas : la lire sans elle compterait plusieurs fois la même chose",
            line=1,
            header=unknown[0],
            rows=rows,
            columns_unknown=tuple(unknown),
        )
    if rows < min(1, stream.thresholds.min_rows):
        raise FileError(
            "empty_file", "le fichier n'a que des en-têtes, aucune ligne. Redéposez l'extraction complète", line=1
        )


def _outcomes(
    column: Column,
    stream: Stream,
    places: dict[str, int],
    table: Table,
    named: Mapping[str, str],
    pseudonym: Pseudonymise | None,
) -> list[Cleaned | CellError | None]:
    """The outcome of a column in each row: from the file's name, as a pseudonym, or from its cells."""
    if column.from_file:
        text = named.get(column.name, "")
        cells = Table([column.name], [(line, [text]) for line, _ in table.rows])
        return _clean_column(column, 0, cells)
    if column.personal == "pseudonym":
        if pseudonym is None:
            raise ValueError(f"column {column.name} is stored as a pseudonym, and there is no key to make it")
        parts = [places[name] for name in column.pseudonym_of or (column.name,) if name in places]
        made = (pseudonym([cells[place] for place in parts]) for _, cells in table.rows)
        return [None if value is None else Cleaned(value) for value in made]
    outcomes = _clean_column(column, places[column.name], table)
    return outcomes if column.type not in _WORDY or column.name in stream.key else [_masked(o) for o in outcomes]


def _masked(outcome: Cleaned | CellError | None) -> Cleaned | CellError | None:
    """A landed text without what somebody typed into it of a person."""
    if not isinstance(outcome, Cleaned):
        return outcome
    text, found = mask_personal(outcome.value)
    return Cleaned(text, "personal_data_masked", text) if found else outcome


def _clean_column(column: Column, place: int, table: Table) -> list[Cleaned | CellError | None]:
    """The outcome of each cell of a column; None where the cell is empty."""
    texts = [cells[place].strip() for _, cells in table.rows]
    distinct = {text for text in texts if text not in _EMPTY}
    rule = cleaner(column, sorted(distinct))
    outcomes: dict[str, Cleaned | CellError | None] = dict.fromkeys(_EMPTY)
    for text in distinct:
        try:
            outcomes[text] = replace(rule(text), original=text)
        except CellError as error:
            error.value = text
            outcomes[text] = error
    if column.constant_in_file:
        _mend_constant(outcomes)
    return [outcomes[text] for text in texts]


def _mend_constant(outcomes: dict[str, Cleaned | CellError | None]) -> None:
    """A rounded identifier takes the file's only valid value when it is that value, rounded."""
    valid = {outcome.value for outcome in outcomes.values() if isinstance(outcome, Cleaned)}
    if len(valid) != 1:
        return
    (value,) = valid
    for text, outcome in outcomes.items():
        if isinstance(outcome, CellError) and _is_rounded(text, value):
            outcomes[text] = Cleaned(value, "constant_in_file", text)


def _is_rounded(text: str, value: str) -> bool:
    """Whether `text` is `value` with its last digits lost: '22530000000000' or '2,253E+13' for a SIRET."""
    scientific = _ROUNDED.fullmatch(text)
    if scientific:
        digits, length = scientific[1] + scientific[2], int(scientific[3]) + 1
    else:
        digits, length = text, len(text)
    digits = digits.rstrip("0")
    return digits.isdigit() and len(digits) >= _SHORTEST_PREFIX and length == len(value) and value.startswith(digits)


def _judge_row(
    line: int,
    index: int,
    stream: Stream,
    results: dict[str, list[Cleaned | CellError | None]],
    headers: dict[str, str],
) -> tuple[list[Problem], list[Mend], list[str | None]]:
    problems: list[Problem] = []
    mends: list[Mend] = []
    values: list[str | None] = []
    for column in stream.stored_columns:
        outcome = results[column.name][index] if column.name in results else None
        header = headers.get(column.name, column.name)
        values.append(outcome.value if isinstance(outcome, Cleaned) else None)
        if isinstance(outcome, CellError):
            problems.append(_refused_cell(line, column, header, outcome))
        elif outcome is None and column.required:
            message = f"ligne {line}, colonne « {header} » : valeur obligatoire absente. Complétez-la"
            problems.append(Problem(line, column.name, header, None, "missing_value", message, True))
        elif outcome is not None and outcome.mended:
            mends.append(Mend(line, column.name, outcome.original, outcome.value, outcome.mended))
    if not any(problem.blocking for problem in problems):
        problems.extend(_missing_groups(line, stream, values, headers))
    return problems, mends, values


def _missing_groups(line: int, stream: Stream, values: list[str | None], headers: dict[str, str]) -> list[Problem]:
    """A problem for each group of columns of which at least one must hold a value."""
    named = dict(zip((column.name for column in stream.stored_columns), values, strict=True))
    problems = []
    for group in stream.require_one_of:
        if not any(named[name] for name in group):
            names = ", ".join(f"« {headers.get(name, name)} »" for name in group if name in headers)
            message = f"ligne {line} : une de ces colonnes doit être remplie : {names}"
            problems.append(Problem(line, group[0], headers.get(group[0]), None, "missing_value", message, True))
    return problems


def _refused_cell(line: int, column: Column, header: str, error: CellError) -> Problem:
    effect = "" if column.rejects_row else " (ligne gardée, cette valeur est laissée vide)"
    told, _ = mask_personal(error.message)
    value, _ = mask_personal(error.value)
    message = f"ligne {line}, colonne « {header} » : {told}{effect}"
    return Problem(line, column.name, header, value[:_QUARANTINED_LENGTH], error.rule, message, column.rejects_row)


def _summary_row(line: int, cells: list[str], table: Table, blocking: list[Problem]) -> list[Problem]:
    """A row that fails because it is a total or the header again is named as such, once."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if filled and fold(filled[0]).startswith(("total", "soustotal")):
        message = f"ligne {line} : ligne de total, ignorée"
        return [Problem(line, None, None, None, "totals_row", message, False)]
    if [fold(cell) for cell in cells] == [fold(cell) for cell in table.header]:
        message = f"ligne {line} : en-têtes répétés, ignorés"
        return [Problem(line, None, None, None, "repeated_header", message, False)]
    return []
