"""Which periods of two publications are compared."""

from __future__ import annotations

from collections.abc import Iterable

from sress.publication.explain.store import Published
from sress.publication.why.model import Span

CURRENT = {"current-ytd": "{}", "current-r12": "r12-{}", "current-cum": "cum-{}"}


def spans_of(
    before: Iterable[Published], after: Iterable[Published], month_before: str, month_after: str, period: str | None
) -> list[Span]:
    """The periods of a measure to compare, in order: those of one label, then those that end at each cut-off.

    `period` keeps one of them, by its label or as current-ytd, current-r12 or current-cum.
    """
    former = {cell.period: cell.window for cell in before}
    present = {cell.period: cell.window for cell in after}
    pairs = [(label, label) for label in sorted(former.keys() & present.keys()) if period in (None, label)]
    for name, pattern in CURRENT.items():
        pair = (pattern.format(month_before), pattern.format(month_after))
        if period in (None, name) and pair not in pairs and pair[0] in former and pair[1] in present:
            pairs.append(pair)
    return [Span(*pair, former[pair[0]], present[pair[1]]) for pair in pairs]
