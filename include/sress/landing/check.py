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
from sress.landing.judge import Judge
from sress.landing.mask import mask_personal
from sress.landing.problem import FileError, Mend, Problem
from sress.landing.pseudonym import Pseudonymise
from sress.landing.reading.headers import header_names
from sress.landing.reading.table import Table
from sress.landing.tally import Tally

_EMPTY = {"", "NULL", "null", "#N/A", "#REF!", "nan", "NaN"}
_SHORTEST_PREFIX = 4
_ROUNDED = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d+)")
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

    def tally(self) -> Tally:
        """The counts of this outcome."""
        return Tally(
            self.columns,
            self.read,
            len(self.landed),
            self.mended,
            len({problem.row for problem in self.problems if problem.blocking}),
            self.reasons,
            self.columns_unknown,
            self.columns_missing,
            {name: sum(1 for _, values in self.landed if not values[place]) for place, name in enumerate(self.columns)},
        )


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
    places, unknown = match_headers(table.header, stream)
    computed = {column.name for column in stream.stored_columns if column.from_file or column.pseudonym_of}
    missing = [column.name for column in stream.stored_columns if column.name not in {*places, *computed}]
    rows = len(table.rows) + len(table.refused)
    refuse_header(table.header, stream, places, unknown, rows=rows)
    refuse_empty(stream, rows)
    checked = Checked(
        [column.name for column in stream.stored_columns],
        problems=list(table.refused),
        read=rows,
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
    judge = Judge(table, stream, results, headers)
    for index, (line, cells) in enumerate(table.rows):
        row_problems, row_mends, values = judge.judge(index)
        if any(problem.blocking for problem in row_problems):
            checked.problems.extend(judge.summary(line, cells) or row_problems)
            continue
        said = tuple(values)
        if stream.exact_duplicates == "drop" and said in seen:
            checked.problems.append(judge.duplicate(line))
            continue
        seen.add(said)
        checked.problems.extend(row_problems)
        checked.mends.extend(row_mends)
        if line in table.repaired:
            checked.mends.append(Mend(line, "*", "", "", table.repaired[line]))
        checked.landed.append((line, values))
    return checked


def match_headers(header: list[str], stream: Stream) -> tuple[dict[str, int], list[str]]:
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


def refuse_header(header: list[str], stream: Stream, places: dict[str, int], unknown: list[str], *, rows: int) -> None:
    """Raises FileError when a mandatory header is missing, or an unknown one makes the file another one."""
    missing = [
        column
        for column in stream.stored_columns
        if column.needs_header and not column.from_file and not column.pseudonym_of and column.name not in places
    ]
    if missing:
        titles = ", ".join(f"« {column.headers[0] if column.headers else column.name} »" for column in missing)
        first = missing[0]
        raise FileError(
            "missing_header",
            f"ligne d'en-têtes : colonne obligatoire absente : {titles}. Ajoutez-la et redéposez le fichier "
            f"(en-têtes lus : {', '.join(header[:12])})",
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


def refuse_empty(stream: Stream, rows: int) -> None:
    """Raises FileError when there is no row where the contract expects one."""
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
