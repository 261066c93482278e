"""Landing by the block gives what landing row by row gives: rows, repairs, refusals, words and counts."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sandbox.sirene_stock import COLUMNS, write_stock
from sress.contracts.column import Column
from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.landing import store
from sress.landing.bulk import blocks, pieces
from sress.landing.bulk.blocks import blocks_of
from sress.landing.bulk.certain import TYPES, rule_of
from sress.landing.check import check_table
from sress.landing.land import land_file
from sress.landing.reading.table import Table
from sress.landing.report import LandingReport
from sress.platform.database import connect
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STREAM = "stock_unites_legales"
REAL = ROOT.parent / "shared" / "data" / "sirene" / "StockUniteLegale_utf8.csv"

# --- what is certain of a cell

CODES = {"actif": ("A", "Actif"), "ferme": ("F", "Fermé", "l'arrêt"), "X": ()}
NEAR: dict[str, st.SearchStrategy[str]] = {
    "code": st.sampled_from(["A", "Actif", "actif", "ACTIF", "F", "Fermé", "ferme", "Ferme", "l'arrêt", "X", "x", "?"]),
    "siret": st.one_of(
        st.from_regex(r"[0-9]{10,15}", fullmatch=True),
        st.sampled_from(
            [
                "73282932000074",
                "73282932000075",
                "73282932000000",
                "732 829 320 00074",
                "35600000000048",
                "35600000049837",
                "00000000000000",
                "00000000000018",
                "7.3282932E13",
                "52010100022",
                "00552010100022",
                "552010100022",
            ]
        ),
    ),
    "insee_code": st.one_of(
        st.from_regex(r"[0-9]{3,6}", fullmatch=True), st.sampled_from(["2A004", "2a004", "1001", "44109.0", "2A04"])
    ),
    "postal_code": st.one_of(
        st.from_regex(r"[0-9]{3,6}", fullmatch=True), st.sampled_from(["44 000", "2A004", "F-44"])
    ),
    "siren": st.one_of(
        st.from_regex(r"[0-9]{5,10}", fullmatch=True),
        st.sampled_from(["356000000", "000000000", "732829320", "7328293 20", " 732829320", "732829320.0", "1e9", "5"]),
    ),
    "rna": st.from_regex(r"[Ww][0-9][0-9A-Za-z][0-9]{6,8}", fullmatch=True),
    "date": st.one_of(
        st.dates().map(lambda day: day.isoformat()),
        st.from_regex(r"(18|19|20|21)[0-9]{2}-[0-1][0-9]-[0-3][0-9]", fullmatch=True),
        st.sampled_from(["45321", "03/02/2024", "2024-2-3", "2024-02-03T00:00:00", "1899-12-31", "2101-01-01"]),
    ),
    "timestamp": st.one_of(
        st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
        st.datetimes().map(lambda moment: moment.isoformat(sep=" ", timespec="milliseconds")),
        st.sampled_from(
            [
                "2024-03-31T02:30:00",
                "2024-10-27 02:30:00",
                "2024-10-26 23:59:59",
                "2024-03-30T23:59:59.999",
                "2024-06-01T10:00:00Z",
                "2024-06-01T24:00:00",
                "2024-06-01",
            ]
        ),
    ),
    "integer": st.from_regex(r"-?[0-9]{1,11}(\.0)?|[0-9] [0-9]{3}", fullmatch=True),
    "boolean": st.sampled_from(["true", "false", "True", "oui", "non", "O", "vrai", "1", "2"]),
    "text": st.one_of(
        st.from_regex(r"[0-9]{1,7}(\.0)?", fullmatch=True),
        st.text(max_size=30),
        st.from_regex(r"[A-Za-zÉéÂÃà '.,&/@()+\-0-9]{1,40}", fullmatch=True),
        st.sampled_from(
            [
                "NULL",
                "nan",
                "UNITE  FICTIVE",
                "a@exemple.invalid",
                "Tél 06 12 34 56 78",
                "appeler le 0612345678 vite",
                "FR7630006000011234567890189",
                "CHÂTEAU",
                'SCI "LES LILAS"',
                "a\\b",
                "Ã©tÃ©",
                "+33612345678",
            ]
        ),
    ),
}


@pytest.mark.parametrize(("kind", "zero_pad"), [*((kind, None) for kind in sorted(TYPES)), ("text", 5)])
@given(data=st.data())
@hypothesis_settings(max_examples=40, deadline=None)
def test_what_is_certain_is_what_cleaning_gives(kind: str, zero_pad: int | None, data: st.DataObject) -> None:
    values = CODES if kind == "code" else None
    column = Column(
        name="c",
        description="a column",
        type=kind,  # type: ignore[arg-type]
        zero_pad=zero_pad,
        values=values,
    )
    texts = data.draw(st.lists(NEAR[kind].filter(lambda text: "\x00" not in text), min_size=1, max_size=20))
    rule = rule_of(column, "c0")
    mends = " || ".join(
        ["''", *(f"case when {condition} then '{repair}' else '' end" for condition, repair in rule.mends)]
    )
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            f"select n, {rule.value}, coalesce({rule.certain}, false), {mends} from "
            "(select unnest(range(len($texts))) as n, nullif(unnest($texts), '') as c0)",
            {"texts": texts},
        ).fetchall()
    by_row = _cleaned(column, texts)
    for place, value, certain, repair in rows:
        if certain:
            assert (value, repair or None) == by_row[place], texts[place]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("siret", "73282932000074", "73282932000074"),
        ("siret", "552010100022", "00552010100022"),
        ("siren", "732829320", "732829320"),
        ("code", "Fermé", "ferme"),
        ("code", "X", "X"),
        ("code", "l'arrêt", "ferme"),
        ("insee_code", "2A004", "2A004"),
        ("insee_code", "1001", "01001"),
        ("postal_code", "44000", "44000"),
        ("rna", "W442000001", "W442000001"),
        ("date", "2024-02-29", "2024-02-29"),
        ("timestamp", "2024-07-01T10:00:00", "2024-07-01T10:00:00+02:00"),
        ("integer", "12", "12"),
        ("boolean", "true", "true"),
        ("text", "Unité fictive 3", "Unité fictive 3"),
    ],
)
def test_a_plain_cell_takes_the_quick_lane(kind: str, text: str, value: str) -> None:
    values = CODES if kind == "code" else None
    column = Column(name="c", description="a column", type=kind, values=values)  # type: ignore[arg-type]
    rule = rule_of(column, "c0")
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"select {rule.value}, {rule.certain} from (select $text as c0)", {"text": text})
        assert found.fetchall() == [(value, True)]


def _cleaned(column: Column, texts: list[str]) -> list[tuple[str | None, str | None]]:
    """(value, repair) of each text, judged row by row."""
    contract = sirene()
    stream = contract.streams[STREAM].model_copy(
        update={
            "columns": (column,),
            "key": (),
            "bulk": False,
            "index": (),
            "thresholds": contract.streams[STREAM].thresholds,
        }
    )
    checked = check_table(Table(["c"], [(row, [text]) for row, text in enumerate(texts)]), stream)
    repairs = {mend.row: mend.rule for mend in checked.mends}
    assert len(checked.landed) == len(texts)
    refused = {problem.row for problem in checked.problems}
    return [(values[0], "refused" if row in refused else repairs.get(row)) for row, values in checked.landed]


# --- whole files


@lru_cache
def sirene(*, bulk: bool = True) -> Contract:
    contract = load_contracts(ROOT / "include" / "sources")["sirene"]
    stream = contract.streams[STREAM].model_copy(update={"bulk": bulk})
    return contract.model_copy(update={"streams": {**contract.streams, STREAM: stream}})


@pytest.fixture(scope="module")
def loader(settings: Settings) -> Any:
    with connect(settings, "loader") as connection:
        store.prepare_streams(connection, [sirene()])
        yield connection


def landed(loader: psycopg.Connection[Any], settings: Settings, path: Path, *, bulk: bool) -> tuple[LandingReport, Any]:
    """The report and everything that landing wrote, then as if nothing had been."""
    report = land_file(loader, settings, sirene(bulk=bulk), STREAM, path)
    names = ", ".join(column.name for column in sirene().streams[STREAM].stored_columns)
    parts = {
        "raw": f"select _row_number, {names} from raw.sirene__{STREAM} where _delivery_id = %s order by 1",
        "rejected": "select row_number, column_name, header, value, rule, message, blocking, duplicate "
        "from quarantine.rejected_row where delivery_id = %s order by row_number, column_name, rule",
        "mended": "select row_number, column_name, original, mended, rule from quarantine.mended_cell "
        "where delivery_id = %s order by row_number, column_name",
        "ledger": "select status, sha256, byte_size, period, scope, personal, synthetic, vault_path from ops.delivery "
        "where delivery_id = %s",
    }
    wrote = {part: loader.execute(query, [report.delivery_id]).fetchall() for part, query in parts.items()}
    for table, column in (
        (f"raw.sirene__{STREAM}", "_delivery_id"),
        ("quarantine.rejected_row", "delivery_id"),
        ("quarantine.mended_cell", "delivery_id"),
        ("ops.landing_report", "delivery_id"),
        ("ops.delivery", "delivery_id"),
    ):
        loader.execute(f"delete from {table} where {column} = %s", [report.delivery_id])  # type: ignore[arg-type]
    loader.commit()
    return replace(report, delivery_id=0), wrote


def same_both_ways(loader: psycopg.Connection[Any], settings: Settings, path: Path) -> LandingReport:
    by_row, rows = landed(loader, settings, path, bulk=False)
    by_block, blocks_ = landed(loader, settings, path, bulk=True)
    assert blocks_ == rows
    assert by_block == by_row
    assert by_block.read == by_block.landed + by_block.rejected
    return by_block


@pytest.mark.parametrize("name", ["StockUniteLegale_2026-10.csv", "StockUniteLegale_2026-10.parquet"])
def test_a_stock_with_dirt_lands_the_same(
    loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path, name: str
) -> None:
    made = write_stock(tmp_path / name, 6_000)
    report = same_both_ways(loader, settings, tmp_path / name)
    assert (report.read, report.rejected, report.mended, report.reasons) == (
        made.rows,
        made.rejected,
        made.mended,
        made.reasons,
    )
    assert made.rejected
    assert made.mended


def test_a_compressed_stock_lands_the_same(loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path) -> None:
    write_stock(tmp_path / "s.csv", 1_500)
    packed = tmp_path / "StockUniteLegale_2026-10.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "s.csv").read_bytes()))
    assert same_both_ways(loader, settings, packed).landed > 1_400


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_file(), reason="the published file is not beside the project")
def test_insee_s_own_rows_land_the_same(loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "StockUniteLegale_2024-03.csv"
    path.write_bytes(REAL.read_bytes())
    report = same_both_ways(loader, settings, path)
    assert report.landed == report.read > 0


def test_numbers_for_codes_other_order_and_new_columns_land_the_same(
    loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path
) -> None:
    write_stock(tmp_path / "s.csv", 2_500, dirt=False)
    path = tmp_path / "StockUniteLegale_2026-10.parquet"
    order = ", ".join(f'"{name}"' for name in reversed(COLUMNS) if name not in ("siren", "nicSiegeUniteLegale"))
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f'copy (select 1.5 as "nouvelleColonne", siren::bigint as siren, {order}, '
            'nicSiegeUniteLegale::double as "nicSiegeUniteLegale" '
            f"from read_csv('{tmp_path / 's.csv'}', all_varchar=true)) to '{path}' (format parquet)"
        )
    report = same_both_ways(loader, settings, path)
    assert report.columns_unknown[0] == "nouvelleColonne"
    assert (report.rejected, report.mended) == (0, 2_500)


LINES = {
    "a quoted comma": ('"A, B"', ""),
    "quotation marks inside": ('"A ""B"" C"', ""),
    "a stray quotation mark": ('A "B', ""),
    "a line break inside": ('"A\nB"', ""),
    "a mail address": ("ecrire a x@exemple.invalid", ""),
    "mojibake": ("Ã‰TÃ‰ FICTIF", ""),
    "two spaces": ("A  B", ""),
    "too many cells": ("A", ",,"),
    "no cell": (None, ""),
    "NUL": ("A\x00B", ""),
}


@pytest.mark.parametrize("case", LINES)
@pytest.mark.parametrize("size", [blocks.BLOCK, 4_000])
def test_misshapen_lines_land_the_same(
    loader: psycopg.Connection[Any],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    size: int,
) -> None:
    """In one block and in many: a line that is not plain costs its block the quick lane, never its sense."""
    monkeypatch.setattr(pieces, "blocks_of", lambda file: blocks_of(file, size))
    made = tmp_path / "s.csv"
    write_stock(made, 150, dirt=False)
    lines = made.read_text(encoding="utf-8").splitlines()
    name, tail = LINES[case]
    place = next(n for n, line in enumerate(lines[60:], start=60) if "UNITE FICTIVE" in line)
    told = lines[place].split("UNITE FICTIVE")
    lines[place] = "" if name is None else f"{told[0]}{name},{told[1].split(',', 1)[1]}{tail}"
    path = tmp_path / "StockUniteLegale_2026-10.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = same_both_ways(loader, settings, path)
    assert report.landed >= 140


def test_a_line_in_another_encoding_lands_the_same(
    loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path
) -> None:
    made = tmp_path / "s.csv"
    write_stock(made, 100, dirt=False)
    path = tmp_path / "StockUniteLegale_2026-10.csv"
    path.write_bytes(made.read_bytes().replace(b"UNITE FICTIVE 7,", "UNITÉ FICTIVE 7,".encode("cp1252")))
    assert same_both_ways(loader, settings, path).read == 100


def test_a_file_that_cannot_be_read_leaves_nothing_but_its_refusal(
    loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path
) -> None:
    whole = tmp_path / "s.parquet"
    write_stock(whole, 1_000)
    path = tmp_path / "StockUniteLegale_2026-10.parquet"
    path.write_bytes(whole.read_bytes()[:-2_000])
    report, wrote = landed(loader, settings, path, bulk=True)
    assert (report.status, report.landed) == ("rejected", 0)
    assert wrote["raw"] == []
    assert [row[4] for row in wrote["rejected"]] == ["unreadable_file"]


def test_the_raw_table_has_the_indexes_that_the_contract_asks_for(
    loader: psycopg.Connection[Any], settings: Settings, tmp_path: Path
) -> None:
    write_stock(tmp_path / "StockUniteLegale_2026-10.csv", 200)
    landed(loader, settings, tmp_path / "StockUniteLegale_2026-10.csv", bulk=True)
    found = loader.execute("select indexdef from pg_indexes where tablename = %s", [f"sirene__{STREAM}"]).fetchall()
    assert {definition.rpartition("(")[2].rstrip(")") for (definition,) in found} >= {
        "siren",
        "identifiant_association",
    }


def test_what_the_stock_promises_is_written_beside_it(tmp_path: Path) -> None:
    made = write_stock(tmp_path / "a.csv", 10_000, seed=3)
    again = write_stock(tmp_path / "b.csv", 10_000, seed=3)
    assert made == again
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    told = json.loads((tmp_path / "a.csv.expected.json").read_text(encoding="utf-8"))
    assert (told["rows"], told["rejected"]) == (10_000, made.rejected)
    sirens = {line.split(",", 1)[0] for line in (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert len(sirens - {""}) == 10_000 - made.reasons["missing_value"]
