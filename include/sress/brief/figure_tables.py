"""The tables of figures of the workbook: indicators, series, territories, ambitions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sress.brief import french, presentation, targets, wording
from sress.brief.model import BriefFigures, Indicator, Value
from sress.brief.parts import Ambition, Reading, Standing
from sress.brief.presentation import STATUS_LABELS
from sress.brief.table import Row, Table, cell

KINDS = {"cum": "cumul depuis 2022", "r12": "12 mois glissants"}


def indicators(figures: BriefFigures) -> Table:
    """Each measure of the 27 indicators, and what stands beside it."""
    columns = (
        "Indicateur",
        "Libellé de l'indicateur",
        "Mesure",
        "Unité",
        "Code",
        "Année en cours",
        "Un an plus tôt",
        "Écart sur un an",
        "Publication précédente",
        "Écart depuis",
        "Année précédente",
        "12 mois glissants",
        "Cumul depuis 2022",
        "Statut",
        "Cible",
        "Situation",
        "Écart à la cible",
        "Échéance",
    )
    return Table("Indicateurs", columns, [row for one in figures.indicators for row in _indicator(one)])


def _indicator(indicator: Indicator) -> Iterator[Row]:
    for measure in indicator.measures:
        progress = measure.progress if measure.has_target else None
        gap = progress.gap if progress is not None else None
        yield (
            indicator.code,
            indicator.label,
            measure.label,
            measure.unit,
            measure.code,
            cell(measure.figure),
            cell(measure.figure_before),
            _difference(measure.figure, measure.figure_before),
            cell(measure.last_published),
            _difference(measure.figure, measure.last_published),
            cell(measure.previous_year),
            cell(measure.rolling),
            cell(measure.cumulative),
            presentation.status(measure),
            progress.label if progress else "sans cible",
            targets.label(measure),
            gap,
            progress.due if progress else None,
        )
        for beside in measure.beside:
            figures = (beside.figure, beside.figure_before)
            yield (
                indicator.code,
                indicator.label,
                f"{beside.label} (à côté, jamais ajouté)",
                beside.unit,
                beside.code,
                *map(cell, figures),
                _difference(*figures),
                None,
                None,
                cell(beside.previous_year),
                cell(beside.rolling),
                cell(beside.cumulative),
                presentation.status(beside),
            )


def _difference(now: Value | None, before: Value | None) -> Decimal | None:
    if now is None or before is None or not presentation.comparable(now, before):
        return None
    assert now.value is not None
    assert before.value is not None
    return now.value - before.value


def series(figures: BriefFigures, names: dict[str, str]) -> Table:
    """Every published total, one row each."""
    columns = (
        "Code",
        "Mesure",
        "Unité",
        "Période",
        "Type de période",
        "Territoire",
        "Nom du territoire",
        "Valeur",
        "Numérateur",
        "Dénominateur",
        "Borne basse",
        "Borne haute",
        "Statut",
    )
    rows: list[Row] = []
    for measure in (one for parent in figures.connected_measures for one in (parent, *parent.beside)):
        for one in measure.series:
            value = one.value
            rows.append(
                (
                    measure.code,
                    measure.label,
                    measure.unit,
                    one.period,
                    _kind(one.period),
                    one.territory,
                    names.get(one.territory, one.territory),
                    cell(value),
                    value.numerator,
                    value.denominator,
                    value.low,
                    value.high,
                    STATUS_LABELS.get(value.status, value.status),
                )
            )
    return Table("Series", columns, rows)


def _kind(period: str) -> str:
    if period.isdigit():
        return "année"
    return KINDS.get(period.split("-")[0], "année en cours")


def territories(figures: BriefFigures) -> Table:
    """The départements now, a year ago and since 2022, then the EPCI of the ranked measures."""
    columns = (
        "Code",
        "Mesure",
        "Unité",
        "Période",
        "Territoire",
        "Nom",
        "Valeur",
        "Un an plus tôt",
        "Écart",
        "Cumul depuis 2022",
        "Statut",
    )
    now = french.year_to_date(figures.publication.cut_off)
    rows: list[Row] = []
    for measure in figures.connected_measures:
        rows += [
            (
                measure.code,
                measure.label,
                measure.unit,
                presentation.figure_period(measure) or now,
                one.code,
                one.label,
                cell(one.year_to_date),
                cell(one.same_period),
                _difference(one.year_to_date, one.same_period),
                cell(one.cumulative),
                _status(one.year_to_date),
            )
            for one in measure.territories
        ]
    if figures.epci is not None:
        for row in figures.epci.rows:
            for measure, value in zip(figures.epci.measures, row.values, strict=True):
                place = (f"EPCI-{row.code}", row.label)
                told = (cell(value), None, None, None, _status(value))
                rows.append((measure.code, measure.label, measure.unit, now, *place, *told))
    return Table("Territoires", columns, rows)


def _status(value: Value | None) -> str:
    return "" if value is None else STATUS_LABELS.get(value.status, value.status)


def ambitions(figures: BriefFigures) -> Table:
    """Each reading, at the horizon and today."""
    columns = (
        "Ambition",
        "Libellé",
        "Lecture",
        "Nom de la lecture",
        "Porte le verdict",
        "Unité",
        "Cible",
        "Bilan 2025",
        "Bilan, n",
        "Bilan, sur",
        "Verdict du bilan",
        "Aujourd'hui",
        "Aujourd'hui, n",
        "Aujourd'hui, sur",
        "État du bilan",
    )
    rows = [_reading(one, reading) for one in figures.ambitions for reading in one.readings]
    return Table("Ambitions", columns, rows)


def _reading(ambition: Ambition, reading: Reading) -> Row:
    return (
        ambition.code,
        ambition.label,
        reading.code,
        reading.label,
        reading.is_headline,
        reading.unit,
        reading.target,
        *_standing(reading.balance),
        presentation.verdict(reading.balance),
        *_standing(reading.current),
        wording.balance_state(ambition),
    )


def _standing(standing: Standing | None) -> tuple[object, object, object]:
    if standing is None:
        return None, None, None
    value = cell(Value(standing.value, status=standing.status))
    return value, standing.numerator, standing.denominator
