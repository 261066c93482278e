"""A publication as open data: read by others without this product, and the same bytes each time."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from audiences import declare_audiences
from frictionless import validate
from psycopg.types.json import Jsonb
from sress.opendata.export import export_open_data
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, PublicationRefused, publish
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

MARTS = """
drop table if exists audit.figures, audit.cases, audit.calendar;
create table audit.figures (
    code text primary key, value numeric, status text, is_synthetic boolean, day date, count bigint
);
insert into audit.figures values
    ('A', 12.5, 'final', true, '2026-10-31', 3),
    ('B', null, 'suppressed', false, null, null),
    ('C', 0, 'final', true, '2026-01-01', 0),
    ('é, "x" | y', {value}, 'provisional', null, '2026-02-01', 1);
comment on table audit.figures is 'Des chiffres';
comment on column audit.figures.value is 'Valeur | ou rien';
create table audit.cases as select 'secret'::text as person;
create table audit.calendar as select 'pilotes'::text as word;
"""


def published(settings: Settings, value: int = 7) -> Publication:
    """Three marts, of which one is public."""
    with connect(settings, "loader") as connection:
        delivery = connection.execute(
            """
            insert into ops.delivery (
                source, stream, sha256, byte_size, file_name, vault_path, period, status, scope, synthetic
            )
            values ('essai', 'lignes', %s, 1, 'e.csv', 'v', '2026-10', 'landed', '2026', true) returning delivery_id
            """,
            (f"{value:064}",),
        ).fetchone()
    assert delivery is not None
    with connect(settings, "transformer") as connection:
        connection.execute(MARTS.replace("{value}", str(value)).encode())
        declare_audiences(connection, figures="public", cases="detail")
        row = connection.execute(
            "insert into ops.build (month, cut_off, status, manifest_hash, deliveries) "
            "values ('2026-10', '2026-10-31', 'built', 'm', %s) returning build_id",
            (Jsonb([{"delivery_id": delivery[0]}]),),
        ).fetchone()
    assert row is not None
    store_verdicts(settings, [Verdict(2, "figures", "figures", "0" * 64, 1, (), build_id=row[0])])
    return publish(settings, row[0])


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def exported(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    published(settings)
    folder = tmp_path_factory.mktemp("export") / "new"
    export_open_data(settings, folder)
    return folder


def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_only_what_is_public_leaves(exported: Path) -> None:
    assert set(files(exported)) == {
        "csv/figures.csv", "parquet/figures.parquet", "datapackage.json", "catalog.jsonld", "dictionnaire.md",
        "dictionnaire.csv", "LISEZ-MOI.md",
    }  # fmt: skip
    assert not [name for name, content in files(exported).items() if b"secret" in content.replace(b"secret stat", b"")]


def test_the_validator_finds_a_valid_package(exported: Path) -> None:
    report = validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    schema = package(exported)["resources"][0]["schema"]
    assert schema["primaryKey"] == ["code"]
    assert [field["type"] for field in schema["fields"]] == ["string", "number", "string", "boolean", "date", "integer"]


def test_a_changed_file_is_found_by_the_validator(exported: Path, tmp_path: Path) -> None:
    for name, content in files(exported).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content.replace(b"12.5", b"many"))
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_what_is_withheld_is_empty_and_zero_is_zero(exported: Path) -> None:
    with (exported / "csv" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert (rows["B"]["value"], rows["B"]["status"]) == ("", "suppressed")
    assert rows["C"]["value"] == "0"
    assert rows['é, "x" | y']["value"] == "7"
    assert [rows[code]["is_synthetic"] for code in "AB"] == ["true", "false"]


def test_parquet_holds_the_same_rows_typed(exported: Path) -> None:
    path = exported / "parquet" / "figures.parquet"
    found = duckdb.sql(f"select code, value, is_synthetic, day::text, count from '{path}' order by code").fetchall()
    assert found == [
        ("A", 12.5, True, "2026-10-31", 3),
        ("B", None, False, None, None),
        ("C", 0.0, True, "2026-01-01", 0),
        ('é, "x" | y', 7.0, None, "2026-02-01", 1),
    ]


def test_synthetic_data_say_so_wherever_they_are_read(exported: Path) -> None:
    for name in ("datapackage.json", "catalog.jsonld", "LISEZ-MOI.md", "dictionnaire.md"):
        assert "SYNTHÉTIQUES" in (exported / name).read_text(encoding="utf-8"), name


def test_the_catalogue_names_every_file_with_licence_and_checksum(exported: Path) -> None:
    dataset = json.loads((exported / "catalog.jsonld").read_text(encoding="utf-8"))
    told = {one["dcat:downloadURL"]["@id"]: one for one in dataset["dcat:distribution"]}
    assert set(told) == {"csv/figures.csv", "parquet/figures.parquet"}
    assert {one["dct:license"]["@id"] for one in told.values()} == {
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    }
    assert package(exported)["resources"][0]["hash"].removeprefix("sha256:") == (
        told["csv/figures.csv"]["spdx:checksum"]["spdx:checksumValue"]
    )


def test_the_dictionary_says_what_each_column_means(exported: Path) -> None:
    assert "| `value` | number |  | Valeur \\| ou rien |" in (exported / "dictionnaire.md").read_text(encoding="utf-8")
    with (exported / "dictionnaire.csv").open(encoding="utf-8", newline="") as file:
        meanings = {(row["table"], row["colonne"]): row for row in csv.DictReader(file)}
    assert meanings["figures", "value"]["sens"] == "Valeur | ou rien"
    assert meanings["figures", "code"]["cle"] == "oui"


def test_the_same_publication_gives_the_same_bytes_also_when_another_is_served(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    first = published(fresh_settings)
    export_open_data(fresh_settings, tmp_path / "one")
    second = published(fresh_settings, value=8)
    assert second.publication_id != first.publication_id
    export_open_data(fresh_settings, tmp_path / "again", first.publication_id)
    export_open_data(fresh_settings, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "again")
    assert files(tmp_path / "one")["csv/figures.csv"] != files(tmp_path / "two")["csv/figures.csv"]


def test_it_refuses_a_folder_in_use_and_a_publication_that_was_never_served(
    exported: Path, settings: Settings, fresh_settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(FileExistsError, match="empty folder"):
        export_open_data(settings, exported)
    with pytest.raises(PublicationRefused):
        export_open_data(settings, tmp_path / "nine", 9)
    assert not (tmp_path / "nine").exists()
    with pytest.raises(PublicationRefused, match="Rien n'est publié"):
        export_open_data(fresh_settings, tmp_path / "none")
