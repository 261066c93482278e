"""Which project each record of a funder is of, with what the record shows to tell it by.

One entry a record in force that is not dated after the cut-off, granted or not; a record without any
date has an empty one. France Active's amendments are one record, each structure of a collective
engineering of the DLA is one. A structure that only takes part in one, and a training course of the
FDVA, is a project of its own, which the world has no other record of.
"""

from __future__ import annotations

from sandbox.cog import Cog
from sandbox.core.funders import told_by
from sandbox.core.row import Run, iso
from sandbox.facts import Lost
from sandbox.world import World


def identities(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, str]]:
    """The records, by source, stream and reference."""
    run = Run(world, month, cog, lost)
    found = [
        {
            "source": record.source,
            "stream": record.stream,
            "reference": record.reference,
            "project": record.project,
            "siren": record.siren or "",
            "date": iso(record.dated(run.cut_off).seen) or "",
        }
        for record in told_by(run)
    ]
    return sorted(found, key=lambda entry: (entry["source"], entry["stream"], entry["reference"]))
