"""The FDVA's actions: a line an action and exercice, with the state and the commission of its dossier's line.

The two lines are in two workbooks. When the dossier's line is lost, nobody knows state, commission and
place of its actions: no state, not granted, no day. Amounts are the action's own. The association is
known as soon as one of the two lines shows its number. A pluri-annual dossier has the same actions in
each exercice.
"""

from __future__ import annotations

from datetime import date

from sandbox.core.funders.told import PlannedFunder, Told
from sandbox.core.record import numbers
from sandbox.core.row import Line, Run
from sandbox.systems.drajes_fdva import deliveries
from sandbox.systems.fdva_sheets import SOURCE
from sandbox.systems.fdva_world import Action, Dossier, dossiers

_PARTS = {"fdva1_formation": "fdva1", "fdva2_fonctionnement": "fdva2", "fdva2_projets": "fdva2"}


def told(run: Run) -> list[Told]:
    """The actions of every exercice in force."""
    limits = {delivery.year: delivery.extracted_on for delivery in deliveries(run.month, "") if delivery.in_force}
    return [
        _told(run, item, action, limit)
        for item in dossiers(run.world, run.cog)
        if (limit := limits.get(item.exercice)) and item.state(limit)
        for action in item.actions
        if not _line_of_action(run, item, action).gone
    ]


def _line_of_action(run: Run, item: Dossier, action: Action) -> Line:
    return run.line(SOURCE, "suivi_actions", f"{item.number}-{action.rank}/{item.exercice}")


def _told(run: Run, item: Dossier, action: Action, limit: date) -> Told:
    line, above = (
        _line_of_action(run, item, action),
        run.line(SOURCE, "suivi_dossiers", f"{item.number}/{item.exercice}"),
    )
    commission = None if above.gone else above.cell("date_commission", item.commission)
    organisation, reference = item.project.organisation, f"{item.exercice}:{item.number}-{action.rank}"
    siren = line.siren("siret", organisation.siret)
    return Told(
        SOURCE,
        line.stream,
        reference,
        f"{SOURCE}:{reference}",
        _purpose(item, action),
        _PARTS.get(item.kind, item.kind),
        None if above.gone else item.state(limit),
        commission,
        exercice=item.exercice,
        requested=line.cell("montant_demande", action.asked),
        granted=item.granted(action, limit),
        paid=line.cell("montant_realise", _paid(item, action, limit)),
        siren=siren if siren or above.gone else above.siren("siret", organisation.siret),
        rna=line.cell("rna", item.rna),
        place=None if above.gone else above.cell("commune", item.project.place),
        title=line.cell("intitule", action.title),
        shared=numbers(fdva=f"{item.number}-{action.rank}"),
        kind=item.kind,
        plan=_plan(line, action),
    )


def _plan(line: Line, action: Action) -> tuple[PlannedFunder, ...] | None:
    """Who else was asked; an action without names has no plan that anybody knows."""
    if not action.cofunders or line.cell("cofinanceurs_noms", "named") is None:
        return None
    figures = line.cell("cofinanceurs_montants", "told") is not None
    return tuple((_kind(name), amount > 0 if figures else None) for name, amount in action.cofunders)


def _kind(name: str) -> str:
    if name.split()[0] in ("Commune", "Ville", "Mairie"):
        return "commune"
    return "other" if name in ("Région Pays de la Loire", "CAF") else "epci"


def _paid(item: Dossier, action: Action, limit: date) -> int | None:
    """What was paid by then: the whole grant at once, and nothing of a dossier that is not granted."""
    paid = item.paid_on <= limit and item.state(limit) == "accorde"
    return item.granted(action, limit) if paid else None


def _purpose(item: Dossier, action: Action) -> str:
    """A training course for volunteers is a project of its own: the same when the association gives it again."""
    course = item.kind == "fdva1_formation"
    return f"{SOURCE}:{item.rna or item.project.organisation.siren}:{action.title}" if course else item.project.identity
