"""Truth of fct_referral: projects sent on from one organisation to another, dated by the cut-off.

Choices where core.md leaves one:
- The status is the one told on extraction day; a network's « émise » is ESSOR's « proposée ».
- A network's referral key is reseaux_departementaux:<reseau>:<numero>:<receiver>:<date>; the network,
  which stands in it already, is the sender. Lists without numbers have no key.
- In ESSOR the place is the project's; it is not known where the project's own line was lost.
- Two lines of a network that name one receiver on one day are one referral.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.cog import Cog
from sandbox.core.partners import essor, networks
from sandbox.core.partners.moments import past
from sandbox.core.record import record_key
from sandbox.core.row import Run, by_key, place_columns
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The referrals, by key; those without one first, in the order of their lists."""
    run = Run(world, month, cog, lost)
    found = [*_of_essor(run), *_of_networks(run)]
    return by_key([row for row in found if row["referral_date"]], "referral_key")


def _of_essor(run: Run) -> Iterator[dict[str, Any]]:
    shown = essor.shown_projects(run)
    projects = essor.projects(run, shown)
    for line in essor.orientations(run, shown):
        project = line.item.project
        sender, receiver, day = line.text("de"), line.text("vers"), past(run, line.day("date_orientation"))
        own = projects.get(project.essor)
        yield {
            "referral_key": f"{essor.SOURCE}:{project.essor}:{sender}:{receiver}:{day}",
            "sender_code": sender,
            "receiver_code": receiver,
            "referral_date": day,
            "referral_status": line.text("statut"),
            **place_columns(project.place if own and own.text("commune") else None, run.vintage),
            "source_code": essor.SOURCE,
            "_project": project.identity,
            "_record": record_key(essor.SOURCE, "projets", project.essor),
        }


def _of_networks(run: Run) -> Iterator[dict[str, Any]]:
    for known in networks.known_projects(run):
        project = known.follow_up.project
        for step in known.sent:
            day = past(run, step.day)
            key = f"{networks.SOURCE}:{known.network}:{known.number}:{step.code}:{day}"
            yield {
                "referral_key": key if known.number and step.code else None,
                "sender_code": known.network,
                "receiver_code": step.code,
                "referral_date": day,
                "referral_status": "proposee" if step.outcome == "emise" else step.outcome,
                **place_columns(known.place(run), run.vintage),
                "source_code": networks.SOURCE,
                "_project": project.identity,
                "_record": record_key(networks.SOURCE, "projets", known.reference),
            }
