"""What a reproduction found: the same bytes, or which marts and rows differ, and what was not as it was then."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sress.publication.reproduce.differences import Difference


@dataclass(frozen=True)
class Outcome:
    """A rebuild of `publication_id`; `notes` say what may explain a difference (code, deliveries, erasures)."""

    publication_id: int
    month: str
    deliveries: int
    rows: int
    marts: int
    published_sha256: str
    rebuilt_sha256: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def equal(self) -> bool:
        """Whether the rebuild gave the same content."""
        return self.published_sha256 == self.rebuilt_sha256

    def lines(self) -> list[str]:
        """The outcome for a person."""
        made = f"publication {self.publication_id} ({self.month}) built again on its {self.deliveries} deliveries"
        if self.equal:
            said = [f"Equal: {made} gives the same {self.rows} rows in {self.marts} marts.", f"  {self.rebuilt_sha256}"]
        else:
            said = [
                f"Different: {made} gives other rows.",
                f"  published sha256 {self.published_sha256}",
                f"  rebuilt   sha256 {self.rebuilt_sha256}",
                *(f"  {difference.sentence}" for difference in self.differences),
            ]
        return [*said, *(f"Note: {note}" for note in self.notes), f"{self.seconds:.0f} s"]

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form."""
        return {"equal": self.equal, **asdict(self)}
