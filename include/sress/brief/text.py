"""Render the brief as plain text, 78 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sress.brief import french, movements, presentation, targets, wording
from sress.brief.html import same_day_last_year
from sress.brief.model import BriefFigures, Indicator, Measure
from sress.brief.parts import Ambition, SourceState
from sress.brief.presentation import show

WIDTH = 78


def render_text(figures: BriefFigures) -> str:
    """The whole brief, with ordinary no-break spaces: mail readers lack the narrow one."""
    lines = [*_opening(figures), *_moves(figures), *_indicators(figures)]
    lines += [*_territories(figures), *_ambitions(figures), *_changes(figures), *_context(figures)]
    lines += [*_sources(figures), *_closing(figures)]
    return "\n".join(lines).replace(french.THIN, french.NBSP) + "\n"


def _wrap(text: str, first: str = "", rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _heading(text: str, mark: str = "-") -> list[str]:
    lines = _wrap(text)
    return ["", *lines, mark * max(len(line) for line in lines)]


def _opening(figures: BriefFigures) -> Iterator[str]:
    title = _heading(wording.title(figures), "=")
    yield from title[1:]
    if figures.publication.synthetic:
        yield from ["", f"*** {wording.SYNTHETIC} ***"]
    yield ""
    yield from _wrap(wording.status_line(figures))
    yield from _wrap(f"Cibles\u00a0: {wording.targets_line(figures)}")
    yield from _wrap(f"À venir\u00a0: {wording.events_line(figures)}")


def _moves(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Ce qui a bougé")
    for sentence in movements.sentences(figures):
        yield from _wrap(sentence, "- ", "  ")
    caution = movements.caution(figures)
    if caution:
        yield from _wrap(caution)


def _indicators(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Indicateurs de la stratégie (région)")
    yield from _wrap(
        "nd : valeur non disponible, jamais assimilée à zéro (« aucun cas » : rien à mesurer dans la période). "
        "0 : une extraction couvre la période "
        "et ne contient rien. s. o. : la mesure n’existe pas pour cette période."
    )
    for axis in figures.axes:
        yield from _heading(axis.title)
        for priority in axis.priorities:
            yield ""
            yield from _wrap(priority.title)
            for indicator in priority.indicators:
                yield from _indicator(indicator, figures)


def _indicator(indicator: Indicator, figures: BriefFigures) -> Iterator[str]:
    yield ""
    yield from _wrap(f"{indicator.code} {indicator.label}", "  ", "    ")
    for measure in indicator.measures:
        yield from _measure(measure, figures)


def _measure(measure: Measure, figures: BriefFigures) -> Iterator[str]:
    cut_off = figures.publication.cut_off
    if not measure.connected:
        yield from _wrap(f"{measure.label}\u00a0: {presentation.NOT_CONNECTED}", "    . ", "      ")
    else:
        yield from _wrap(f"{measure.label} ({measure.unit})", "    . ", "      ")
        delta = presentation.change(measure, measure.year_to_date, measure.same_period)
        lines = (
            (french.short_year_to_date(cut_off), _figure(measure, "year_to_date")),
            (
                french.short_year_to_date(same_day_last_year(cut_off)),
                _figure(measure, "same_period") + (f"  [{delta}]" if delta else ""),
            ),
            (f"année {cut_off.year - 1}", _figure(measure, "previous_year")),
            ("12 mois glissants", _figure(measure, "rolling")),
            ("cumul depuis 2022", _figure(measure, "cumulative")),
            ("statut", presentation.status(measure)),
        )
        for name, figure in lines:
            yield f"      {name:<22}{figure}"
    yield from _wrap(_target(measure, figures), "      ", "        ")
    for beside in measure.beside:
        shown = f"{show(beside, beside.figure).main} {beside.unit}"
        yield from _wrap(f"à côté, {beside.label}\u00a0: {shown}", "      ", "        ")


def _figure(measure: Measure, field: str) -> str:
    shown = show(measure, getattr(measure, field))
    return f"{shown.main} ({shown.detail})" if shown.detail else shown.main


def _target(measure: Measure, figures: BriefFigures) -> str:
    if measure.progress is None or not measure.has_target:
        return "cible                 sans cible" if measure.connected else "sans cible"
    gap = targets.gap(measure)
    detail = f"\u00a0: {gap}" if gap else ""
    return f"cible                 {measure.progress.label} — {targets.label(measure)}{detail}"


def _territories(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Les départements, année en cours")
    for measure in figures.connected_measures:
        if not measure.territories:
            continue
        yield from _wrap(f"{measure.code} {measure.label}", "", "  ")
        parts = [f"{territory.label} {show(measure, territory.year_to_date).main}" for territory in measure.territories]
        yield from _wrap("\u00a0; ".join(parts), "  ")


def _ambitions(figures: BriefFigures) -> Iterator[str]:
    if not figures.ambitions:
        return
    yield from _heading("Les douze ambitions pour 2025")
    for ambition in figures.ambitions:
        yield from _wrap(_ambition(ambition), "- ", "  ")


def _ambition(ambition: Ambition) -> str:
    told = []
    for reading in ambition.readings:
        balance, today = (presentation.show_reading(reading, one).main for one in (reading.balance, reading.current))
        verdict = f" ({presentation.verdict(reading.balance)})" if reading.is_headline else ""
        told.append(f"{reading.label}\u00a0: bilan {balance}{verdict}, aujourd’hui {today} [{reading.unit}]")
    return f"{ambition.code} {ambition.label} — {' ; '.join(told)}. Bilan {wording.balance_state(ambition)}."


def _changes(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Ce qui a changé, et pourquoi")
    measures = {measure.code: measure for measure in figures.measures}
    for one in figures.movements or ():
        measure = measures[one.measure_code]
        moved = f"{movements.difference(measure, one)} — {movements.causes(measure, one)}"
        yield from _wrap(f"{measure.code} ({one.period})\u00a0: {moved}", "- ", "  ")
    if not figures.movements:
        yield "Rien à dire."
    for change in figures.definitions:
        what = f"{change.kind} {change.code} {change.label}"
        yield from _wrap(f"{what}\u00a0: {change.before} devient {change.after}", "- ", "  ")


def _context(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Contexte : l’ESS en Pays de la Loire (chiffres publiés, réels)")
    for figure in sorted(figures.published_figures, key=lambda f: -f.year):
        value = french.plain_number(figure.value)
        yield from _wrap(f"{figure.year} · {figure.label}\u00a0: {value} {figure.unit} ({figure.source})", "- ", "  ")
    if figures.flores is not None:
        flores = figures.flores
        yield from _wrap(
            f"{flores.vintage} · Établissements employeurs, tous statuts privés, {flores.zones} zones "
            f"d’emploi (Insee, Flores)\u00a0: {french.number(flores.total)}",
            "- ",
            "  ",
        )
    yield from _wrap("Sources, périmètres et unités diffèrent\u00a0: ces chiffres ne forment pas une série.")


def _sources(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Sources et qualité")
    for source in figures.sources:
        yield from _wrap(_source(source), "- ", "  ")


def _source(source: SourceState) -> str:
    state = presentation.SOURCE_STATES.get(source.state, source.state)
    period = french.month_of(source.period) if source.period else french.NOT_AVAILABLE
    return (
        f"{source.label} ({source.owner})\u00a0: {state}\u00a0; dernière livraison "
        f"{french.day(source.last_delivery)}, période {period}\u00a0; lignes chargées "
        f"{french.number(source.rows_landed)}, réparées {french.number(source.rows_mended)}, "
        f"rejetées {french.number(source.rows_rejected)}"
    )


def _closing(figures: BriefFigures) -> Iterator[str]:
    yield from _heading("Règles de calcul")
    yield from _wrap(wording.rules(figures))
