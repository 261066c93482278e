"""`sress export opendata`: one publication, read at one moment, as files with their descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import class_row

from sress.opendata.describe import data_package, dcat, dictionary_csv, dictionary_page, read_me
from sress.opendata.files import File, write_csv, write_parquet, write_text
from sress.opendata.tables import Table, public_tables
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.marts import table_columns
from sress.publication.publication import PublicationRefused
from sress.publication.session import pin
from sress.publication.views import INFO, SERVED


@dataclass(frozen=True)
class Edition:
    """The publication that is exported."""

    publication_id: int
    month: str
    cut_off: date
    published_at: datetime
    synthetic: bool


@dataclass(frozen=True)
class Exported:
    """A table with the files that hold it."""

    table: Table
    rows: int
    csv: File
    parquet: File


def export_open_data(settings: Settings, folder: Path, publication_id: int | None = None) -> list[Exported]:
    """Write the public tables of the served publication, or of another one, into an empty or new folder.

    The same publication gives the same bytes. Raises PublicationRefused when there is none, or one that may not be
    read, FileExistsError when the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds files already: name an empty folder.")
    with connect(settings, "engineer") as connection:
        tables = public_tables(connection)
    # BI's role: what it may not read cannot be exported either.
    with connect(settings, "bi") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if publication_id is not None:
            pin(connection, publication_id)
        edition = _edition(connection)
        folder.mkdir(parents=True, exist_ok=True)
        exported = [_export(connection, table, folder) for table in tables]
    for name, text in (
        ("datapackage.json", data_package(edition, exported)),
        ("catalog.jsonld", dcat(edition, exported)),
        ("dictionnaire.md", dictionary_page(edition, exported)),
        ("dictionnaire.csv", dictionary_csv(exported)),
        ("LISEZ-MOI.md", read_me(edition, exported)),
    ):
        write_text(folder, name, text)
    return exported


def _export(connection: psycopg.Connection[Any], table: Table, folder: Path) -> Exported:
    csv, rows = write_csv(connection, table, folder)
    return Exported(table, rows, csv, write_parquet(table, folder))


def _edition(connection: psycopg.Connection[Any]) -> Edition:
    found = None
    if table_columns(connection, SERVED, INFO):
        with connection.cursor(row_factory=class_row(Edition)) as cursor:
            found = cursor.execute(
                "select publication_id, month, cut_off, published_at, synthetic from marts.publication_info"
            ).fetchone()
    if found is None:
        raise PublicationRefused("Rien n'est publié : il n'y a rien à exporter.")
    return found
