"""What moved: three to five sentences, chosen by a fixed rule from the figures of the region.

A change is ranked by its size relative to the size of the figure (|Δ| / √max), so that +3 on 4
comes before +3 on 400; ties keep the order of the strategy.
"""

from __future__ import annotations

from decimal import Decimal

from sress.brief import french
from sress.brief.model import BriefFigures, Measure, Value
from sress.brief.presentation import change, comparable, show

MOST_CHANGES = 4
FEWEST_SENTENCES = 3


def sentences(figures: BriefFigures) -> tuple[str, ...]:
    """The sentences of « Ce qui a bougé », at most five."""
    measures = [m for m in figures.connected_measures if comparable(m.year_to_date, m.same_period)]
    moved = sorted((m for m in measures if _weight(m) > 0), key=lambda m: -_weight(m))
    told = [_against_last_year(m, figures) for m in moved[:MOST_CHANGES]]
    still = [m for m in measures if _weight(m) == 0]
    told += [_unchanged(m, figures) for m in still[: max(0, FEWEST_SENTENCES - 1 - len(told))]]
    told.append(_against_last_publication(figures))
    return tuple(told)


def caution(figures: BriefFigures) -> str:
    """The measures whose figure of the year cannot be compared, or an empty text."""
    late = [
        m.code
        for m in figures.connected_measures
        if m.year_to_date is not None and m.year_to_date.status in ("late_source", "not_received")
    ]
    if not late:
        return ""
    return "Non comparables faute de livraison à jour\u00a0: " + ", ".join(late) + "."


def _weight(measure: Measure) -> Decimal:
    current, before = _known(measure.year_to_date), _known(measure.same_period)
    delta = abs(current - before)
    if measure.is_ratio:
        return delta / 10 if delta >= Decimal("0.05") else Decimal(0)
    return delta / max(current, before, Decimal(1)).sqrt()


def _known(value: Value | None) -> Decimal:
    if value is None or value.value is None:
        raise ValueError("only comparable figures are ranked")
    return value.value


def _subject(measure: Measure) -> str:
    return f"{measure.label} ({measure.code})"


def _figure(measure: Measure, value: Value | None) -> str:
    shown = show(measure, value)
    euros = "\u00a0€" if measure.unit == "€" else ""
    return f"{shown.main}{euros} ({shown.detail})" if shown.detail else shown.main + euros


def _against_last_year(measure: Measure, figures: BriefFigures) -> str:
    cut_off = figures.publication.cut_off
    return (
        f"{_subject(measure)}\u00a0: {_figure(measure, measure.year_to_date)} de "
        f"{french.year_to_date(cut_off)}, contre {_figure(measure, measure.same_period)} sur la "
        f"même période de {cut_off.year - 1}, soit "
        f"{change(measure, measure.year_to_date, measure.same_period)}."
    )


def _unchanged(measure: Measure, figures: BriefFigures) -> str:
    cut_off = figures.publication.cut_off
    return (
        f"{_subject(measure)}\u00a0: {_figure(measure, measure.year_to_date)} de "
        f"{french.year_to_date(cut_off)}, comme sur la même période de {cut_off.year - 1}."
    )


def _against_last_publication(figures: BriefFigures) -> str:
    previous = figures.previous
    if previous is None:
        return "Première publication\u00a0: il n’y a pas encore de point précédent auquel comparer."
    name = f"la publication n°\u00a0{previous.publication_id} (données au {french.day(previous.cut_off)})"
    moved = _moves_since(figures)
    more = len(moved) - MOST_CHANGES
    rest = f" et {french.plural(more, 'autre mesure', 'autres mesures')}" if more > 0 else ""
    listed = ", ".join(moved[:MOST_CHANGES]) + rest
    gained = f"\u00a0: {listed}" if moved else ", aucun chiffre de l’année n’a changé"
    revised = "" if previous.revised is None else f" {_revised(previous.revised)}"
    return f"Depuis {name}{gained}.{revised}"


def _moves_since(figures: BriefFigures) -> list[str]:
    moves = []
    for measure in figures.connected_measures:
        text = change(measure, measure.year_to_date, measure.last_published)
        if text and text != "stable":
            moves.append(f"{measure.code} {text}")
    return moves


def _revised(count: int) -> str:
    if count == 0:
        return "Aucune valeur déjà publiée n’a été révisée."
    verb = "a été révisée" if count == 1 else "ont été révisées"
    return f"{french.plural(count, 'valeur')} déjà {'publiée' if count == 1 else 'publiées'} {verb}."
