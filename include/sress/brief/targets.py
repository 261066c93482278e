"""Where a measure stands against its target, in words; the verdict itself is the mart's (indicator_progress)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from sress.brief import french
from sress.brief.model import Measure, Progress

MET, UNDER_WAY, AT_RISK, MISSED, NOT_RECEIVED, SUPPRESSED, NO_TARGET = (
    "atteinte",
    "en_cours",
    "a_risque",
    "manquee",
    "non_recu",
    "suppressed",
    "sans_cible",
)
LABELS = {
    MET: ("atteinte", "atteintes"),
    UNDER_WAY: ("en cours", "en cours"),
    AT_RISK: ("à risque", "à risque"),
    MISSED: ("manquée", "manquées"),
    NOT_RECEIVED: ("sans valeur", "sans valeur"),
    SUPPRESSED: ("sous secret", "sous secret"),
    NO_TARGET: ("sans cible", "sans cible"),
}


def state(measure: Measure) -> str:
    """The verdict of the mart; `sans_cible` where there is none."""
    return measure.progress.status if measure.progress is not None else NO_TARGET


def label(measure: Measure) -> str:
    """The verdict in French."""
    return LABELS[state(measure)][0]


def counted(measures: Iterable[Measure]) -> tuple[tuple[str, int], ...]:
    """How many measures have each verdict, in the order of LABELS, without those of none."""
    found = Counter(state(measure) for measure in measures)
    return tuple((one, found[one]) for one in LABELS if found[one])


def gap(measure: Measure) -> str:
    """What is missing to the target, or what was lost, in words; empty when it is met or nothing is known."""
    progress = measure.progress
    if progress is None or progress.target is None or state(measure) in (MET, NO_TARGET, NOT_RECEIVED, SUPPRESSED):
        return ""
    if progress.value is None or progress.value.value is None or progress.gap is None:
        return ""
    parts = [_gap(measure, progress, progress.gap)]
    if progress.announced:
        parts.append(f"{french.plural(progress.announced, 'réunion annoncée', 'réunions annoncées')}")
    if progress.condition and progress.condition_met is False:
        parts.append(f"condition non tenue\u00a0: {progress.condition}")
    return ", ".join(part for part in parts if part)


def _gap(measure: Measure, progress: Progress, missing: Decimal) -> str:
    value = progress.value
    assert value is not None
    if measure.aggregation == "windows_met" and value.denominator is not None and progress.target is not None:
        lost = int(value.denominator - (value.numerator or 0))
        ahead = int(progress.target - value.denominator)
        return f"{french.plural(lost, 'manquée')}, {ahead} à venir" if lost else f"{ahead} à venir"
    if missing >= 0:
        return ""
    if measure.is_ratio:
        return f"écart {french.signed(missing, 0 if missing == missing.to_integral_value() else 1)}{french.NBSP}points"
    return f"écart {french.signed(missing)}"
