"""Contracts: the ones that ship are valid, and a mistake is named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from sress.contracts.load import ContractError, UnknownStream, find_stream, load_contract, load_contracts

FOLDER = Path(__file__).resolve().parents[2] / "include" / "sources"

VALID = """\
source: essai
label: Source d'essai
owner: Région
steward: essai@exemple.invalid
licence: interne
cadence: monthly
due_day: 5
schedule: "0 6 * * *"
collect: {kind: drop_folder, connection: drop_folder, folder: essai}
streams:
  lignes:
    description: Some rows.
    file: 'lignes.*\\.csv'
    format: {kind: csv}
    revision: {replaces: stream}
    columns:
      - {name: numero, description: Number., required: true}
      - {name: montant, description: Amount., type: amount}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "essai.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_contracts_that_ship_are_valid() -> None:
    contracts = load_contracts(FOLDER)
    assert {"cog", "insee_flores", "gouvernance", "region_dispositifs", "scdl_subventions"} <= set(contracts)
    for contract in contracts.values():
        for stream in contract.streams.values():
            assert any(column.needs_header for column in stream.columns), contract.source


def test_a_valid_contract_loads(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path, VALID))
    assert [column.name for column in contract.streams["lignes"].columns] == ["numero", "montant"]


@pytest.mark.parametrize(
    ("before", "after", "line", "field"),
    [
        ("type: amount", "type: argent", 18, "streams.lignes"),
        ("due_day: 5", "due_day: 45", 7, "due_day"),
        ("steward: essai@exemple.invalid", "steward: personne", 4, "steward"),
        ("name: numero", "name: Numéro", 17, "columns.0.name"),
        ("licence: interne", "license: interne", 5, "license"),
        ("revision: {replaces: stream}", "revision: {replaces: stream, year_of: [jour]}", 11, "streams.lignes"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(
    tmp_path: Path, before: str, after: str, line: int, field: str
) -> None:
    path = write(tmp_path, VALID.replace(before, after))
    with pytest.raises(ContractError) as found:
        load_contract(path)
    message = str(found.value)
    assert f"essai.yml, line {line}, field" in message, message
    assert field in message


def test_broken_yaml_is_named_by_line(tmp_path: Path) -> None:
    path = write(tmp_path, VALID.replace("cadence: monthly", "cadence: [monthly"))
    with pytest.raises(ContractError, match=r"essai\.yml, line \d+: not valid YAML"):
        load_contract(path)


def test_the_source_is_the_file_name(tmp_path: Path) -> None:
    write(tmp_path, VALID.replace("source: essai", "source: autre"))
    with pytest.raises(ContractError, match="not the file's name"):
        load_contracts(tmp_path)


def test_an_unknown_stream_lists_what_exists() -> None:
    contracts = load_contracts(FOLDER)
    with pytest.raises(UnknownStream, match="dossiers"):
        find_stream(contracts, "region_dispositifs", "inconnu")
    with pytest.raises(UnknownStream, match="gouvernance"):
        find_stream(contracts, "inconnue", "dossiers")
