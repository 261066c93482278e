"""What a partner wrote into the shared tool, and when last: each reception, each accompaniment.

The tool tells of the last change of a record only: one that somebody changes again is no longer told of
on its former day.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor
from sandbox.core.row import Run, iso
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The entries of extraction day, receptions first, by number."""
    run = Run(world, month, cog, lost)
    shown = essor.shown_projects(run)
    received = [
        _row(f"essor:reception:{number}", line.text("accueilli_par"), iso(essor.written_on(line)))
        for number, line in sorted(essor.projects(run, shown).items())
    ]
    supports = [
        _row(f"essor:{line.text('accompagnement_id')}", line.text("organisation"), iso(essor.written_on(line)))
        for line in essor.supports(run, shown)
    ]
    return received + supports


def _row(key: str, operator: str | None, written_on: str | None) -> dict[str, Any]:
    return {"record_key": key, "operator_code": operator, "written_on": written_on, "source_code": essor.SOURCE}
