"""One table as CSV (UTF-8, commas, quoted where needed) and as Parquet with the same rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sress.opendata.tables import Table


@dataclass(frozen=True)
class File:
    """A written file: its path below the export, its size and its SHA-256."""

    path: str
    size: int
    sha256: str


def write_csv(connection: psycopg.Connection[Any], table: Table, folder: Path) -> tuple[File, int]:
    """The table as CSV, streamed; the file and its number of rows."""
    path = folder / "csv" / f"{table.name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = ",".join(column.name for column in table.columns)
    with path.open("wb") as file, connection.cursor() as cursor:
        file.write(f"{header}\n".encode())
        with cursor.copy(sql.SQL("copy ({}) to stdout (format csv)").format(table.query)) as copied:
            for block in copied:
                file.write(block)
        rows = cursor.rowcount
    return _written(path, folder), rows


def write_parquet(table: Table, folder: Path) -> File:
    """The CSV of the table again as Parquet, its columns typed."""
    import duckdb

    source, path = folder / "csv" / f"{table.name}.csv", folder / "parquet" / f"{table.name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    types = {column.name: column.parquet_type for column in table.columns}
    with duckdb.connect(config={"threads": 1}) as connection:
        rows = connection.read_csv(
            str(source), header=True, delimiter=",", quotechar='"', escapechar='"', columns=types, na_values=""
        )
        rows.write_parquet(str(path), compression="zstd")
    return _written(path, folder)


def write_text(folder: Path, name: str, text: str) -> File:
    """A page or a description."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return _written(path, folder)


def _written(path: Path, folder: Path) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, digest.hexdigest())
