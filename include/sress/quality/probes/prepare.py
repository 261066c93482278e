"""Make the probes of a candidate, on fresh statistics: without them the planner takes minutes for seconds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import psycopg
from psycopg import sql

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.marts import CANDIDATES, candidate_names
from sress.quality.probes import jumps, reconciliation, recount, subsidies

PROBES: dict[str, Callable[[psycopg.Connection[Any], Settings], None]] = {
    recount.TABLE: recount.measure,
    reconciliation.TABLE: reconciliation.measure,
    subsidies.TABLE: subsidies.measure,
    jumps.TABLE: jumps.measure,
}


def prepare_probes(settings: Settings, wanted: Collection[str]) -> None:
    """Write the wanted probes anew, in one transaction: a gate never judges half of them, or another build's."""
    with connect(settings, "transformer") as connection:
        for name in candidate_names(connection):
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier(CANDIDATES, name)))
        connection.commit()
        connection.execute("set local jit = off")
        for name, measure in PROBES.items():
            if name in wanted:
                measure(connection, settings)
