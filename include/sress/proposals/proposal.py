"""What a value proposal is, and the refusal that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

PROPOSED, ACCEPTED, REFUSED, WITHDRAWN = "proposed", "accepted", "refused", "withdrawn"
STATUS_LABELS = {PROPOSED: "proposée", ACCEPTED: "acceptée", REFUSED: "refusée", WITHDRAWN: "retirée"}


class ProposalRefused(ValueError):
    """What was asked cannot be done; the message says why, in French."""


@dataclass(frozen=True)
class Proposal:
    """A value proposed in place of a published one, which is frozen beside it, and what became of it.

    `published_value` is None when the publication held no value. `decided_*` are None while it is open.
    """

    proposal_id: int
    status: str
    measure_code: str
    period: str
    territory: str
    proposed_value: Decimal
    proposed_by: str
    proposed_at: datetime
    why: str
    method: str | None
    publication_id: int
    published_value: Decimal | None
    published_status: str
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_why: str | None = None

    @property
    def label(self) -> str:
        """The status in French."""
        return STATUS_LABELS[self.status]
