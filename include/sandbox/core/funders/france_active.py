"""France Active's interventions: the last amendment in force is the state, the first decision is the day.

An amendment is a line of its own; a lost one leaves the one before it, and one dated after the cut-off
is not there yet. Of the last line come state, amounts, jobs, enterprise and ESS; only the day of the
decision is that of the earliest line in force. Nobody writes a commune, only a département.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sandbox.core.funders.told import Told
from sandbox.core.row import Line, Run
from sandbox.systems.france_active import SOURCE, Intervention, deliveries, interventions

_STREAM = "interventions"
_DISPOSITIFS = {"garantie_fag": "garantie"}


@dataclass(frozen=True)
class Contract:
    """An intervention as the files know it; `line` is that of its last amendment."""

    first: Intervention
    last: Intervention
    amendments: int
    line: Line

    @property
    def key(self) -> str:
        """The same for the dossier and the loan."""
        return f"{SOURCE}:{self.last.number}"

    @property
    def siren(self) -> str | None:
        """The enterprise's, where the last line shows it."""
        return self.line.siren("siren", self.last.project.organisation.siren)

    @property
    def ess(self) -> bool | None:
        """What the last line declares."""
        return self.line.cell("ess", self.last.project.ess)

    @property
    def departement(self) -> str | None:
        """The code that the last line bears."""
        return self.line.cell("departement", self.last.project.departement)

    @property
    def paid(self) -> int | None:
        """Euros paid by the last line."""
        return self.line.cell("montant_decaisse", self.last.paid)


def contracts(run: Run) -> list[Contract]:
    """Every intervention with a line in force that is dated by the cut-off, by number."""
    limits = {delivery.year: delivery.extracted_on for delivery in deliveries(run.month) if delivery.in_force}
    shown = [
        item
        for item in interventions(run.world)
        if (limit := limits.get(item.day.year)) and item.known_on <= limit and item.day <= run.cut_off
        if not _line(run, item).gone
    ]
    return [
        Contract(lines[0], lines[-1], len(lines) - 1, _line(run, lines[-1]))
        for _, group in groupby(shown, key=lambda item: item.number)
        if (lines := list(group))
    ]


def _line(run: Run, item: Intervention) -> Line:
    return run.line(SOURCE, _STREAM, f"{item.number}/{item.rank}")


def told(run: Run) -> list[Told]:
    """The interventions as dossiers."""
    return [
        Told(
            SOURCE,
            _STREAM,
            item.last.number,
            item.key,
            item.last.project.identity,
            _DISPOSITIFS.get(item.last.product, item.last.product),
            item.last.state,
            item.first.day,
            granted=item.last.amount,
            paid=item.paid,
            siren=item.siren,
            ess=item.ess,
            departement=item.departement,
            title=item.line.cell("intitule_projet", item.last.project.title),
        )
        for item in contracts(run)
    ]
