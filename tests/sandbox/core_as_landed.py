"""The core facts of the funders as a reader of the files would make them: landed rows, then core.md in a few lines.

It shares nothing with the truth but the words of core.md: the rows are those that landing reads from the bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType
from typing import Any

from meets_contract import deliver, land
from sandbox.systems import (
    banque_des_territoires,
    dla,
    drajes_fdva,
    dreets,
    france_active,
    region_dispositifs,
    region_vie_associative,
    urscop,
)

Landed = dict[str, str | None]
Row = dict[str, Any]
SYSTEMS = {
    "region_dispositifs": region_dispositifs,
    "region_vie_associative": region_vie_associative,
    "drajes_fdva": drajes_fdva,
    "dreets": dreets,
    "dla": dla,
    "france_active": france_active,
    "banque_des_territoires": banque_des_territoires,
    "urscop": urscop,
}
_SUBTYPES = {"fdva1_formation": "fdva1", "fdva2_fonctionnement": "fdva2", "fdva2_projets": "fdva2"}
_DLA = {"engagee": "accorde", "annulee": "annule", "preparation": "en_instruction"}
_BANK = {"engage": "accorde", "solde": "accorde", "abandonne": "annule"}


def landed(source: str, stream: str, seed: int, dirt: int, month: str) -> list[tuple[int, Landed]]:
    """The rows in force of a stream with the year of their delivery, in the order of the files."""
    system: ModuleType = SYSTEMS[source]
    made = [item for item in deliver(system, seed, month, dirt) if item.delivery.in_force]
    return [(item.made.delivery.year, row) for item in land(made) if item.stream == stream for row in item.rows]


def dossiers(seed: int, dirt: int, month: str, cut_off: str) -> dict[str, Row]:
    """The rows of fct_dossier by key, as far as they do not need the geography."""
    found: dict[str, Row] = {}
    for part in (_region, _calls, _plan, _fdva, _dreets, _dla, _loans, _bank):
        for key, row in part(seed, dirt, month, cut_off):
            row = _dated(row, cut_off)
            if (row["decision_date"] or row.get("filed") or "") <= cut_off:
                found[key] = {name: value for name, value in row.items() if name not in ("filed", "exercice")}
    return found


def _dated(row: Row, cut_off: str) -> Row:
    """A row without its day of decision: a decision of an exercice is dated by it, another by its filing."""
    if row["decision_date"]:
        return row
    if row.get("exercice") and row["dossier_status"] in ("accorde", "refuse", "ineligible", "annule"):
        return {**row, "decision_date": min(f"{row['exercice']}-12-31", cut_off), "date_basis": "exercice"}
    return {**row, "date_basis": "filing" if row.get("filed") else "none"}


def _row(code: str | None, status: str | None, day: str | None, basis: str = "decision", **values: Any) -> Row:
    row = {"dispositif_code": code, "dossier_status": status, "decision_date": day, "date_basis": basis}
    amounts = {name: None for name in ("requested_amount", "granted_amount", "paid_amount")}
    return {**row, **amounts, "declared_ess": None, **values}


def _region(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    newest: dict[str, Landed] = {}
    for year, row in landed("region_dispositifs", "dossiers", seed, dirt, month):
        key = f"region_dispositifs:{year}:{row['n_dossier']}"
        if key not in newest or (row["date_maj"] or "") >= (newest[key]["date_maj"] or ""):
            newest[key] = row
    for key, row in newest.items():
        amounts = {"requested_amount": euros(row["montant_demande"]), "granted_amount": euros(row["montant_vote"])}
        known = {"siren": siren(row["siret"]), "declared_ess": truth(row["statut_ess"])}
        exercice = key.split(":")[1]
        yield key, _row(row["dispositif"], row["statut"], row["date_decision"], **amounts, **known, exercice=exercice)


def _calls(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    for year, row in landed("region_vie_associative", "aap", seed, dirt, month):
        found = _row(f"aap_{row['aap']}", row["statut"], row["date_decision"], **_association(row))
        key = f"region_vie_associative:aap:{year}:{row['n_dossier']}"
        yield key, {**found, "filed": row["date_depot"], "exercice": year}


def _plan(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    for year, row in landed("region_vie_associative", "plan", seed, dirt, month):
        key = f"region_vie_associative:plan:{year}:{row['n_dossier']}"
        found = _row("plan_vie_associative", row["statut"], row["date_decision"], **_association(row))
        yield key, {**found, "exercice": year}


def _association(row: Landed) -> Row:
    amounts = {"requested_amount": euros(row["montant_demande"]), "granted_amount": euros(row["montant_vote"])}
    return {**amounts, "siren": siren(row["siret"])}


def _fdva(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    above = {
        (row["n_dossier"], row["exercice"]): row
        for _, row in landed("drajes_fdva", "suivi_dossiers", seed, dirt, month)
    }
    for _, row in landed("drajes_fdva", "suivi_actions", seed, dirt, month):
        dossier = above.get(((row["n_action"] or "").rpartition("-")[0], row["exercice"]), {})
        commission = dossier.get("date_commission")
        yield (
            f"drajes_fdva:{row['exercice']}:{row['n_action']}",
            _row(
                _SUBTYPES[row["sous_type"] or ""],
                dossier.get("etat"),
                commission,
                exercice=row["exercice"],
                requested_amount=euros(row["montant_demande"]),
                granted_amount=euros(row["montant_accorde"]),
                paid_amount=euros(row["montant_realise"]),
                siren=siren(row["siret"] or dossier.get("siret")),
            ),
        )


def _dreets(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    for _, row in landed("dreets", "conseil_rh", seed, dirt, month):
        known = {**_where(row), "siren": siren(row["siret"]), "declared_ess": truth(row["ess"])}
        found = _row("conseil_rh", row["statut"], row["date_convention"], "agreement", **known)
        yield f"dreets:{row['n_convention']}", {**found, "granted_amount": euros(row["montant"])}


def _dla(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    who = {row["id_structure"]: row for _, row in landed("dla", "structures", seed, dirt, month)}
    for _, row in landed("dla", "ingenieries", seed, dirt, month):
        structure = who.get(row["id_structure"], {})
        known = {**_where(structure), "siren": siren(structure.get("siret"))}
        found = _row("dla", _DLA[row["statut"] or ""], row["date_engagement"], **known)
        yield f"dla:{row['id_ingenierie']}:{row['id_structure']}", {**found, "granted_amount": euros(row["montant"])}


def _loans(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    for key, row in loans(seed, dirt, month, cut_off).items():
        code = "garantie" if row["product_code"] == "garantie_fag" else row["product_code"]
        amounts = {"granted_amount": row["granted_amount"], "paid_amount": row["disbursed_amount"]}
        known = {name: row[name] for name in ("siren", "declared_ess", "departement_code")}
        yield key, _row(code, row["loan_status"], row["committee_date"], **amounts, **known)


def _bank(seed: int, dirt: int, month: str, cut_off: str) -> Iterator[tuple[str, Row]]:
    for _, row in landed("banque_des_territoires", "operations", seed, dirt, month):
        found = _row("banque_des_territoires", _BANK[row["statut"] or ""], row["date_engagement"])
        known = {**_where(row), "granted_amount": euros(row["montant"]), "siren": row["siren"]}
        yield f"banque_des_territoires:{row['n_operation']}", {**found, **known}


def loans(seed: int, dirt: int, month: str, cut_off: str) -> dict[str, Row]:
    """The rows of fct_loan by key, without their place."""
    lines: dict[str, list[Landed]] = defaultdict(list)
    for _, row in landed("france_active", "interventions", seed, dirt, month):
        if (row["date_comite"] or "9") <= cut_off:
            lines[f"france_active:{row['id_intervention']}"].append(row)
    found = {}
    for key, rows in lines.items():
        rows.sort(key=lambda row: int(row["no_avenant"] or 0))
        last = rows[-1]
        found[key] = {
            "product_code": last["produit"],
            "loan_status": last["statut"],
            "committee_date": rows[0]["date_comite"],
            "amendments": len(rows) - 1,
            "granted_amount": euros(last["montant"]),
            "disbursed_amount": euros(last["montant_decaisse"]),
            "jobs_created": whole(last["emplois_crees"]),
            "jobs_consolidated": whole(last["emplois_consolides"]),
            "jobs_saved": whole(last["emplois_sauvegardes"]),
            "jobs_unit": last["unite_emplois"],
            "siren": last["siren"],
            "declared_ess": truth(last["ess"]),
            **_where(last),
        }
    return found


def takeovers(seed: int, dirt: int, month: str, cut_off: str) -> dict[str, Row]:
    """The rows of fct_takeover by key, without their place."""
    return {
        f"urscop:{row['n_operation']}": {
            "takeover_type": row["type"],
            "takeover_status": "en_cours" if (row["date_fin"] or "") > cut_off else row["statut"],
            "entry_date": row["date_entree"],
            "end_date": None if (row["date_fin"] or "") > cut_off else row["date_fin"],
            "employees": whole(row["effectif"]),
            "siren": row["siren"],
            **_where(row),
        }
        for _, row in landed("urscop", "operations", seed, dirt, month)
        if (row["date_entree"] or "9") <= cut_off
    }


def _where(row: Landed) -> Row:
    """What the partner writes of the département; it is that of the commune wherever both are there."""
    return {"departement_code": row.get("departement")}


def euros(text: str | None) -> Decimal | None:
    """An amount as landed."""
    return Decimal(text) if text else None


def whole(text: str | None) -> int | None:
    """A number as landed."""
    return int(text) if text else None


def truth(text: str | None) -> bool | None:
    """A yes or no as landed."""
    return None if text is None else text == "true"


def siren(siret: str | None) -> str | None:
    """The SIREN of a SIRET as landed."""
    return siret[:9] if siret else None
