"""A big CSV or Parquet file in pieces that DuckDB can read, each with the reader of rows to fall back on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import fsspec  # type: ignore[import-untyped]

from sress.contracts.formats import CsvFormat
from sress.contracts.model import Stream
from sress.landing.bulk.blocks import Block, blocks_of, open_plain
from sress.landing.decode import has_mojibake
from sress.landing.problem import FileError
from sress.landing.reading.csv_text import find_csv_header, read_csv
from sress.landing.reading.parquet import as_text
from sress.landing.reading.table import Table
from sress.platform.settings import ZONE

_PARQUET_MARK = b"PAR1"
_FOREIGN_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_HEAD = 256 * 1024
_RECORDS = 100_000


@dataclass(frozen=True)
class Piece:
    """`records` is SQL with columns n, c0, c1… that must give `rows` rows; `table` reads the same row by row.

    Without `records` there is something in it that only the reader of rows understands.
    """

    records: str | None
    rows: int | None
    table: Callable[[], Table] | None


@dataclass(frozen=True)
class Pieces:
    """A file to be read piece by piece: its header, what a row of it is called, what was noticed."""

    header: list[str]
    unit: str
    messages: list[str]
    read: Callable[[], Iterator[Piece]]


def is_readable(path: Path) -> bool:
    """Whether the file may be a big text or Parquet file; a workbook is read as a workbook."""
    with path.open("rb") as file:
        return not file.read(8).startswith(_FOREIGN_MARKS)


def pieces_of(path: Path, stream: Stream, connection: duckdb.DuckDBPyConnection) -> Pieces:
    """How to read the file. Raises FileError when it is empty, or has no header that the contract knows."""
    if not path.stat().st_size:
        raise FileError("empty_file", "le fichier est vide. Redéposez l'extraction complète")
    with path.open("rb") as file:
        is_parquet = file.read(4) == _PARQUET_MARK
    return _parquet(path, connection) if is_parquet else _csv(path, stream, connection)


def _csv(path: Path, stream: Stream, connection: duckdb.DuckDBPyConnection) -> Pieces:
    form = stream.format if isinstance(stream.format, CsvFormat) else CsvFormat(kind="csv")
    with open_plain(path) as file:
        head = file.read(_HEAD)
    found = find_csv_header(head, stream, form)
    files = fsspec.filesystem("memory")
    connection.register_filesystem(files)
    name = f"/sress-bulk-{id(connection)}.csv"
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(found.header)))
    scan = (
        f"read_csv('memory://{name}', header=false, auto_detect=false, all_varchar=true, columns={{{columns}}}, "
        f"delim='{found.delimiter}', quote='\"', escape='\"', nullstr='', strict_mode=true, parallel=false)"
    )

    def is_regular(block: Block) -> bool:
        """Whether each line has as many cells as the header: DuckDB lets empty ones beyond the last one pass."""
        delimiter = found.delimiter.encode()
        within_cells = block.data.count(delimiter) - block.lines * (len(found.header) - 1)
        if within_cells <= 0 or b'"' not in block.data:
            return within_cells == 0
        cells = [f"c{place}" for place in range(len(found.header))]
        counts = (f"coalesce(sum(length({c}) - length(replace({c}, '{found.delimiter}', ''))), 0)" for c in cells)
        with suppress(duckdb.Error):
            return connection.execute(f"select {' + '.join(counts)} from {scan}").fetchall() == [(within_cells,)]
        return False

    def piece_of(block: Block) -> Piece:
        files.pipe_file(name, block.data)
        numbered = f"select row_number() over () + {block.first - 1} as n, * from {scan}"
        certain = _is_text(block) and is_regular(block)
        return Piece(numbered if certain else None, block.lines, lambda: _by_rows(block, found.line, stream, form))

    def read() -> Iterator[Piece]:
        try:
            with open_plain(path) as file:
                for whole in blocks_of(file):
                    block = _below_header(whole, found.index + 1)
                    if block.data:
                        yield piece_of(block)
        finally:
            if files.exists(name):
                files.rm_file(name)

    return Pieces(found.header, "ligne", found.messages, read)


def _is_text(block: Block) -> bool:
    """Whether its text is what it seems: no NUL, no UTF-8 that was read as another encoding."""
    if b"\x00" in block.data:
        return False
    if b"\xc3\x82" not in block.data and b"\xc3\x83" not in block.data:
        return True
    return not has_mojibake(block.data.decode(errors="replace"))


def _below_header(block: Block, lines: int) -> Block:
    """The block without the first lines of the file."""
    end = 0
    for _ in range(max(0, lines - block.first + 1)):
        end = block.data.find(b"\n", end) + 1 or len(block.data)
    return Block(block.data[end:], max(block.first, lines + 1))


def _by_rows(block: Block, header: bytes, stream: Stream, form: CsvFormat) -> Table:
    """The block as the reader of rows sees it, with the line numbers of the file."""
    table = read_csv(header + b"\n" + block.data, stream, form)
    shift = block.first - 2
    return replace(
        table,
        rows=[(line + shift, cells) for line, cells in table.rows],
        refused=[
            replace(
                problem,
                row=problem.row + shift,
                message=problem.message.replace(f"ligne {problem.row} :", f"ligne {problem.row + shift} :", 1),
            )
            for problem in table.refused
        ],
        repaired={line + shift: rule for line, rule in table.repaired.items()},
    )


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Pieces:
    try:
        connection.execute(f"set TimeZone = '{ZONE}'")
        relation = connection.sql("select * from read_parquet($path) limit 0", params={"path": str(path)})
        header, kinds = list(relation.columns), [kind.id for kind in relation.types]
        ((total,),) = connection.execute("select count(*) from read_parquet($path)", {"path": str(path)}).fetchall()
    except duckdb.Error as error:
        raise FileError(
            "unreadable_file", "le fichier Parquet ne s'ouvre pas : il est tronqué ou abîmé. Renvoyez-le en entier"
        ) from error
    texts = ", ".join(
        f"nullif({as_text(name, kind)}, '') as c{place}"
        for place, (name, kind) in enumerate(zip(header, kinds, strict=True))
    )
    scan = f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}', file_row_number=true)"

    def read() -> Iterator[Piece]:
        for first in range(0, total, _RECORDS):
            rows = min(_RECORDS, total - first)
            where = f"file_row_number >= {first} and file_row_number < {first + rows}"
            yield Piece(f"select file_row_number + 1 as n, {texts} from {scan} where {where}", rows, None)

    return Pieces(header, "enregistrement", [], read)
