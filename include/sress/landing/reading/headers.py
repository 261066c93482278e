"""Find the header of a table below its banner, by the names that the contract knows."""

from __future__ import annotations

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing.fold import fold
from sress.landing.problem import FileError


def header_names(column: Column) -> set[str]:
    """The headers a column may arrive under, folded."""
    return {fold(name) for name in (column.name, *column.headers)}


def known_names(stream: Stream) -> set[str]:
    """All headers that the stream's columns may arrive under, folded."""
    return set().union(*map(header_names, stream.columns))


def header_score(cells: list[str], stream: Stream) -> int:
    """How many of the stream's columns a row of cells names."""
    return len({fold(cell) for cell in cells if cell} & known_names(stream))


def column_of(stream: Stream, title: str) -> Column | None:
    """The column that arrives under this header, None where the contract knows none."""
    return next((column for column in stream.columns if title and fold(title) in header_names(column)), None)


def has_mandatory(rows: list[list[str]], stream: Stream) -> bool:
    """Whether one row names every mandatory column."""
    wanted = [header_names(column) for column in stream.columns if column.needs_header]
    return any(all(names & {fold(cell) for cell in row} for names in wanted) for row in rows)


def find_header(rows: list[list[str]], stream: Stream, where: str = "en tête de fichier") -> int:
    """Index of the row that names most columns (the first of them). Raises FileError if none does."""
    scores = [header_score(row, stream) for row in rows]
    best = max(scores, default=0)
    if best == 0:
        raise no_header(stream, where)
    return scores.index(best)


def no_header(stream: Stream, where: str) -> FileError:
    """The refusal of a delivery in which no column of the contract is named."""
    expected = ", ".join(header_title(column) for column in stream.columns if column.needs_header)
    return FileError(
        "missing_header",
        f"aucune ligne d'en-têtes reconnue {where}. En-têtes attendus : {expected}",
        line=1,
        columns_missing=tuple(column.name for column in stream.columns if column.needs_header),
    )


def named_cells(cells: list[str]) -> list[str]:
    """The header cells up to the last that has a name: what stands further right belongs to no column."""
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    return header


def header_title(column: Column) -> str:
    """The name by which partners know a column."""
    return column.headers[0] if column.headers else column.name
