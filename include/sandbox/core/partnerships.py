"""Truth of fct_partnership: what the partners of a project signed, or meant to, dated by the cut-off.

Choices:
- ESSOR: the place and the carrier are those of the project's own line, unknown where that was lost.
- Networks: a partnership is one for each network, day and project; its key bears a digest of the title
  and is the reader's own, so it has none here. Its place is told by a name alone.
- A signature after the cut-off is not there yet. The structures are those named, the carrier among
  them, each once whatever its spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor, networks
from sandbox.core.partners.moments import extracted_on, past
from sandbox.core.partners.told import ToldLine, told_lines
from sandbox.core.record import record_key
from sandbox.core.row import Run, by_key, communes_named, iso, place_columns
from sandbox.core.titles import words_of
from sandbox.facts import Lost
from sandbox.systems import essor_fields
from sandbox.systems.essor_rows import partnership_rows as essor_rows
from sandbox.systems.reseaux_departementaux import partnership_rows as network_rows
from sandbox.systems.reseaux_followups import activity
from sandbox.systems.reseaux_sheets import LAYOUTS, partnerships_sheet
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The partnerships, by key; those without one first, in the order of their lists."""
    run = Run(world, month, cog, lost)
    found = [*_of_essor(run), *_of_networks(run)]
    known = [row for row in found if row["_seen"] and row["_seen"] <= run.cut_off.isoformat()]
    return by_key(known, "partnership_key")


def _of_essor(run: Run) -> Iterator[dict[str, Any]]:
    shown = essor.shown_projects(run)
    projects = essor.projects(run, shown)
    owners = {item.project.essor: item.project for item in shown}
    for line in told_lines(run.lost, essor_fields.PARTNERSHIPS, essor_rows(shown, extracted_on(run))):
        number = str(line.text("projet_id"))
        project, own = owners[number], projects.get(number)
        carrier = own.text("structure_nom") if own else None
        yield {
            "partnership_key": f"{essor.SOURCE}:{line.text('partenariat_id')}",
            "network_code": None,
            **_told(run, line, carrier),
            **place_columns(project.place if own and own.text("commune") else None, run.vintage),
            "source_code": essor.SOURCE,
            "_project": project.identity,
            "_record": record_key(essor.SOURCE, "projets", number),
        }


def _of_networks(run: Run) -> Iterator[dict[str, Any]]:
    every = activity(run.world).partnerships
    for network, layout in LAYOUTS.items():
        items = [item for item in every if item.follow_up.network == network]
        lines = network_rows(run.world.seed, items, extracted_on(run))
        for line in told_lines(run.lost, partnerships_sheet(layout), lines):
            follow_up, day = line.item.follow_up, line.day("date_journee")
            title, written = line.text("projet"), line.text("commune")
            place = follow_up.project.place if written and len(communes_named(run, written)) == 1 else None
            yield {
                "partnership_key": None,
                "network_code": network,
                **_told(run, line, line.text("structure")),
                **place_columns(place, run.vintage),
                "source_code": networks.SOURCE,
                "_project": follow_up.project.identity,
                "_record": record_key(networks.SOURCE, "partenariats", f"{network}:{day}:{title}"),
            }


def _told(run: Run, line: ToldLine, carrier: str | None) -> dict[str, Any]:
    fair, signed = line.day("date_journee"), line.day("date_signature")
    return {
        "proof": line.text("preuve"),
        "fair_date": iso(fair),
        "signature_date": past(run, signed),
        "structures": _structures([carrier or "", *(line.text("structures") or "").split(";")]),
        "_seen": iso(fair or signed),
    }


def _structures(names: Iterable[str]) -> int:
    return len({words for name in names if (words := words_of(name))})
