"""INSEE's own stock file of legal units: read by name, whatever the columns' order and number."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest
from shared_data import shared_file
from sress.contracts.load import load_contracts
from sress.contracts.model import Stream
from sress.landing.check import Checked, check_table
from sress.landing.table import read_table

pytestmark = pytest.mark.real_data
ROOT = Path(__file__).resolve().parents[2]
FILE = "sirene/StockUniteLegale_utf8.csv"


@pytest.fixture(scope="module")
def stream() -> Stream:
    return load_contracts(ROOT / "include" / "sources")["sirene"].streams["stock_unites_legales"]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shared_file(FILE).read_text(encoding="utf-8"))))


def landed(data: bytes, stream: Stream) -> list[dict[str, str | None]]:
    checked: Checked = check_table(read_table(data, stream), stream)
    assert checked.rejected == 0
    return [dict(zip(checked.columns, values, strict=True)) for _, values in checked.landed]


def as_csv(rows: list[dict[str, str]], columns: list[str]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def test_the_published_rows_land_with_their_codes_whole(stream: Stream, rows: list[dict[str, str]]) -> None:
    found = landed(shared_file(FILE).read_bytes(), stream)
    assert [row["siren"] for row in found] == [row["siren"] for row in rows]
    assert [row["nic_siege"] for row in found] == [row["nicSiegeUniteLegale"] for row in rows]
    assert [row["categorie_juridique"] for row in found] == [row["categorieJuridiqueUniteLegale"] for row in rows]
    assert [row["ess"] or "" for row in found] == [row["economieSocialeSolidaireUniteLegale"] for row in rows]
    assert found[1]["annee_effectifs"] == "2022"


def test_new_columns_in_another_order_change_nothing(stream: Stream, rows: list[dict[str, str]]) -> None:
    columns = json.loads(shared_file("sirene/columns.json").read_text(encoding="utf-8"))
    newer = columns["StockUniteLegale_since_2025_12_16"]
    assert set(newer) > set(columns["StockUniteLegale_until_2025_12"])
    assert landed(as_csv(rows, sorted(newer, reverse=True)), stream) == landed(shared_file(FILE).read_bytes(), stream)


def test_parquet_with_whole_numbers_gives_the_same_rows(
    stream: Stream, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "StockUniteLegale_utf8.parquet"
    duckdb.sql(
        f"""copy (select * replace (
                "categorieJuridiqueUniteLegale"::integer as "categorieJuridiqueUniteLegale",
                "nicSiegeUniteLegale"::integer as "nicSiegeUniteLegale")
            from read_csv('{shared_file(FILE)}', all_varchar = true)) to '{path}' (format parquet)"""
    )
    assert landed(path.read_bytes(), stream) == landed(shared_file(FILE).read_bytes(), stream)
