"""A Parquet file, read by column name; every value as exact text."""

from __future__ import annotations

import duckdb
import fsspec  # type: ignore[import-untyped]

from sress.landing.problem import FileError
from sress.landing.reading.table import Table

_NAME = "delivery.parquet"


def read_parquet(data: bytes) -> Table:
    """Read all columns from memory: nothing of it touches the disk. Raises FileError when it does not open."""
    files = fsspec.filesystem("memory")
    path = f"/{id(data)}/{_NAME}"
    files.pipe_file(path, data)
    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            connection.register_filesystem(files)
            relation = connection.sql(f"select * from read_parquet('memory://{path}')")
            header = list(relation.columns)
            texts = ", ".join(f'cast("{name.replace(chr(34), chr(34) * 2)}" as varchar)' for name in header)
            rows = relation.project(texts).fetchall()
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
