"""The numbers of the disclosure rules, from the registry (P11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BUSINESS, PERSONS = "C1", "C2"


@dataclass(frozen=True)
class Rules:
    """`protection_pct`: how near to an amount an attacker may never come, on either side, in per cent of it."""

    min_units: int = 3
    max_share_pct: float = 85.0
    min_persons: int = 5
    protection_pct: float = 15.0

    def threshold(self, disclosure_class: str) -> int:
        """How many units a cell of this class needs."""
        return self.min_persons if disclosure_class == PERSONS else self.min_units


def rules_of(parameters: Mapping[str, str]) -> Rules:
    """The rules that the registry states; raises KeyError naming what it does not."""
    return Rules(
        min_units=int(parameters["c1_min_units"]),
        max_share_pct=float(parameters["c1_max_share_pct"]),
        min_persons=int(parameters["c2_min_persons"]),
        protection_pct=float(parameters["c1_protection_pct"]),
    )
