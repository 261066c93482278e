"""fct_loan as it truly is: one contract of France Active, its last amendment in place of those before it.

The day of the committee is that of the decision, as in fct_dossier: an amendment changes a loan and
makes none. `amendments` counts the lines in force beyond the first, so a lost line is not counted.
"""

from __future__ import annotations

from typing import Any

from sandbox.cog import Cog, Vintage
from sandbox.core.funders.france_active import Contract, contracts
from sandbox.core.record import record_key
from sandbox.core.row import Run, by_key, iso, place_columns
from sandbox.facts import Lost
from sandbox.systems.france_active import SOURCE
from sandbox.world import World


def rows(world: World, month: str, cog: Cog, lost: Lost) -> list[dict[str, Any]]:
    """The contracts, by key."""
    run = Run(world, month, cog, lost)
    return by_key([_row(item, run.vintage) for item in contracts(run)], "loan_key")


def _row(item: Contract, vintage: Vintage) -> dict[str, Any]:
    last, line = item.last, item.line
    created, consolidated, saved = last.jobs
    return {
        "loan_key": item.key,
        "dossier_key": item.key,
        "_project": last.project.identity,
        "_record": record_key(SOURCE, "interventions", last.number),
        "siren": item.siren,
        "product_code": last.product,
        "instrument": "guarantee" if last.product == "garantie_fag" else "loan",
        "committee_date": iso(item.first.day),
        "loan_status": last.state,
        "is_granted": last.state == "accorde",
        "amendments": item.amendments,
        "granted_amount": last.amount,
        "disbursed_amount": item.paid,
        "jobs_created": line.cell("emplois_crees", created),
        "jobs_consolidated": line.cell("emplois_consolides", consolidated),
        "jobs_saved": line.cell("emplois_sauvegardes", saved),
        "jobs_unit": line.cell("unite_emplois", "personnes"),
        "declared_ess": item.ess,
        **place_columns(None, vintage, item.departement),
        "source_code": SOURCE,
    }
