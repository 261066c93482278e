"""The landing report, and the reject file that goes back to the partner."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sress.landing.problem import Problem


@dataclass(frozen=True)
class LandingReport:
    """What became of one delivery. `status` is landed, held or rejected; read = landed + rejected."""

    delivery_id: int
    source: str
    stream: str
    file_name: str
    status: str
    read: int = 0
    landed: int = 0
    mended: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    columns_unknown: list[str] = field(default_factory=list)
    columns_missing: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    unchanged: bool = False

    @property
    def held(self) -> bool:
        """Whether the delivery waits for a person's decision."""
        return self.status == "held"

    def as_json(self) -> dict[str, Any]:
        """The stable machine-readable form of `sress land --json`."""
        return {
            "delivery_id": self.delivery_id,
            "source": self.source,
            "stream": self.stream,
            "file": self.file_name,
            "status": self.status,
            "read": self.read,
            "landed": self.landed,
            "mended": self.mended,
            "rejected": self.rejected,
            "held": self.held,
            "reasons": self.reasons,
            "columns_unknown": self.columns_unknown,
            "columns_missing": self.columns_missing,
            "messages": self.messages,
            "unchanged": self.unchanged,
        }


def write_reject_file(folder: Path, source: str, stream: str, delivery_id: int, problems: list[Problem]) -> Path | None:
    """`ligne; colonne; valeur; message; bloquant; doublon` for the partner; None when all is well."""
    if not problems:
        return None
    target = folder / source / f"{stream}_{delivery_id}_rejets.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(["ligne", "colonne", "valeur", "message", "bloquant", "doublon"])
        for problem in problems:
            writer.writerow(
                [
                    problem.row or "",
                    problem.header or problem.column or "",
                    problem.value or "",
                    problem.message,
                    "oui" if problem.blocking else "non",
                    "oui" if problem.duplicate else "non",
                ]
            )
    return target
