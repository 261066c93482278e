"""Land a file of national size: certain records by the block, the others as any row is judged."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from sress.contracts.model import Stream
from sress.landing import store
from sress.landing.bulk.lanes import Sorted, Sorter
from sress.landing.bulk.pieces import Piece, Pieces, pieces_of
from sress.landing.check import Checked, check_table, match_headers, refuse_empty, refuse_header
from sress.landing.problem import FileError, Problem
from sress.landing.reading.table import Table
from sress.landing.table import refuse_what_is_no_text
from sress.landing.tally import Tally

_MEMORY = "256MB"
_PROBLEMS_KEPT = 50_000


@dataclass
class _Outcome:
    """What was counted so far; `problems` are the first ones, for the partner's file."""

    read: int = 0
    landed: int = 0
    mended: int = 0
    blocked: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    messages: dict[str, None] = field(default_factory=dict)


class BulkLanding:
    """One file on its way into its raw table, in the transaction of `connection`."""

    def __init__(self, connection: psycopg.Connection, stream: Stream, table: str, delivery_id: int) -> None:
        self._connection = connection
        self._stream = stream
        self._table = table
        self._delivery_id = delivery_id
        self._columns = [column.name for column in stream.stored_columns]
        self._done = _Outcome()

    def land(self, path: Path) -> tuple[Tally, list[Problem], list[str]]:
        """Copy the rows and what is wrong with them; what came of it, the first problems, and messages.

        Raises FileError when the file cannot be read as a whole.
        """
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": _MEMORY}) as reader:
            pieces = pieces_of(path, self._stream, reader)
            places, unknown = match_headers(pieces.header, self._stream)
            refuse_header(pieces.header, self._stream, places, unknown, rows=0)
            sorter = Sorter(reader, self._stream.stored_columns, places, len(pieces.header))
            for piece in pieces.read():
                self._piece(piece, pieces, sorter)
        refuse_empty(self._stream, self._done.read)
        missing = [name for name in self._columns if name not in places]
        return self._tally(unknown, missing), self._done.problems, [*pieces.messages, *self._done.messages]

    def _piece(self, piece: Piece, pieces: Pieces, sorter: Sorter) -> None:
        found = None
        if piece.records is not None:
            with suppress(duckdb.Error):
                found = sorter.sort(piece.records, self._delivery_id)
        if found is None or (piece.rows is not None and found.rows != piece.rows):
            if piece.table is None:
                raise FileError(
                    "unreadable_file", "le fichier Parquet ne s'ouvre pas : il est tronqué ou abîmé. Renvoyez-le"
                )
            self._by_rows(piece.table())
            return
        self._certain(found)
        if found.doubtful:
            table = Table(pieces.header, found.doubtful, unit=pieces.unit)
            refuse_what_is_no_text(table)
            self._by_rows(table)

    def _certain(self, found: Sorted) -> None:
        if found.certain:
            names = sql.SQL(", ").join(map(sql.Identifier, ("_delivery_id", "_row_number", *self._columns)))
            statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier("raw", self._table), names)
            with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(found.copied.encode())
        store.copy_quarantine(self._connection, self._delivery_id, [], found.mends)
        done = self._done
        done.read += found.certain
        done.landed += found.certain
        done.mended += len({mend.row for mend in found.mends})
        done.filled.update(dict(zip(self._columns, found.filled, strict=True)))

    def _by_rows(self, table: Table) -> None:
        checked = check_table(table, self._stream)
        store.copy_rows(self._connection, self._table, checked.columns, self._delivery_id, checked.landed)
        problems = [problem.masked() for problem in checked.problems]
        store.copy_quarantine(self._connection, self._delivery_id, problems, checked.mends)
        self._count(checked, problems)
        self._done.messages.update(dict.fromkeys(table.messages))

    def _count(self, checked: Checked, problems: list[Problem]) -> None:
        done, tally = self._done, checked.tally()
        done.read += tally.read
        done.landed += tally.landed
        done.mended += tally.mended
        done.blocked += tally.blocked
        done.reasons.update(tally.reasons)
        done.filled.update({name: tally.landed - empty for name, empty in tally.empty.items()})
        done.problems.extend(problems[: _PROBLEMS_KEPT - len(done.problems)])

    def _tally(self, unknown: list[str], missing: list[str]) -> Tally:
        done = self._done
        return Tally(
            self._columns,
            done.read,
            done.landed,
            done.mended,
            done.blocked,
            dict(sorted(done.reasons.items())),
            unknown,
            missing,
            {name: done.landed - done.filled[name] for name in self._columns},
        )
