"""AMB-07: the projects that publications tell of, where they are and the jobs that they declare."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.ambitions.editions import Edition
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, day_of, on_day


def departements(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The départements of these projects: their own, not the one that the publication bears."""
    for row in known.rows("projects_told_of"):
        day = day_of(row, "publication_date")
        if day and edition.holds(day) and row["departement_code"]:
            yield Evidence(row["departement_code"], day, day, IN_THE_REGION)


def jobs(known: Known, edition: Edition) -> Iterator[Evidence]:
    """The jobs of each project, once; of a project that has left the tool nobody knows them."""
    for row in known.rows("projects_told_of"):
        day = day_of(row, "publication_date")
        if not day or not edition.holds(day):
            continue
        unit = known.units.get(row["_record"], row["_record"])
        if row["jobs"] is None:
            yield on_day(row, unit, day, role="unknown")
        else:
            yield on_day(row, unit, day, amount=row["jobs"])
