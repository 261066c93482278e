"""How one figure is written: value, unit, change and status, in French."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sress.brief import french
from sress.brief.model import COHORT, ROLLING, Measure, Value
from sress.brief.parts import Reading, Standing

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
VERDICTS = {
    "atteinte": "atteinte",
    "non_atteinte": "non atteinte",
    "en_cours": "en cours",
    "sans_cible": "sans cible",
    "indeterminee": "indéterminée",
    "non_recu": "non reçue",
}
SECRET, SUPPRESSED = "s", "suppressed"
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
    if value.status == SUPPRESSED:
        return Shown(SECRET, missing=True)
    if value.value is None:
        return Shown(french.NOT_AVAILABLE, NO_CASE if value.denominator == 0 else "", missing=True)
    if measure.is_ratio:
        return Shown(french.percent(value.value), _out_of(value))
    if measure.is_out_of:
        return Shown(_count_out_of(measure, value))
    return Shown(french.number(value.value) if measure.unit == "€" else french.plain_number(value.value))


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
    figure = measure.figure
    if not measure.connected or figure is None:
        return NOT_CONNECTED
    return STATUS_LABELS.get(figure.status, figure.status)


def figure_period(measure: Measure) -> str:
    """What the figure is of, where it is not of the year to date: `12 mois`, `cohorte 2022`."""
    if measure.figure_kind == ROLLING:
        return "12\u00a0mois"
    if measure.figure_kind == COHORT and measure.cohorts:
        return f"cohorte {measure.cohorts[-1].year}"
    return ""


def notes(measure: Measure) -> tuple[str, ...]:
    """What a reader must know of today's figure: its bounds, the rows behind it and how many are matched."""
    figure = measure.figure
    if figure is None or figure.value is None:
        return ()
    found = []
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        found.append(f"entre {french.percent(figure.low)} et {french.percent(figure.high)}")
    if figure.records is not None and figure.matched_pct is not None:
        matched = french.percent(figure.matched_pct, 0)
        found.append(f"{french.plural(figure.records, 'ligne')}, {matched} rapprochées")
    return tuple(found)


def show_reading(reading: Reading, standing: Standing | None) -> Shown:
    """Write the value of a reading of an ambition."""
    if standing is None:
        return Shown(NO_SUCH_PERIOD, missing=True)
    if standing.status == SUPPRESSED:
        return Shown(SECRET, missing=True)
    if standing.value is None:
        return Shown(french.NOT_AVAILABLE, NO_CASE if standing.denominator == 0 else "", missing=True)
    if reading.unit == "oui/non":
        return Shown("oui" if standing.value else "non")
    if reading.unit == "%":
        return Shown(french.percent(standing.value), _part_of(reading, standing))
    digits = 0 if standing.value == standing.value.to_integral_value() else 1
    return Shown(french.number(standing.value, digits), _part_of(reading, standing))


def _part_of(reading: Reading, standing: Standing) -> str:
    """`60 sur 74`; for a rise, from what to what; with the units of which nobody knows."""
    n, d = standing.numerator, standing.denominator
    parts = []
    if n is not None and d is not None:
        if ".rise_" in reading.code:
            digits = 0 if n == n.to_integral_value() and d == d.to_integral_value() else 1
            of = "" if reading.code.endswith("_count") else f"{french.NBSP}%"
            parts.append(f"de {french.number(d, digits)}{of} à {french.number(n, digits)}{of}")
        else:
            parts.append(f"{french.number(n)} sur {french.number(d)}")
    if standing.unknown:
        parts.append(f"{french.number(standing.unknown)} sans réponse")
    return ", ".join(parts)


def verdict(standing: Standing | None) -> str:
    """The verdict on a reading, in French."""
    return "" if standing is None else VERDICTS.get(standing.verdict, standing.verdict)


def amount(measure: Measure, value: Value | None) -> str:
    """A figure on one line, with its euros and its detail."""
    shown = show(measure, value)
    euros = f"{french.NBSP}€" if measure.unit == "€" and not shown.missing else ""
    return f"{shown.main}{euros} ({shown.detail})" if shown.detail else shown.main + euros
