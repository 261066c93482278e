"""What landing rejects is exactly what the simulated world knows to be lost, row by row."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sandbox import vocabulary
from sandbox.cog import load_cog
from sandbox.produce import Month, produce
from sress.contracts.load import load_contracts
from sress.landing.check import check_table
from sress.landing.clean import CodeList
from sress.landing.period import file_groups
from sress.landing.table import read_table

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = load_contracts(ROOT / "include" / "sources")


COG = load_cog(ROOT / "include" / "reference_data")
OUTCOMES = ("rejected", "mended", "set_aside")


MONTHS = [(1, "2026-10"), (2, "2026-10"), (3, "2025-12"), (4, "2026-01"), (5, "2026-10"), (9, "2024-01")]


@pytest.mark.parametrize(
    ("seed", "month", "dirt"),
    [
        pytest.param(seed, month, dirt, marks=() if (seed, dirt) == (1, 2) else pytest.mark.slow)
        for seed, month in MONTHS
        for dirt in range(4)
    ],
)
def test_each_row_lands_is_mended_or_is_rejected_as_the_world_expects(seed: int, month: str, dirt: int) -> None:
    made = produce(seed, dirt, month, 1, COG)
    expected: dict[tuple[str, str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for entry in made.expected:
        expected[(entry["source"], entry["stream"], entry["delivery"])][entry["outcome"]].add(entry["row"])
    read = {(file["source"], file["stream"], file["delivery"]): file["rows"] for file in made.files}
    for (source, stream_name, delivery), rows in read.items():
        stream = CONTRACTS[source].streams[stream_name]
        assert re.fullmatch(stream.file, delivery), f"no pattern of {source}.{stream_name} takes {delivery}"
        table = read_table(delivered(made, source, stream_name, delivery), stream)
        checked = check_table(table, stream, named=file_groups(stream, delivery), pseudonym="".join)
        found = {
            "rejected": {problem.row for problem in checked.problems if problem.blocking},
            "mended": {mend.row for mend in checked.mends} & {line for line, _ in checked.landed},
            "set_aside": {p.row for p in checked.problems if p.rule in ("exact_duplicate", "totals_row")},
        }
        for outcome in OUTCOMES:
            wanted = expected[(source, stream_name, delivery)][outcome]
            assert found[outcome] == wanted, f"{source}.{stream_name}, {delivery}: {outcome}"
        assert checked.read == rows == len(checked.landed) + checked.rejected
        assert len(found["rejected"]) <= stream.thresholds.max_rejected_share * checked.read


def delivered(made: Month, source: str, stream: str, delivery: str) -> bytes:
    """The bytes of a delivery as landing receives them, whichever way the partner gives them."""
    production = made.production
    if f"{source}/{delivery}" in production.drops:
        return production.drops[f"{source}/{delivery}"]
    for file in production.open_files:
        if file.media == "zip":
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                found = [archive.read(name) for name in archive.namelist() if delivery.endswith(name)]
                if found:
                    return found[0]
        elif delivery.endswith(file.name):
            return file.data
    pulled = re.sub(rf"^{source}_|_{made.month}_full.jsonl$", "", delivery)
    request = CONTRACTS[source].streams[pulled].request
    assert request is not None
    return pull_of(production.apis[f"{source}/{ENDPOINTS.get((source, pulled), pulled)}"], request.id)


def pull_of(records: list[dict[str, Any]], key: str | None) -> bytes:
    """A pull as one file: JSON lines by id, or by their whole content where they have none."""
    lines = {
        json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")): str(record[key]) if key else ""
        for record in records
    }
    ordered = sorted(lines, key=lambda line: (lines[line], line))
    return "".join(f"{line}\n" for line in ordered).encode()


ENDPOINTS = {("populations", "communes"): "observations"}


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
