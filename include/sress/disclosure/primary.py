"""Primary suppression: the cells that give somebody away by themselves, and how far off an attacker must be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sress.disclosure.cells import DENOMINATOR, NUMERATOR, REST, UNKNOWN, Contribution, Row
from sress.disclosure.rules import Rules


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure is safe when an attacker must hold a value ≥ `up`, or one ≤ `down`, for possible."""

    letter: str
    up: float | None = None
    down: float | None = None


def primary_goals(row: Row, rules: Rules) -> tuple[Goal, ...]:
    """What must be protected in a cell that gives somebody away; empty when it does not.

    Counts: 0 < units < threshold, of a share also what its two counts leave over. Amounts: fewer units than the
    threshold, or one unit above the largest share. A true zero is shown (privacy.md §5).
    """
    threshold = rules.threshold(row.disclosure_class)
    if row.is_amount:
        return _amount_goals(row, rules, threshold)
    counts = {letter: count for letter, count in row.figures().items() if letter in (NUMERATOR, DENOMINATOR, REST)}
    return tuple(Goal(letter, up=threshold) for letter, count in counts.items() if 0 < count < threshold)


def _amount_goals(row: Row, rules: Rules, threshold: int) -> tuple[Goal, ...]:
    unknown = row.unknown or 0
    goals: list[Goal] = []
    if unknown > 0 and len(row.contributions) + unknown < threshold:
        goals.append(Goal(UNKNOWN, up=threshold))
    if row.numerator and is_disclosive(row.contributions, threshold, rules.max_share_pct):
        goals += both_sides(row.numerator, rules)
    return tuple(goals)


def is_disclosive(contributions: Iterable[Contribution], threshold: int, max_share_pct: float) -> bool:
    """Whether an amount made up of these rests on too few units, or on one of them almost alone."""
    sizes = [abs(one.amount) for one in contributions]
    if not sizes:
        return False
    return len(sizes) < threshold or max(sizes) * 100 > max_share_pct * sum(sizes)


def both_sides(amount: float, rules: Rules) -> tuple[Goal, Goal]:
    """An amount is protected above and below."""
    distance = abs(amount) * rules.protection_pct / 100
    return Goal(NUMERATOR, up=amount + distance), Goal(NUMERATOR, down=amount - distance)


def secondary_goals(row: Row, rules: Rules) -> tuple[Goal, ...]:
    """A cell that is hidden for another's sake must not be recoverable either: else it hides nothing."""
    letter = DENOMINATOR if row.is_share and not row.numerator else NUMERATOR
    value = row.figures().get(letter)
    if not value:
        return ()
    distance = abs(value) * rules.protection_pct / 100 if row.is_amount else 1.0
    return (Goal(letter, up=value + distance, down=value - distance),)
