"""Which project each record of a funder is of, with what the record shows to tell it by.

One entry a record in force that is not dated after the cut-off, granted or not; a record without any
date has an empty one. France Active's amendments are one record, each structure of a collective
engineering of the DLA is one. A structure that only takes part in one, and a training course of the
FDVA, is a project of its own, which the world has no other record of.
"""

from __future__ import annotations

from sandbox.cog import Cog
from sandbox.core.funders import told_by
from sandbox.core.record import Identity, Record, once
from sandbox.core.row import Run
from sandbox.facts import Lost
from sandbox.world import World


def identities(world: World, month: str, cog: Cog, lost: Lost) -> list[Identity]:
    """The records, by source, stream and reference."""
    return [record.identity for record in records(Run(world, month, cog, lost))]


def records(run: Run) -> list[Record]:
    """The records with all that they show."""
    return once(
        Record(
            told.source,
            told.stream,
            told.reference,
            told.project,
            told.dated(run.cut_off).seen,
            told.siren,
            told.rna,
            told.title,
            told.shared,
        )
        for told in told_by(run)
    )
