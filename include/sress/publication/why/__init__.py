"""Why a figure moved between two publications: causes that always sum to the change."""

from sress.publication.why.model import LABELS_FR, Cause, Change, EvidenceDisagrees, Part, Span

__all__ = ["LABELS_FR", "Cause", "Change", "EvidenceDisagrees", "Part", "Span"]
