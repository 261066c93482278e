"""What a publication is, and why one can be refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

PUBLISHED = "published"
ROLLED_BACK = "rolled_back"
WITHHELD = "withheld"


class PublicationRefused(Exception):
    """Nothing was published, and the publication served before is still served; says why in French."""


class PublicationHeld(PublicationRefused):
    """Somebody holds publications back: the build stays a candidate until `sress release`."""


@dataclass(frozen=True)
class Publication:
    """One row of `publication.publication`.

    `deliveries` are those the marts were built from, with their sha256; `verdicts` those that opened the
    gate; `parameters` keeps the number of rows per mart, the registry's parameters and, for a withheld
    one, the reason. `content_sha256` is the same whenever the same deliveries gave the same rows, and
    `content` tells it by mart. `is_current` tells whether it is served, `unchanged` whether publish()
    found nothing new to publish.
    """

    publication_id: int
    month: str
    cut_off: date
    build_id: int
    status: str
    published_at: datetime | None
    git_commit: str | None = None
    manifest_hash: str | None = None
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    content_sha256: str | None = None
    synthetic: bool = False
    published_by: str | None = None
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    content: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_current: bool = False
    unchanged: bool = False

    @property
    def rows(self) -> dict[str, int]:
        """Rows per mart."""
        return dict(self.parameters.get("rows", {}))

    @property
    def sentence(self) -> str:
        """One French line for the summary of a run."""
        title = f"Publication n° {self.publication_id} ({self.month})"
        if self.status == WITHHELD:
            return f"{title} retenue : {self.parameters.get('reason', 'sans motif')}"
        if self.unchanged:
            return f"{title} inchangée : les mêmes livraisons donnent les mêmes chiffres."
        served = "servie" if self.is_current else "conservée, non servie"
        return f"{title} {served} : {sum(self.rows.values())} lignes dans {len(self.rows)} tables."

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form of `sress publications --json`."""
        return {
            "publication_id": self.publication_id,
            "month": self.month,
            "cut_off": self.cut_off.isoformat(),
            "build_id": self.build_id,
            "status": self.status,
            "is_current": self.is_current,
            "unchanged": self.unchanged,
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "published_by": self.published_by,
            "git_commit": self.git_commit,
            "manifest_hash": self.manifest_hash,
            "deliveries": self.deliveries,
            "verdicts": self.verdicts,
            "parameters": self.parameters,
            "content": self.content,
            "content_sha256": self.content_sha256,
            "synthetic": self.synthetic,
        }
