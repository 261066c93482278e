"""The perimeter of the social economy on the day of each fact: what sources.md §3 says of the row's carrier.

- The carrier is the SIREN that the record shows, else the one that Sirene gives for its RNA number; a
  number that Sirene does not know, or gives to two, is an association's all the same.
- What the carrier declares counts only where nothing else is known: no identifier, no day, a SIREN that
  neither Sirene nor a list knows on that day.
- The day of a dossier that nobody decided is that of its filing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.core.ess import Verdict, ess_of
from sandbox.core.funders import told_by
from sandbox.core.row import Run
from sandbox.legal_units import legal_units
from sandbox.months import extraction_day, parse_month

Row = dict[str, Any]

# The facts that have a carrier, and their day; a dossier's is that of its funder's record.
_DAYS = {"fct_loan": "committee_date", "fct_support": "start_date", "fct_participation": "conference_date"}


def with_ess(core: Mapping[str, list[Row]], run: Run) -> dict[str, list[Row]]:
    """The facts; those with a carrier also say is_ess, ess_family and ess_proof."""
    verdict = ess_of(run.world, run.month, run.cog, run.lost)
    known_by_rna = bearers(run)
    seen = {record.key: record.dated(run.cut_off).seen for record in told_by(run)}

    def on_its_day(fact: str, row: Row) -> Row:
        day = seen[row["dossier_key"]] if fact == "fct_dossier" else _day(row[_DAYS[fact]])
        rna = row.get("rna")
        siren = row["siren"] or (known_by_rna.get(rna) if rna else None)
        known = verdict(siren, day) if siren and day else None
        value, family, proof = _told(known, declared=row["declared_ess"], by_rna=bool(rna) and not siren)
        return {**row, "is_ess": value, "ess_family": family, "ess_proof": proof}

    return {
        fact: [on_its_day(fact, row) for row in rows] if fact in _DAYS or fact == "fct_dossier" else rows
        for fact, rows in core.items()
    }


def _told(known: Verdict | None, *, declared: bool | None, by_rna: bool) -> Verdict:
    """The verdict of the perimeter where there is one, else the RNA number, else what was declared."""
    if known and known[2] != "unknown":
        return known
    if by_rna:
        return True, "association", "rna"
    return declared, None, "unknown" if declared is None else "declared"


def bearers(run: Run) -> dict[str, str]:
    """The one SIREN that Sirene gives for an RNA number on extraction day."""
    day = extraction_day(*parse_month(run.month))
    claims: dict[str, set[str]] = defaultdict(set)
    for unit in legal_units(run.world):
        if unit.rna and unit.created <= day:
            claims[unit.rna].add(unit.siren)
    return {rna: next(iter(sirens)) for rna, sirens in claims.items() if len(sirens) == 1}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
