"""The Région's calls for associations and its Plan: the state that the workbook of the exercice knows.

A call's dossier has no day of decision while it is examined, or when that cell is lost. An annulled
dossier keeps its amount. The Plan's workbook shows decided dossiers only and no day of filing.
"""

from __future__ import annotations

from datetime import date

from sandbox.core.funders.told import Told
from sandbox.core.record import numbers
from sandbox.core.row import Line, Run
from sandbox.systems.region_vie_associative import application_values, call_deliveries, plan_deliveries
from sandbox.systems.vie_associative_world import SOURCE, Application, applications, plan_dossiers

_CALLS, _PLAN = "aap", "plan"


def told(run: Run) -> list[Told]:
    """The dossiers of the calls, then those of the Plan."""
    return [*_calls(run), *_plan(run)]


def _calls(run: Run) -> list[Told]:
    limits = {delivery.year: delivery.extracted_on for delivery in call_deliveries(run.month) if delivery.in_force}
    return [
        _call(run, item, limit)
        for item in applications(run.world)
        if (limit := limits.get(item.decided_on.year)) and item.filed <= limit
        if not run.line(SOURCE, _CALLS, item.number).gone
    ]


def _call(run: Run, item: Application, limit: date) -> Told:
    line = run.line(SOURCE, _CALLS, item.number)
    known = item.known_on <= limit
    decided = line.cell("date_decision", item.decided_on) if known else None
    return _told(
        run.world.seed,
        line,
        item,
        limit,
        f"aap_{item.kind}",
        decided,
        line.cell("date_depot", item.filed),
    )


def _plan(run: Run) -> list[Told]:
    limits = {delivery.year: delivery.extracted_on for delivery in plan_deliveries(run.month) if delivery.in_force}
    return [
        _told(run.world.seed, line, item, limit, "plan_vie_associative", item.decided_on, None)
        for item in plan_dossiers(run.world)
        if (limit := limits.get(item.decided_on.year)) and item.known_on <= limit
        if not (line := run.line(SOURCE, _PLAN, item.number)).gone
    ]


def _told(
    seed: int,
    line: Line,
    item: Application,
    limit: date,
    dispositif: str,
    decided: date | None,
    filed: date | None,
) -> Told:
    reference = f"{item.decided_on.year}:{item.number}"
    title = str(application_values(seed, item, limit)["intitule_projet"])
    return Told(
        SOURCE,
        line.stream,
        reference,
        f"{SOURCE}:{line.stream}:{reference}",
        item.project.identity,
        dispositif,
        item.statut(limit),
        decided,
        filed=filed,
        exercice=item.decided_on.year,
        requested=line.cell("montant_demande", item.asked),
        granted=item.granted if item.known_on <= limit else None,
        siren=line.siren("siret", item.project.organisation.siret),
        rna=line.cell("rna", item.rna),
        place=line.cell("commune", item.project.place),
        title=line.cell("intitule_projet", title),
        shared=numbers(region=line.cell("n_projet", item.project.number), region_dossier=item.number),
    )
