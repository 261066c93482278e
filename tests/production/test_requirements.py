"""What is committed locks every package with hashes and names no index and no machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_locked_package_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            if line and not line.lstrip().startswith("#"):
                assert re.match(r"[\w.\[\],-]+==\S+", line), f"{path.name}: {line[:60]}"
                assert "--hash=sha256:" in line, f"{path.name}: {line[:60]}"


def test_no_committed_file_names_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    words = ("pypi" + ".org", "index" + "-url =", "find" + "-links", "registry.npmjs" + ".org", "file:///" + "opt")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in (".gz", ".png", ".ico") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for word in words:
            assert word not in text, f"{name} names {word}"
