"""A small bar chart of yearly values, readable in black and white and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from sress.brief import french
from sress.brief.image import DEEP, FONT, SOFT, WHITE, image, short
from sress.brief.model import Measure, YearValue
from sress.brief.presentation import SECRET, SUPPRESSED, show

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
    line = f'<line x1="0" y1="{FLOOR}.5" x2="{WIDTH}" y2="{FLOOR}.5" stroke="{SOFT}" stroke-width="1"/>'
    text = f'<g fill="{SOFT}" font-family="{FONT}" font-size="9" text-anchor="middle">{bars}</g>'
    return image(text + line, WIDTH, HEIGHT, describe(measure), "spark")


def _top(measure: Measure) -> Decimal:
    known = [item.value.value for item in measure.yearly if item.value.value is not None]
    return max([*known, Decimal(100) if measure.aggregation == "coverage" else Decimal(1)])


def _bars(years: Sequence[YearValue], top: Decimal) -> list[str]:
    step = Decimal(WIDTH + GAP) / len(years)
    return [_bar(item, index * step, step - GAP, top) for index, item in enumerate(years)]


def _bar(item: YearValue, x: Decimal, width: Decimal, top: Decimal) -> str:
    middle = short(float(x + width / 2))
    year = f'<text x="{middle}" y="{HEIGHT - 0.5}">{item.year % 100:02d}</text>'
    if item.value.value is None:
        mark = SECRET if item.value.status == SUPPRESSED else french.NOT_AVAILABLE
        return f'<text x="{middle}" y="{FLOOR - 2}">{mark}</text>{year}'
    height = max(Decimal(0), item.value.value) / top * (FLOOR - 1)
    inset = Decimal("0.5") if item.partial and height > 1 else Decimal(0)
    paint = f'fill="{WHITE}" stroke="{DEEP}" stroke-width="1"' if item.partial else f'fill="{DEEP}"'
    return (
        f'<rect {paint} x="{short(float(x + inset))}" y="{short(float(FLOOR - height + inset))}" '
        f'width="{short(float(width - 2 * inset))}" height="{short(float(max(Decimal(0), height - inset)))}"/>{year}'
    )
