"""The funders, one module each: every application that its in-force files tell of."""

from __future__ import annotations

from sandbox.core.funders import (
    banque_des_territoires,
    dla,
    dreets,
    fdva,
    france_active,
    region_dispositifs,
    vie_associative,
)
from sandbox.core.funders.told import Told
from sandbox.core.row import Run

FUNDERS = (region_dispositifs, vie_associative, fdva, dreets, dla, france_active, banque_des_territoires)


def told_by(run: Run) -> list[Told]:
    """What all funders tell by the end of the month: undated records stay, those dated later do not."""
    return [
        record
        for funder in FUNDERS
        for record in funder.told(run)
        if (day := record.dated(run.cut_off).seen) is None or day <= run.cut_off
    ]
