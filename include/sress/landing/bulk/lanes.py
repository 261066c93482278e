"""Sort the records of a block or of a row group: what is certain as COPY text, the others cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from sress.contracts.column import Column
from sress.landing.bulk.certain import rule_of
from sress.landing.problem import Mend


@dataclass
class Sorted:
    """`copied` is COPY's text of the certain rows; `doubtful` are (row number, cells in the file's order).

    `filled` counts the values of each column among the certain rows.
    """

    rows: int
    certain: int
    copied: str
    filled: list[int]
    doubtful: list[tuple[int, list[str]]] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)


class Sorter:
    """Sorts records read by DuckDB as text columns `c0`, `c1`… by the rules of the contract's columns.

    `places` says in which of them each stored column stands; `width` is how many there are.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], places: dict[str, int], width: int
    ) -> None:
        self._connection = connection
        self._columns = columns
        self._places = places
        self._rules = [
            rule_of(column, f"c{places[column.name]}") if column.name in places else None for column in columns
        ]
        self._width = width
        # (index of the column, its place in the file, condition, repair) of what may be mended.
        self._mends = [
            (i, places[column.name], condition, repair)
            for i, (column, rule) in enumerate(zip(columns, self._rules, strict=True))
            if rule
            for condition, repair in rule.mends
        ]

    def sort(self, records: str, delivery_id: int) -> Sorted:
        """Sort what the SQL relation `records` (columns n, c0…) holds. Raises duckdb.Error when it cannot be read."""
        values = [rule.value if rule else "null" for rule in self._rules]
        certain = " and ".join(self._certain_parts()) or "true"
        line = ", ".join(["$delivery", "n", *(f"coalesce({_escaped(f'v{i}')}, '\\N')" for i in range(len(values)))])
        cells = ", ".join(f"coalesce(c{place}, '')" for place in range(self._width))
        filled = [f"count(v{i}) filter (where certain)" for i in range(len(values))]
        mends = [
            f"list({{'n': n, 'original': c{place}, 'value': v{i}}}) filter (where certain and {condition})"
            for i, place, condition, _ in self._mends
        ]
        (row,) = self._connection.execute(
            f"""
            with records as materialized ({records}),
            judged as (
                select n, {", ".join(f"c{place}" for place in range(self._width))},
                    {", ".join(f"{value} as v{i}" for i, value in enumerate(values))},
                    coalesce({certain}, false) as certain
                from records
            )
            select count(*), count(*) filter (where certain),
                string_agg(concat_ws(chr(9), {line}), chr(10)) filter (where certain),
                list({{'n': n, 'cells': [{cells}]}}) filter (where not certain),
                {", ".join([*filled, *mends])}
            from judged
            """,
            {"delivery": delivery_id},
        ).fetchall()
        rows, sure, copied, doubtful, *rest = row
        found = Sorted(rows, sure, copied or "", list(rest[: len(values)]))
        found.doubtful = [(record["n"], record["cells"]) for record in doubtful or ()]
        for (i, _, _, repair), cells_mended in zip(self._mends, rest[len(values) :], strict=True):
            name = self._columns[i].name
            found.mends += [
                Mend(cell["n"], name, cell["original"], cell["value"], repair) for cell in cells_mended or ()
            ]
        return found

    def _certain_parts(self) -> list[str]:
        parts = [rule.certain for rule in self._rules if rule]
        parts += [
            f"c{self._places[column.name]} is not null"
            for column in self._columns
            if column.required and column.name in self._places
        ]
        return parts


def _escaped(value: str) -> str:
    """A value as COPY's text format writes it: what is certain holds no tab and no line break."""
    return f"replace({value}, '\\', '\\\\')"
