"""Let the simulated partners deliver: write the sandbox's files into the drop folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sandbox.write import write_sandbox
from sress.contracts.load import load_contracts
from sress.landing.store import forget_synthetic
from sress.platform.database import connect
from sress.platform.settings import Settings


def deliver_sandbox(settings: Settings) -> dict[str, Any]:
    """Write this month's synthetic deliveries; returns {'files', 'withdrawn'}.

    Only files that an earlier sandbox delivery put there are replaced. When seed, dirt or scale
    changed, the synthetic deliveries of the former world are withdrawn first.
    """
    world = {"seed": settings.sandbox_seed, "dirt": settings.sandbox_dirt, "scale": settings.sandbox_scale}
    record = settings.home / "sandbox" / "world.json"
    former = json.loads(record.read_text()) if record.exists() else {"world": world, "files": []}
    withdrawn = _withdraw(settings) if former["world"] != world else 0
    for name in former["files"]:
        (settings.drop_dir / name).unlink(missing_ok=True)
    out = settings.home / "sandbox"
    shutil.rmtree(out / "drop", ignore_errors=True)
    write_sandbox(out, month=settings.month, reference_dir=settings.reference_dir, **world)
    files = [
        _deliver(out / "drop", path, settings.drop_dir) for path in sorted((out / "drop").rglob("*")) if path.is_file()
    ]
    record.write_text(json.dumps({"world": world, "files": files}, indent=1))
    return {"files": len(files), "withdrawn": withdrawn}


def _deliver(root: Path, path: Path, drop: Path) -> str:
    name = str(path.relative_to(root))
    target = drop / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
    return name


def _withdraw(settings: Settings) -> int:
    contracts = load_contracts(settings.contracts_dir).values()
    with connect(settings, "loader") as connection:
        return forget_synthetic(connection, contracts)
