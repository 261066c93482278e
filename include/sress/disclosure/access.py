"""Who may see the rows behind a figure, and the counts of a figure that is kept secret."""

from __future__ import annotations

from enum import StrEnum

PUBLIC = "C0"
SUPPRESSED = "suppressed"


class Audience(StrEnum):
    """For whom an answer is made."""

    engineer = "engineer"
    analyst = "analyst"
    pilot = "pilot"


def may_see_rows(disclosure_class: str | None, audience: Audience) -> bool:
    """Whether the evidence rows of a measure of this class may be given to `audience` (privacy.md §5).

    C0 is open to all. C1 (business secret), C2 (persons) and a class that nobody stated are the
    engineer's only; the others get counts.
    """
    return audience is Audience.engineer or disclosure_class == PUBLIC


def may_see_counts(status: str | None, audience: Audience) -> bool:
    """Whether the counts of a cell may be given: those of a suppressed cell would give its value away."""
    return audience is Audience.engineer or status != SUPPRESSED


def may_see_raw(audience: Audience) -> bool:
    """Whether the partner's own row may be shown: landed rows are never read outside engineering (privacy.md §5)."""
    return audience is Audience.engineer
