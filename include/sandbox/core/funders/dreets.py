"""The DREETS's conseil RH: conventions dated by the agreement, planned or signed; an amendment replaces the amount."""

from __future__ import annotations

from sandbox.core.funders.told import AGREEMENT, Told
from sandbox.core.row import Line, Run
from sandbox.systems.dreets import SOURCE, Convention, convention_values, conventions, deliveries

_STREAM = "conseil_rh"


def told(run: Run) -> list[Told]:
    """The conventions of every exercice in force, under examination too; the states are the common ones."""
    limits = {delivery.year: delivery.extracted_on for delivery in deliveries(run.month) if delivery.in_force}
    return [
        _told(line, item, str(convention_values(run.world.seed, item, known)["intitule"]), *known)
        for item in conventions(run.world)
        if (limit := limits.get(item.signed.year)) and (known := item.known(limit))
        if not (line := run.line(SOURCE, _STREAM, item.number)).gone
    ]


def _told(line: Line, item: Convention, title: str, state: str, amount: int | None) -> Told:
    project = item.project
    return Told(
        SOURCE,
        _STREAM,
        item.number,
        f"{SOURCE}:{item.number}",
        project.identity,
        _STREAM,
        state,
        item.signed,
        AGREEMENT,
        granted=amount,
        siren=line.siren("siret", project.organisation.siret),
        ess=line.cell("ess", project.ess),
        place=line.cell("commune", project.place),
        departement=line.cell("departement", project.departement),
        title=line.cell("intitule", title),
    )
