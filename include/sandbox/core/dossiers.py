"""fct_dossier as it truly is: one application at one funder in one dispositif, as the in-force files know it.

The readings of core.md that left a choice:
- A state is the one in the file, known on extraction day; a row is left out by its own date alone, and one
  that nobody dated stays.
- DLA and Banque des Territoires date a decision by its engagement (basis decision).
- A decision whose day is lost is dated by its exercice in the files by exercice (Région, FDVA).
- `granted_amount` is the amount in the file whatever the state: what France Active refused has one.
- `_flags` are the flags that the row must bear; the pipeline may add those of its own findings.
- Beside `siren`, `rna` is what the files show; `epci_code` is that of the commune.
- `_plan` are the funders of its financing plan, None where none is told.
- `_record` is the record of the identities that the row tells of, `_kind` the part of the dispositif,
  `_filed` the day of the application where the stream has one.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog
from sandbox.core.funders import told_by
from sandbox.core.funders.told import Told
from sandbox.core.row import Run, by_key, iso, place_columns
from sandbox.facts import Lost
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The dossiers, by key."""
    run = Run(world, month, cog, lost)
    return by_key([_row(record, run) for record in told_by(run)], "dossier_key")


def _row(record: Told, run: Run) -> dict[str, Any]:
    dating = record.dated(run.cut_off)
    return {
        "dossier_key": record.key,
        "_project": record.project,
        "_record": record.record,
        "_plan": record.plan,
        "_kind": record.kind,
        "_filed": iso(record.filed),
        "siren": record.siren,
        "rna": record.rna,
        "dispositif_code": record.dispositif,
        "dossier_status": record.status,
        "is_granted": record.status == "accorde",
        "decision_date": iso(dating.decided),
        "date_basis": dating.basis,
        "requested_amount": record.requested,
        "granted_amount": record.granted,
        "paid_amount": record.paid,
        "declared_ess": record.ess,
        **place_columns(record.place, run.vintage, record.departement),
        "_flags": [*dating.flags, *record.flags],
        "source_code": record.source,
    }
