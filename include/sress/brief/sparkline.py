"""A small bar chart of yearly values as inline SVG, readable in black and white and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from sress.brief import french
from sress.brief.model import Measure, YearValue
from sress.brief.presentation import show

WIDTH, HEIGHT, GAP = 96, 34, 3
FLOOR = HEIGHT - 10


def describe(measure: Measure) -> str:
    """The figures of the chart in words, for those who do not see it."""
    spoken = []
    for item in measure.yearly:
        year = f"{item.year} (année en cours)" if item.partial else str(item.year)
        spoken.append(f"{year}\u00a0: {show(measure, item.value).main}")
    return "Valeurs par année. " + "\u00a0; ".join(spoken) + "."


def sparkline(measure: Measure) -> Markup:
    """The chart, or nothing when there is no year to show."""
    if not measure.yearly:
        return Markup("")
    bars = "".join(_bars(measure.yearly, _top(measure)))
    return Markup(
        '<svg class="spark" role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'aria-label="{label}">{bars}'
        '<line class="floor" x1="0" y1="{floor}.5" x2="{w}" y2="{floor}.5"/></svg>'
    ).format(w=WIDTH, h=HEIGHT, floor=FLOOR, label=describe(measure), bars=Markup(bars))


def _top(measure: Measure) -> Decimal:
    known = [item.value.value for item in measure.yearly if item.value.value is not None]
    return max([*known, Decimal(100) if measure.aggregation == "coverage" else Decimal(1)])


def _bars(years: Sequence[YearValue], top: Decimal) -> list[str]:
    step = Decimal(WIDTH + GAP) / len(years)
    return [_bar(item, index * step, step - GAP, top) for index, item in enumerate(years)]


def _bar(item: YearValue, x: Decimal, width: Decimal, top: Decimal) -> str:
    middle = _short(x + width / 2)
    year = f'<text x="{middle}" y="{HEIGHT - 0.5}">{item.year % 100:02d}</text>'
    if item.value.value is None:
        return f'<text class="none" x="{middle}" y="{FLOOR - 2}">{french.NOT_AVAILABLE}</text>{year}'
    height = item.value.value / top * (FLOOR - 1)
    kind = "part" if item.partial else "bar"
    inset = Decimal("0.5") if item.partial and height > 1 else Decimal(0)
    return (
        f'<rect class="{kind}" x="{_short(x + inset)}" y="{_short(FLOOR - height + inset)}" '
        f'width="{_short(width - 2 * inset)}" height="{_short(height - inset)}"/>{year}'
    )


def _short(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
