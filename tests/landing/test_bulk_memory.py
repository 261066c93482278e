"""The memory of a landing does not follow the size of the stock: it holds blocks and the keys seen, not the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox.sirene_stock import write_stock
from sress.platform.settings import Settings

pytestmark = pytest.mark.slow

SMALL, LARGE = 100_000, 500_000
LAND = """
import json, sys
from dataclasses import replace
from pathlib import Path
from sress.contracts.load import load_contracts
from sress.landing.land import land_file
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings

root, home, url, path = sys.argv[1:]
settings = replace(Settings(project_root=Path(root), home=Path(home), month="2026-10"), database_url=url)
contract = load_contracts(settings.contracts_dir)["sirene"]
with connect(settings, "loader") as connection:
    prepare_streams(connection, [contract])
    report = land_file(connection, settings, contract, "stock_unites_legales", Path(path))
said = report.as_json()
status = Path("/proc/self/status").read_text()  # not getrusage, whose peak is that of the parent that forked it
said["peak_mb"] = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps(said, default=str))
"""


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_five_times_the_rows_take_less_than_twice_the_memory(
    fresh_settings: Settings, tmp_path: Path, kind: str
) -> None:
    peaks = []
    for month, rows in (("2026-09", SMALL), ("2026-10", LARGE)):
        path = tmp_path / f"StockUniteLegale_{month}.{kind}"
        write_stock(path, rows, seed=1)
        arguments = (fresh_settings.project_root, fresh_settings.home, fresh_settings.database_url, path)
        done = subprocess.run(
            [sys.executable, "-c", LAND, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(fresh_settings.project_root / "include")},
        )
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout.splitlines()[-1])
        assert report["read"] == report["landed"] + report["rejected"]
        assert report["landed"] > 0.9 * rows
        peaks.append(report["peak_mb"])
    assert peaks[1] < 2 * peaks[0], f"{peaks} MB"
    assert peaks[1] < 512, f"{peaks} MB"
