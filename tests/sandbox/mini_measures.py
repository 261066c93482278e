"""Hand-built rows of the core facts for the tests of the measures: only what a rule reads, nothing drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mini_world import between, day, days
from sandbox.cells import Cell
from sandbox.measures import cells_of
from sandbox.measures.catalogue import MEASURES
from sandbox.measures.evidence import Known

Row = dict[str, Any]
YEAR = between("2025-01-01", "2025-12-31")
CUT_OFF = "2026-10-31"
EVERY_STREAM = {stream for measure in MEASURES for stream in measure.streams}


def known(cut_off: str = CUT_OFF, bearers: dict[str, str] | None = None, **facts: Iterable[Row]) -> Known:
    """All that is known: these rows, of projects that their records name, told of since 2021 by every stream."""
    core = {name: list(rows) for name, rows in facts.items()}
    units = {row["_record"]: row["_record"] for rows in core.values() for row in rows if "_record" in row}
    told = dict.fromkeys(EVERY_STREAM, days("2021-01-01", cut_off))
    return Known(day(cut_off), ("200071678",), core, units, bearers or {}, told)


def _placed(changes: Row) -> Row:
    return {"departement_code": "44", "epci_code": None, "is_ess": True, "ess_family": "association", **changes}


def dossier(project: str, on: str | None = "2025-03-01", dispositif: str = "pret_honneur", **changes: Any) -> Row:
    base = {
        "dossier_key": f"region:2025:{project}",
        "_record": project,
        "dispositif_code": dispositif,
        "is_granted": True,
        "decision_date": on,
        "granted_amount": 1000,
        "siren": "123456782",
        "rna": None,
        "_kind": None,
        "_filed": None,
    }
    return _placed({**base, **changes})


def loan(number: str, on: str = "2025-03-01", siren: str | None = "123456782", **changes: Any) -> Row:
    base = {
        "loan_key": number,
        "siren": siren,
        "product_code": "rebond",
        "committee_date": on,
        "is_granted": True,
        "granted_amount": 1000,
        "jobs_saved": 5,
        "jobs_unit": "personnes",
    }
    return _placed({**base, **changes})


def takeover(number: str, on: str = "2025-03-01", siren: str | None = None, **changes: Any) -> Row:
    base = {
        "takeover_key": number,
        "siren": siren,
        "takeover_type": "transmission_saine",
        "takeover_status": "en_cours",
        "entry_date": on,
        "employees": 10,
    }
    return _placed({**base, **changes})


def support(project: str, start: str = "2025-03-01", end: str | None = None, **changes: Any) -> Row:
    base = {
        "_record": project,
        "support_kind": "accompaniment",
        "support_type": None,
        "operator_code": "iresa",
        "role": "referent",
        "start_date": start,
        "end_date": end,
        "contacts": 4,
        "source_code": "essor",
        "_person": None,
        "_place_key": None,
    }
    return _placed({**base, **changes})


def referral(project: str, on: str = "2025-03-01", **changes: Any) -> Row:
    base = {
        "_record": project,
        "sender_code": "iresa",
        "receiver_code": "cress",
        "referral_date": on,
        "referral_status": "proposee",
    }
    return _placed({**base, **changes})


def publication(content: str, on: str = "2026-03-01", kind: str = "video", **changes: Any) -> Row:
    base = {
        "content_number": content,
        "publication_type": kind,
        "publication_date": on,
        "departement_code": "44",
        "projects": 1,
        "operators": 2,
    }
    return {**base, **changes}


def conference(on: str, *themes: str, held: bool = True, kind: str = "conference") -> Row:
    return {"event_type": kind, "event_date": on, "is_held": held, "_themes": list(themes)}


def participation(organisation: str, ess: bool | None, on: str = "2025-10-10") -> Row:
    return {"conference_date": on, "_organisation": organisation, "is_ess": ess}


def cells(world: Known, code: str) -> dict[tuple[str, str, str | None], Cell]:
    """The cells of a measure by period, territory and member."""
    measures = [measure for measure in MEASURES if measure.code == code]
    assert measures, code
    return {(cell.period, cell.territory, cell.member): cell for cell in cells_of(world, measures)}


def value(world: Known, code: str, period: str = "2025", territory: str = "REG-52") -> float | None:
    """The total of a measure in a cell."""
    return cells(world, code)[period, territory, None].value


def members(world: Known, code: str, period: str = "2025", territory: str = "REG-52") -> dict[str, float | None]:
    """The parts of a measure in a cell."""
    found = cells(world, code)
    return {key[2]: cell.value for key, cell in found.items() if key[:2] == (period, territory) and key[2]}
