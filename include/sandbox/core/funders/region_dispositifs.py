"""The Région's dossiers: the last version that the file of the exercice knows.

A dossier left a second time in its file with an older day of change is one dossier. The amount of an
annulled dossier is the one that the file holds, which may be zero or a withdrawal below zero.
"""

from __future__ import annotations

from sandbox.core.funders.told import PlannedFunder, Told
from sandbox.core.record import numbers
from sandbox.core.row import Run
from sandbox.deliveries import REGION_SOURCE, dossiers_shown, region_deliveries
from sandbox.world import Dossier, Version

_STREAM = "dossiers"


def told(run: Run) -> list[Told]:
    """The dossiers of every exercice in force."""
    return [
        _told(run, dossier, known[-1])
        for delivery in region_deliveries(run.month)
        if delivery.in_force
        for dossier, known in dossiers_shown(run.world, delivery)
        if not run.line(REGION_SOURCE, _STREAM, dossier.number).gone
    ]


def _told(run: Run, dossier: Dossier, version: Version) -> Told:
    line = run.line(REGION_SOURCE, _STREAM, dossier.number)
    reference = f"{dossier.exercice}:{dossier.number}"
    return Told(
        REGION_SOURCE,
        _STREAM,
        reference,
        f"{REGION_SOURCE}:{reference}",
        dossier.project,
        dossier.dispositif,
        version.statut,
        version.decided_on,
        exercice=dossier.exercice,
        requested=line.cell("montant_demande", version.asked),
        granted=version.granted,
        siren=line.siren("siret", dossier.organisation.siret),
        ess=line.cell("statut_ess", dossier.ess),
        place=line.cell("commune", dossier.place),
        title=line.cell("intitule_projet", dossier.title),
        shared=numbers(region=line.cell("n_projet", dossier.project_number), region_dossier=dossier.number),
        plan=_plan(line.cell("plan_financement", dossier.funding_plan)),
    )


def _plan(written: str | None) -> tuple[PlannedFunder, ...] | None:
    """The funders of a plan; here each brings a share of it."""
    if written is None:
        return None
    names = [part.split(":")[0].strip() for part in written.split(";")]
    return tuple(("epci" if name == "EPCI" else "other", True) for name in names)
