"""A warehouse of hand-made rows, as in tests/build, on a copy of the dbt project whose decisions a test may write."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from sress.platform.settings import Settings

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # importlib mode does not put `register` on the path
_BUILD = spec_from_file_location("partners_of_build", HERE.parent / "build" / "conftest.py")
assert _BUILD is not None
assert _BUILD.loader is not None
_MODULE = module_from_spec(_BUILD)
sys.modules[_BUILD.name] = _MODULE
_BUILD.loader.exec_module(_MODULE)


@pytest.fixture(scope="module")
def project_root(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own: dbt's part is a copy, the rest is the checkout's."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(settings.dbt_dir, root / "dbt_project")
    for name in ("include", "expectations"):
        (root / name).symlink_to(settings.project_root / name)
    return root


@pytest.fixture(scope="module")
def partners(settings: Settings, project_root: Path) -> Any:
    """The partners of the module's warehouse, whose raw tables are ready and empty."""
    made = _MODULE.Partners(replace(settings, project_root=project_root))
    made.prepare()
    return made
