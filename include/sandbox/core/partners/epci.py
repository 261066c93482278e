"""The EPCI as a run sees them: what they fund and how they spread the strategy, as their newest files tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sandbox.core.partners.moments import quarterly
from sandbox.core.partners.told import ToldLine, told_lines
from sandbox.core.row import Run
from sandbox.sheet import Value
from sandbox.systems.epci import funding_rows, layout_of
from sandbox.systems.epci_sheets import FUNDING, SPREADING
from sandbox.systems.epci_world import EPCI, Step, steps, supports
from sandbox.systems.epci_world import SOURCE as SOURCE


def funded(run: Run) -> list[ToldLine]:
    """The supports of the newest quarter's files that landed, with what is in force then."""
    day, every = quarterly(run, SOURCE).extracted_on, supports(run.world, run.cog)
    return [
        line
        for siren in EPCI
        for line in told_lines(run.lost, FUNDING[layout_of(siren)], funding_rows(run.world.seed, every[siren], day))
    ]


def steps_told(run: Run) -> list[ToldLine]:
    """The steps of the newest quarter's files that landed, planned ones included."""
    day, every = quarterly(run, SOURCE).extracted_on, steps(run.world.seed)
    return [
        line
        for siren in EPCI
        for line in told_lines(
            run.lost,
            SPREADING[layout_of(siren)],
            [(f"{step.epci}/{step.rank}", _step(step, day), step) for step in every[siren] if step.known_on <= day],
        )
    ]


def _step(step: Step, day: date) -> Mapping[str, Value]:
    """What the EPCI says of a step on a day: planned until its day, then done or called off."""
    done = "realisee" if step.held else "annulee"
    return {
        "intitule": f"SRESS : action de diffusion n° {step.rank}",
        "type": step.kind,
        "date_action": step.day,
        "statut": done if step.day <= day else "prevue",
    }
