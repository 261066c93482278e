"""What moved: three to five sentences, chosen by a fixed rule from the figures of the region.

Against the publication before where there is one, with the causes; else against the same period of the year
before. A change is ranked by its size relative to the size of the figure (|Δ| / √max), so that +3 on 4 comes
before +3 on 400; amounts by their share. Ties keep the order of the strategy.
"""

from __future__ import annotations

from decimal import Decimal

from sress.brief import french
from sress.brief.model import YEAR_TO_DATE, BriefFigures, Measure, Value
from sress.brief.parts import Movement, Part
from sress.brief.presentation import amount, change, comparable, show

MOST_CHANGES = 4
FEWEST_SENTENCES = 3
MOST_CAUSES = 3
MOST_NAMED = 6


def sentences(figures: BriefFigures) -> tuple[str, ...]:
    """The sentences of « Ce qui a bougé », at most five."""
    told, said = _since_last(figures)
    told += _since_last_year(figures, said)[: MOST_CHANGES if not told else max(0, FEWEST_SENTENCES - 1 - len(told))]
    return (*told, _summary(figures))


def caution(figures: BriefFigures) -> str:
    """The measures whose figure of the year cannot be compared, or an empty text."""
    late = [
        m.code
        for m in figures.connected_measures
        if m.year_to_date is not None and m.year_to_date.status in ("late_source", "not_received")
    ]
    if not late:
        return ""
    named = ", ".join(late[:MOST_NAMED])
    more = len(late) - MOST_NAMED
    rest = f" et {french.plural(more, 'autre', 'autres')}" if more > 0 else ""
    return f"Non comparables faute de livraison à jour\u00a0: {named}{rest}."


def causes(measure: Measure, movement: Movement) -> str:
    """`événements nouveaux +9, lignes arrivées en retard +3`; the biggest first."""
    parts = sorted(movement.parts, key=lambda part: -abs(part.effect or Decimal(0)))
    return ", ".join(_part(measure, part) for part in parts if part.effect != 0)


def difference(measure: Measure, movement: Movement) -> str:
    """`+8 (+9,1 %)`; from what to what where one of the two is no number."""
    if movement.change is None:
        before = _side(measure, movement.before, movement.before_status)
        return f"de {before} à {_side(measure, movement.after, movement.after_status)}"
    return change(measure, Value(movement.after), Value(movement.before))


def _side(measure: Measure, value: Decimal | None, status: str) -> str:
    return amount(measure, Value(value, status=status))


def _part(measure: Measure, part: Part) -> str:
    if part.effect is None:
        return part.cause
    digits = 0 if part.effect == part.effect.to_integral_value() or measure.unit == "€" else 1
    points = f"{french.NBSP}pt" if measure.is_ratio else ""
    euros = f"{french.NBSP}€" if measure.unit == "€" else ""
    return f"{part.cause} {french.signed(part.effect, digits)}{points}{euros}"


def _since_last(figures: BriefFigures) -> tuple[list[str], set[str]]:
    """The sentences on what moved most since the last publication, and the measures they are about."""
    measures = {measure.code: measure for measure in figures.connected_measures}
    ranked = [one for one in figures.movements or () if one.measure_code in measures and one.change]
    ranked.sort(key=lambda one: -_size(measures[one.measure_code], one.after, one.before))
    chosen = ranked[:MOST_CHANGES]
    return [_moved(measures[one.measure_code], one) for one in chosen], {one.measure_code for one in chosen}


def _moved(measure: Measure, movement: Movement) -> str:
    parts = sorted(movement.parts, key=lambda part: -abs(part.effect or Decimal(0)))
    because = causes(measure, Movement(**{**vars(movement), "parts": tuple(parts[:MOST_CAUSES])}))
    now = amount(measure, Value(movement.after, status=movement.after_status))
    year_ago = ""
    if measure.figure_kind == YEAR_TO_DATE and comparable(measure.year_to_date, measure.same_period):
        year_ago = f"\u00a0; un an plus tôt\u00a0: {show(measure, measure.same_period).main}"
    moved = f"{now} ({movement.period}), {difference(measure, movement)} depuis le dernier point"
    return f"{_subject(measure)}\u00a0: {moved} — {because}{year_ago}."


def _since_last_year(figures: BriefFigures, but: set[str]) -> list[str]:
    measures = [
        m for m in figures.connected_measures if m.code not in but and comparable(m.year_to_date, m.same_period)
    ]
    moved = sorted((m for m in measures if _weight(m) > 0), key=lambda m: -_weight(m))
    told = [_against_last_year(m, figures) for m in moved[:MOST_CHANGES]]
    still = [m for m in measures if _weight(m) == 0]
    return told + [_unchanged(m, figures) for m in still[: max(0, FEWEST_SENTENCES - 1 - len(told))]]


def _weight(measure: Measure) -> Decimal:
    return _size(measure, _known(measure.year_to_date), _known(measure.same_period))


def _size(measure: Measure, current: Decimal | None, before: Decimal | None) -> Decimal:
    if current is None or before is None:
        return Decimal(0)
    delta = abs(current - before)
    if measure.is_ratio:
        return delta / 10 if delta >= Decimal("0.05") else Decimal(0)
    largest = max(current, before, Decimal(1))
    return 10 * delta / largest if measure.unit == "€" else delta / largest.sqrt()


def _known(value: Value | None) -> Decimal | None:
    return None if value is None else value.value


def _subject(measure: Measure) -> str:
    return f"{measure.label} ({measure.code})"


def _against_last_year(measure: Measure, figures: BriefFigures) -> str:
    cut_off = figures.publication.cut_off
    return (
        f"{_subject(measure)}\u00a0: {amount(measure, measure.year_to_date)} de "
        f"{french.year_to_date(cut_off)}, contre {amount(measure, measure.same_period)} sur la "
        f"même période de {cut_off.year - 1}, soit "
        f"{change(measure, measure.year_to_date, measure.same_period)}."
    )


def _unchanged(measure: Measure, figures: BriefFigures) -> str:
    cut_off = figures.publication.cut_off
    return (
        f"{_subject(measure)}\u00a0: {amount(measure, measure.year_to_date)} de "
        f"{french.year_to_date(cut_off)}, comme sur la même période de {cut_off.year - 1}."
    )


def _summary(figures: BriefFigures) -> str:
    previous, moved = figures.previous, figures.indicators_moved
    if previous is None:
        return "Première publication\u00a0: il n’y a pas encore de point précédent auquel comparer."
    name = f"la publication n°\u00a0{previous.publication_id} (données au {french.day(previous.cut_off)})"
    if moved is None:
        told = "les causes de ce qui a bougé n’ont pas pu être établies"
    elif not moved:
        told = "aucun indicateur n’a bougé"
    elif len(moved) == 1:
        told = f"1 indicateur sur {len(figures.indicators)} a bougé"
    else:
        told = f"{len(moved)} indicateurs sur {len(figures.indicators)} ont bougé"
    revised = "" if previous.revised is None else f" {_revised(previous.revised)}"
    return f"Depuis {name}, {told}.{revised}"


def _revised(count: int) -> str:
    if count == 0:
        return "Aucune valeur déjà publiée n’a été révisée."
    verb = "a été révisée" if count == 1 else "ont été révisées"
    return f"{french.plural(count, 'valeur')} déjà {'publiée' if count == 1 else 'publiées'} {verb}."

