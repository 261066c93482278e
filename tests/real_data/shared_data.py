"""Where the published files lie that these tests read and the project does not carry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SRESS_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared_file(pattern: str) -> Path:
    """The file of the shared data that matches; missing fails in CI and skips elsewhere."""
    found = sorted(SHARED.glob(pattern))
    if not found:
        message = f"{pattern} is not under {SHARED} (set SRESS_SHARED_DATA)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found[0]
