"""The simulated partners of a refresh: they drop their files, and serve the rest on the loopback address."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cog import load_cog
from sandbox.produce import Month, produce
from sandbox.production import Production
from sandbox.serve import Faults, Running, start
from sandbox.write import write_knowledge
from sress.contracts.load import load_contracts
from sress.landing.store import forget_synthetic
from sress.platform.database import connect
from sress.platform.settings import Settings

from orchestration.sandbox_connections import connection_variables, dropped_sources


@dataclass(frozen=True)
class Partners:
    """The partners at work: how many deliveries they hold out, and how many of another world went."""

    deliveries: int
    withdrawn: int
    running: Running


@contextmanager
def sandbox_partners(settings: Settings) -> Iterator[Partners]:
    """Let the partners of this month's synthetic world deliver and serve until the block ends.

    Only files that an earlier sandbox delivery put there are replaced. When seed, dirt or scale
    changed, the synthetic deliveries of the former world are withdrawn first. Airflow's connections
    point to the partners meanwhile: no address outside this machine is asked for anything.
    """
    made, withdrawn = deliver(settings)
    faults = Faults.from_text(os.environ.get("SRESS_SANDBOX_FAULTS", ""))
    with start(made.production, faults=faults) as running, _environment(connection_variables(running)):
        yield Partners(len({file["delivery"] for file in made.files}), withdrawn, running)


def deliver(settings: Settings) -> tuple[Month, int]:
    """Make this month's world and drop its files; returns it, and how many deliveries were withdrawn."""
    world = {"seed": settings.sandbox_seed, "dirt": settings.sandbox_dirt, "scale": settings.sandbox_scale}
    home = settings.home / "sandbox"
    record = home / "world.json"
    former = json.loads(record.read_text()) if record.exists() else {"world": world, "files": []}
    withdrawn = _withdraw(settings) if former["world"] != world else 0
    for name in former["files"]:
        (settings.drop_dir / name).unlink(missing_ok=True)
    cog = load_cog(settings.reference_dir)
    made = produce(world["seed"], world["dirt"], settings.month, world["scale"], cog)
    write_knowledge(home, made, settings.month, cog)
    files = _drop(settings, made.production)
    record.write_text(json.dumps({"world": world, "files": files}, indent=1))
    return made, withdrawn


def _drop(settings: Settings, production: Production) -> list[str]:
    """Put the files into the drop folder that no server gives; returns their names."""
    sources = dropped_sources(load_contracts(settings.contracts_dir))
    names = sorted(name for name in production.drops if name.split("/")[0] in sources)
    for name in names:
        target: Path = settings.drop_dir / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(production.drops[name])
    return names


def _withdraw(settings: Settings) -> int:
    """Withdraw what the former world delivered, and what was still on its way."""
    for folder in (settings.inbox_dir, settings.home / "collect"):
        shutil.rmtree(folder, ignore_errors=True)
    contracts = load_contracts(settings.contracts_dir).values()
    with connect(settings, "loader") as connection:
        return forget_synthetic(connection, contracts)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    former: dict[str, Any] = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
