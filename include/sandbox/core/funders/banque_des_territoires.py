"""The Banque des Territoires' operations: dated by the engagement, as the last finished quarter restates them.

An operation that runs or is settled was granted, one given up is annulled. A confidential amount is
not known, which is not zero. Engineering and money for one project are two operations.
"""

from __future__ import annotations

from datetime import date

from sandbox.core.funders.told import Told
from sandbox.core.row import Line, Run
from sandbox.systems.banque_des_territoires import SOURCE, Operation, deliveries, operation_values, operations

_STREAM = "operations"
_STATES = {"engage": "accorde", "solde": "accorde", "abandonne": "annule"}


def told(run: Run) -> list[Told]:
    """The operations of the quarter in force."""
    (limit,) = [delivery.extracted_on for delivery in deliveries(run.month) if delivery.in_force]
    return [
        _told(line, item, limit, str(operation_values(run.world.seed, item, limit)["intitule"]))
        for item in operations(run.world)
        if item.amounts[0][0] <= limit
        if not (line := run.line(SOURCE, _STREAM, item.number)).gone
    ]


def _told(line: Line, item: Operation, limit: date, title: str) -> Told:
    project = item.project
    return Told(
        SOURCE,
        _STREAM,
        item.number,
        f"{SOURCE}:{item.number}",
        project.identity,
        SOURCE,
        _STATES[item.state(limit)],
        item.day,
        granted=None if item.confidential else item.amount(limit),
        siren=line.siren("siren", project.organisation.siren),
        place=line.cell("commune", project.place),
        departement=line.cell("departement", project.departement),
        title=line.cell("intitule", title),
    )
