"""The DLA's engineering: one dossier for each structure that benefits, dated by the engagement.

A collective engineering repeats its whole amount on each of its structures. Who the structure is and
where it sits stands in the list of structures only: with that line, they are lost. The engineering serves
the project of its first structure, whose title it bears; for each other one it is a project of its own.
An engineering still prepared has no date at all.
"""

from __future__ import annotations

from datetime import date

from sandbox.core.funders.told import Told
from sandbox.core.row import Line, Run
from sandbox.months import extraction_day, parse_month
from sandbox.systems.dla_world import SOURCE, Engineering, Structure, engineerings, structures

_STATES = {"preparation": "en_instruction", "engagee": "accorde", "annulee": "annule"}


def told(run: Run) -> list[Told]:
    """The engineerings and structures typed in by the day of the export; it restates the whole list."""
    day = extraction_day(*parse_month(run.month))
    return [
        _told(run, line, item, member, day)
        for item in engineerings(run.world, structures(run.world))
        if item.known_on <= day
        for member in item.structures
        if member.known_on <= day
        if not (line := run.line(SOURCE, "ingenieries", f"{item.number}/{member.number}")).gone
    ]


def _told(run: Run, line: Line, item: Engineering, member: Structure, day: date) -> Told:
    project, reference = member.project, f"{item.number}:{member.number}"
    who = run.line(SOURCE, "structures", member.number)
    return Told(
        SOURCE,
        line.stream,
        reference,
        f"{SOURCE}:{reference}",
        project.identity if member == item.structures[0] else f"{SOURCE}:{reference}",
        "dla",
        _STATES[item.state(day)],
        item.engaged,
        granted=item.amount_on(day),
        siren=None if who.gone else who.siren("siret", project.organisation.siret),
        place=None if who.gone else who.cell("commune", project.place),
        departement=None if who.gone else who.cell("departement", project.departement),
        title=line.cell("intitule", item.title),
        flags=("shared_amount",) if item.kind == "collective" else (),
    )
