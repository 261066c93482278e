"""Render the brief as one self-contained HTML page."""

from __future__ import annotations

from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

from sress.brief import french, movements, presentation, wording
from sress.brief.model import BriefFigures, Measure, TerritoryValues, Value
from sress.brief.presentation import Shown, show
from sress.brief.sparkline import sparkline
from sress.brief.targets import standing


def environment(package: str = "sress.brief") -> Environment:
    """The template environment: everything is escaped, an unknown name is an error."""
    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters.update(
        day=french.day,
        paris_day=french.paris_day,
        number=french.number,
        plain_number=french.plain_number,
        year_to_date=french.year_to_date,
        short_ytd=french.short_year_to_date,
        month_of=french.month_of,
        show=show,
        change=presentation.change,
        status=presentation.status,
        standing=standing,
        sparkline=sparkline,
        has_period=_has_period,
        territory_figure=_territory_figure,
    )
    return found


def render_html(figures: BriefFigures) -> str:
    """The whole brief; the same figures give the same text."""
    cut_off = figures.publication.cut_off
    year = cut_off.year
    local = tuple(measure for measure in figures.connected_measures if measure.territories)
    return (
        environment()
        .get_template("brief.html.j2")
        .render(
            figures=figures,
            title=wording.title(figures),
            up_to_date=wording.up_to_date(figures),
            targets=wording.targets_line(figures),
            sentences=movements.sentences(figures),
            caution=movements.caution(figures),
            same_cut=same_day_last_year(cut_off),
            local_measures=local,
            territory_headers=_territory_headers(local),
            periods=(
                (french.short_year_to_date(cut_off), "year_to_date"),
                (french.short_year_to_date(same_day_last_year(cut_off)), "same_period"),
                (f"Cumul 2022-{year}", "cumulative"),
            ),
            source_states=presentation.SOURCE_STATES,
            glossary=wording.GLOSSARY,
            rules=wording.rules(figures),
            running_foot=_running_foot(figures),
        )
    )


def same_day_last_year(cut_off: date) -> date:
    """The same month one year before (first of the month: only month and year are read)."""
    return date(cut_off.year - 1, cut_off.month, 1)


def _running_foot(figures: BriefFigures) -> str:
    mark = f" — {wording.SYNTHETIC}" if figures.publication.synthetic else ""
    return f"Observatoire SRESS, données au {french.day(figures.publication.cut_off)}{mark}"


def _territory_headers(measures: tuple[Measure, ...]) -> tuple[TerritoryValues, ...]:
    longest: tuple[TerritoryValues, ...] = ()
    for measure in measures:
        if len(measure.territories) > len(longest):
            longest = measure.territories
    return longest


def _field(territory: TerritoryValues, name: str) -> Value | None:
    found: Value | None = getattr(territory, name)
    return found


def _has_period(measure: Measure, name: str) -> bool:
    return any(_field(territory, name) is not None for territory in measure.territories)


def _territory_figure(measure: Measure, code: str, name: str) -> Shown:
    for territory in measure.territories:
        if territory.code == code:
            return show(measure, _field(territory, name))
    return show(measure, None)
