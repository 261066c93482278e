"""Fixtures of the territory's tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode does not put the helper on the path
from territory_warehouse import ROOT, Warehouse, open_warehouse  # noqa: E402

SHARED = Path(os.environ.get("SRESS_SHARED_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="module")
def warehouse(settings: Settings) -> Warehouse:
    """The module's warehouse."""
    return open_warehouse(settings)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The published files; missing fails in CI and skips elsewhere."""
    if not SHARED.is_dir():
        message = f"{SHARED} is not there (set SRESS_SHARED_DATA)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return SHARED
