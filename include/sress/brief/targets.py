"""Where a measure stands against its target, when the strategy states one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sress.brief import french
from sress.brief.model import Measure, Target, Value

REACHED, UNDER_WAY, MISSED, UNKNOWN, NO_TARGET = "reached", "under_way", "missed", "unknown", "none"
STATE_LABELS = {
    REACHED: "atteinte",
    UNDER_WAY: "en cours",
    MISSED: "non atteinte",
    UNKNOWN: "non calculée",
    NO_TARGET: "sans cible",
}


@dataclass(frozen=True)
class Standing:
    """The state of a target, the gap (value − target, same unit) and the sentence that shows it."""

    state: str
    gap: Decimal | None
    detail: str

    @property
    def label(self) -> str:
        """The state in French."""
        return STATE_LABELS[self.state]


def bearing(measure: Measure, target: Target) -> Value | None:
    """The figure a target bears on: the year to date, or the cumul since 2022."""
    return measure.cumulative if target.period == "cumulative" else measure.year_to_date


def standing(measure: Measure, cut_off: date) -> Standing:
    """Compare the measure with its target; a missing value is `unknown`, never a failure."""
    target = measure.target
    if target is None:
        return Standing(NO_TARGET, None, "")
    shown = bearing(measure, target)
    if not measure.connected or shown is None or shown.value is None:
        return Standing(UNKNOWN, None, "")
    gap = shown.value - target.value
    if gap >= 0:
        return Standing(REACHED, gap, "")
    state = MISSED if _past_due(target, cut_off) or _one_window_lost(measure, shown) else UNDER_WAY
    return Standing(state, gap, _gap_text(measure, target, shown, gap))


def _past_due(target: Target, cut_off: date) -> bool:
    if target.period == "year":
        return (cut_off.month, cut_off.day) == (12, 31)
    return target.due is not None and cut_off >= target.due


def _one_window_lost(measure: Measure, shown: Value) -> bool:
    return (
        measure.aggregation == "windows_met"
        and shown.numerator is not None
        and shown.denominator is not None
        and shown.numerator < shown.denominator
    )


def _gap_text(measure: Measure, target: Target, shown: Value, gap: Decimal) -> str:
    if measure.aggregation == "windows_met" and shown.denominator is not None:
        missed = int(shown.denominator - (shown.numerator or 0))
        ahead = int(target.value - shown.denominator)
        lost = f"{french.plural(missed, 'manquée')}, " if missed else ""
        return f"{lost}{ahead} à venir"
    if measure.is_ratio:
        return f"écart {french.signed(gap, 0 if gap == gap.to_integral_value() else 1)}{french.NBSP}points"
    return f"écart {french.signed(gap)}"
