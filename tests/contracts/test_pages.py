"""The pages of the sources are those that their contracts make, and say what a reader looks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sress.contracts.load import load_contracts
from sress.contracts.page import index, page, write_pages

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = load_contracts(ROOT / "include" / "sources")


def test_the_committed_pages_are_those_of_the_contracts(tmp_path: Path) -> None:
    made = {path.name: path.read_text(encoding="utf-8") for path in write_pages(CONTRACTS, tmp_path)}
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "sources").glob("*.md")}
    assert committed == made, "run `sress sources document`"


@pytest.mark.parametrize("source", sorted(CONTRACTS))
def test_a_page_tells_owner_columns_persons_and_traps(source: str) -> None:
    contract, text = CONTRACTS[source], page(CONTRACTS[source])
    assert contract.owner in text
    assert contract.traps, "every source has its traps"
    assert all(trap in text for trap in contract.traps)
    for name, stream in contract.streams.items():
        assert f"`raw.{source}__{name}`" in text
        for column in stream.columns:
            (row,) = [
                line for line in text.split(f"## {name}\n")[1].splitlines() if line.startswith(f"| `{column.name}`")
            ][:1]
            assert ("never stored" in row) == (column.personal == "drop")
            assert ("keyed pseudonym" in row) == (column.personal == "pseudonym")
    assert ("Files are encrypted" in text) == contract.holds_personal_data


def test_the_index_has_every_source() -> None:
    lines = index(CONTRACTS.values()).splitlines()
    assert [line.split("]")[0].removeprefix("| [") for line in lines[4:]] == sorted(CONTRACTS)


def test_a_page_without_a_contract_is_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("x")
    write_pages(CONTRACTS, tmp_path)
    assert not (tmp_path / "gone.md").exists()
