"""Hand-made organisations: what Sirene, the lists and the CRESS say of each, and the facts that a partner gives."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MONTH, LAST_DAY = "2026-10", "2026-10-31"
DAY = "2026-03-10"
DECISIONS = Path("dbt_project/seeds/nomenclatures/ess_decisions.csv")
Row = dict[str, str | None]


@dataclass(frozen=True)
class Organisation:
    """One SIREN: its periods in Sirene (from, changes), and the lists that hold it."""

    siren: str
    periods: Sequence[tuple[str, Row]] = ()
    unit: Row = field(default_factory=dict)

    def lines(self) -> list[Row]:
        """Its rows of `sirene.unites_legales`, in the order of time."""
        ends = [_eve(start) for start, _ in self.periods[1:]]
        base: Row = {
            "siren": self.siren,
            "statut_diffusion": "O",
            "date_creation": self.periods[0][0] if self.periods else None,
            "etat_administratif": "A",
            "activite_principale": "88.99B",
            "nomenclature_activite": "NAFRev2",
        }
        return [
            {**base, "date_debut": start, "date_fin": end, **self.unit, **changes}
            for (start, changes), end in zip(self.periods, [*ends, None], strict=True)
        ]


def _eve(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def unit(siren: str, category: str, flag: str | None = None, **changes: str | None) -> Organisation:
    """A unit in one period since 2015."""
    return Organisation(siren, [("2015-01-01", {"categorie_juridique": category, "ess": flag, **changes})])


def decision(key: str, is_ess: bool, since: str, *, until: str = "", on: str = "2026-01-15", family: str = "") -> Row:
    """A line of the seed of decisions."""
    return {
        "organisation_key": key,
        "is_ess": str(is_ess).lower(),
        "ess_family": family,
        "valid_from": since,
        "valid_to": until,
        "decided_by": "CRESS",
        "decided_on": on,
        "reason_fr": "Examen des statuts",
    }


def write_decisions(project_root: Path, rows: Sequence[Row]) -> None:
    """Write the seed of decisions of a project's copy."""
    path = project_root / DECISIONS
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def deliver_sirene(partners: Any, organisations: Sequence[Organisation], month: str = MONTH) -> None:
    """The answer of Sirene's API about them."""
    rows = [line for organisation in organisations for line in organisation.lines()]
    partners.deliver("sirene", "unites_legales", rows, period=month, covers=(None, None))


def deliver_lists(
    partners: Any,
    *,
    esus: dict[str, Sequence[Row]] | None = None,
    directory: dict[str, Sequence[Row]] | None = None,
    ess_france: dict[str, Sequence[str]] | None = None,
) -> None:
    """Editions by period of the ESUS list, of the directory of Scop and Scic, and of ESS France's list."""
    for edition, rows in (esus or {}).items():
        partners.deliver("dreets", "esus", rows, period=edition, covers=(None, None), scope=edition)
    for month, rows in (directory or {}).items():
        partners.deliver("urscop", "annuaire", rows, period=month, covers=("2022-01-01", LAST_DAY), scope=month)
    for edition, sirens in (ess_france or {}).items():
        rows = [{"siren": siren} for siren in sirens]
        partners.deliver("ess_france", "entreprises", rows, period=edition, covers=(None, None), scope=edition)
