"""How one figure is written: value, unit, change and status, in French."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sress.brief import french
from sress.brief.model import Measure, Value

NO_CASE = "aucun cas"
NO_SUCH_PERIOD = "s.\u00a0o."
NOT_CONNECTED = "pas encore calculée"
STATUS_LABELS = {
    "final": "définitif",
    "provisional": "provisoire",
    "late_source": "source en retard",
    "not_received": "non reçu",
    "suppressed": "secret statistique",
}
SOURCE_STATES = {
    "up_to_date": "à jour",
    "late": "en retard",
    "missing": "aucune livraison",
}
SMALLEST_BASE_FOR_PERCENT = 20


@dataclass(frozen=True)
class Shown:
    """A figure as read on the page: the figure itself and a small line under it."""

    main: str
    detail: str = ""
    missing: bool = False


def show(measure: Measure, value: Value | None) -> Shown:
    """Write a figure. A period the measure does not have is `s. o.`, an unknown value is `nd`."""
    if value is None:
        return Shown(NO_SUCH_PERIOD, missing=True)
    if value.status == "suppressed":
        return Shown("s", missing=True)
    if value.value is None:
        return Shown(french.NOT_AVAILABLE, NO_CASE if value.denominator == 0 else "", missing=True)
    if measure.is_ratio:
        return Shown(french.percent(value.value), _out_of(value))
    if measure.is_out_of:
        return Shown(_count_out_of(measure, value))
    return Shown(french.plain_number(value.value))


def _out_of(value: Value) -> str:
    if value.numerator is None or value.denominator is None:
        return ""
    return f"{french.number(value.numerator)} sur {french.number(value.denominator)}"


def _count_out_of(measure: Measure, value: Value) -> str:
    if value.denominator is None:
        return french.number(value.value)
    if value.denominator == 1:
        return "oui" if value.value else "non"
    return _out_of(value)


def comparable(left: Value | None, right: Value | None) -> bool:
    """Whether two figures may be compared: both known and both wholly covered by deliveries."""
    if left is None or right is None or left.value is None or right.value is None:
        return False
    return "late_source" not in (left.status, right.status)


def change(measure: Measure, current: Value | None, before: Value | None) -> str:
    """`+8 (+9,1 %)`, `−2,4 points`, `stable`; empty when the two cannot be compared."""
    if current is None or before is None or not comparable(current, before):
        return ""
    assert current.value is not None
    assert before.value is not None
    delta = current.value - before.value
    if measure.is_ratio:
        return "stable" if abs(delta) < Decimal("0.05") else _points(delta)
    if delta == 0:
        return "stable"
    text = french.signed(delta)
    if measure.is_out_of or before.value < SMALLEST_BASE_FOR_PERCENT:
        return text
    return f"{text} ({french.signed(100 * delta / before.value, 1)}{french.NBSP}%)"


def _points(delta: Decimal) -> str:
    word = "point" if abs(delta) < 2 else "points"
    decimals = 0 if delta == delta.to_integral_value() else 1
    return f"{french.signed(delta, decimals)}{french.NBSP}{word}"


def status(measure: Measure) -> str:
    """The status of the figure that stands for the measure today, in French."""
    figure = measure.standing_figure
    if not measure.connected or figure is None:
        return NOT_CONNECTED
    return STATUS_LABELS.get(figure.status, figure.status)
