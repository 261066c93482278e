"""AMB-10: of the projects that structure a territory, those that found the money they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sandbox.ambitions.editions import Edition
from sandbox.measures.evidence import Evidence, Known, Role, day_of, on_day


def funded(known: Known, edition: Edition) -> Iterator[Evidence]:
    """All that is granted to a project, by whomever, reaches its need; a need that nobody declares is unknown."""
    granted = _granted(known, edition)
    for row in known.rows("essor_projects"):
        day, need = day_of(row, "received_on"), row["funding_need"] or 0
        if not row["is_structuring"] or not day or day > edition.last:
            continue
        unit = known.project(row)
        role: Role = "denominator" if need > 0 else "unknown"
        yield on_day(row, unit, day, role=role)
        if 0 < need <= granted.get(unit, 0):
            yield on_day(row, unit, day)


def _granted(known: Known, edition: Edition) -> Mapping[str, float]:
    """Euros by project, of every decision up to the edition's last day, from before the strategy on."""
    found: dict[str, float] = defaultdict(float)
    for row in known.rows("fct_dossier"):
        day = day_of(row, "decision_date")
        if row["is_granted"] and day and day <= edition.last:
            found[known.project(row)] += row["granted_amount"] or 0
    return found
