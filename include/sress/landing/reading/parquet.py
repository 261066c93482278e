"""A Parquet file, read by column name; every value as exact text."""

from __future__ import annotations

import duckdb
import fsspec  # type: ignore[import-untyped]

from sress.landing.problem import FileError
from sress.landing.reading.table import Table
from sress.platform.settings import ZONE

_NAME = "delivery.parquet"
_NESTED = ("struct", "list", "map", "array", "union")


def read_parquet(data: bytes) -> Table:
    """Read all columns from memory: nothing of it touches the disk. Raises FileError when it does not open."""
    files = fsspec.filesystem("memory")
    path = f"/{id(data)}/{_NAME}"
    files.pipe_file(path, data)
    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            connection.execute(f"set TimeZone = '{ZONE}'")
            connection.register_filesystem(files)
            relation = connection.sql(f"select * from read_parquet('memory://{path}')")
            header = list(relation.columns)
            texts = (as_text(name, kind.id) for name, kind in zip(header, relation.types, strict=True))
            rows = relation.project(", ".join(texts)).fetchall()
    except duckdb.Error as error:
        raise FileError(
            "unreadable_file", "le fichier Parquet ne s'ouvre pas : il est tronqué ou abîmé. Renvoyez-le en entier"
        ) from error
    finally:
        files.rm_file(path)
    return Table(
        header,
        [(rank, ["" if value is None else value for value in row]) for rank, row in enumerate(rows, start=1)],
        unit="enregistrement",
    )


def as_text(name: str, kind: str) -> str:
    """SQL for a column as text: whole floats without `.0`, moments with the minutes of their offset, nested as JSON."""
    column = '"' + name.replace('"', '""') + '"'
    plain = f"cast({column} as varchar)"
    if kind in _NESTED:
        return f"cast(to_json({column}) as varchar)"
    if kind in ("double", "float"):
        return rf"regexp_replace({plain}, '\.0$', '')"
    if kind == "timestamp with time zone":
        return rf"regexp_replace({plain}, '([+-]\d\d)$', '\1:00')"
    if kind == "blob":
        return f"coalesce(try(decode({column})), {plain})"
    return plain
