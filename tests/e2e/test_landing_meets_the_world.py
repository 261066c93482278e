"""What landing rejects is exactly what the simulated world knows to be lost, row by row."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from sandbox import vocabulary
from sandbox.write import write_sandbox
from sress.contracts.load import load_contracts
from sress.landing.check import check_table
from sress.landing.clean import CodeList
from sress.landing.table import read_table

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = load_contracts(ROOT / "include" / "sources")


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
@pytest.mark.parametrize(("seed", "month"), [(1, "2026-10"), (2, "2026-10"), (3, "2025-12"), (9, "2024-01")])
def test_the_rejected_rows_are_those_the_world_lost(tmp_path: Path, seed: int, month: str, dirt: int) -> None:
    write_sandbox(
        tmp_path, seed=seed, dirt=dirt, month=month, scale=1, reference_dir=ROOT / "include" / "reference_data"
    )
    lost: dict[tuple[str, str], set[int]] = defaultdict(set)
    for entry in json.loads((tmp_path / "gone.json").read_text(encoding="utf-8")):
        if entry["row_lost"]:
            lost[(entry["stream"], Path(entry["delivery"]).name)].add(entry["row"])
    checked_files = 0
    for contract in CONTRACTS.values():
        for name, stream in contract.streams.items():
            for path in sorted((tmp_path / "drop" / contract.source).glob("*")):
                if not re.fullmatch(stream.file, path.name):
                    continue
                checked = check_table(read_table(path.read_bytes(), stream), stream)
                rejected = {problem.row for problem in checked.problems if problem.blocking}
                assert rejected == lost[(name, path.name)], f"{name} {path.name}"
                assert checked.read == len(checked.landed) + checked.rejected
                assert len(rejected) <= stream.thresholds.max_rejected_share * checked.read
                checked_files += 1
    assert checked_files >= 4


@pytest.mark.parametrize(
    ("source", "stream", "column", "labels"),
    [
        ("region_dispositifs", "dossiers", "statut", vocabulary.STATUTS),
        (
            "region_dispositifs",
            "dossiers",
            "dispositif",
            {code: d.labels for code, d in vocabulary.DISPOSITIFS.items()},
        ),
        ("gouvernance", "evenements", "type", vocabulary.MEETING_TYPES),
        ("gouvernance", "evenements", "statut", vocabulary.MEETING_STATUTS),
        ("gouvernance", "evenements", "territoire", vocabulary.TERRITOIRES),
        ("gouvernance", "evenements", "organisateurs", vocabulary.ORGANISATIONS),
    ],
)
def test_the_contract_knows_every_label_of_the_partner(
    source: str, stream: str, column: str, labels: dict[str, tuple[str, ...]]
) -> None:
    (contracted,) = [c for c in CONTRACTS[source].streams[stream].columns if c.name == column]
    codes = CodeList(contracted)
    for code, spellings in labels.items():
        assert {codes.find(spelling) for spelling in spellings} == {code}
