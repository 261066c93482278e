"""Render the brief as one self-contained HTML page."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sress.brief import french, mapping, movements, presentation, targets, wording
from sress.brief.changes import period_name
from sress.brief.decisions import TITLES, Decision, Meeting
from sress.brief.model import BriefFigures, Measure, TerritoryValues, Value
from sress.brief.parts import PublicationInfo
from sress.brief.presentation import Shown, show
from sress.brief.sparkline import sparkline
from sress.brief.territory import TerritorySheet

MAPPED = "A08-I1"
EVENTS_SHOWN = 4


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
        period_name=period_name,
        show=show,
        show_reading=presentation.show_reading,
        verdict=presentation.verdict,
        change=presentation.change,
        status=presentation.status,
        figure_period=presentation.figure_period,
        notes=presentation.notes,
        aim_state=targets.state,
        aim_label=targets.label,
        aim_gap=targets.gap,
        balance_state=wording.balance_state,
        sparkline=sparkline,
        territory_figure=_territory_figure,
        territory_change=_territory_change,
    )
    return found


def render_html(figures: BriefFigures) -> str:
    """The whole brief; the same figures give the same text."""
    return environment().get_template("brief.html.j2").render(**page(figures, wording.title(figures)))


def page(figures: BriefFigures, title: str) -> dict[str, Any]:
    """What every page of the house shows of a publication, by the name that the templates use."""
    local = tuple(measure for measure in figures.connected_measures if measure.territories)
    mapped = next((measure for measure in local if measure.code == MAPPED), None)
    return {
        "figures": figures,
        "title": title,
        "has_real_context": bool(figures.published_figures or figures.flores),
        "up_to_date": wording.up_to_date(figures),
        "targets": wording.targets_line(figures),
        "aimed": [measure for measure in figures.measures if measure.has_target],
        "unaimed": _unaimed(figures),
        "sentences": movements.sentences(figures),
        "caution": movements.caution(figures),
        "events": wording.events(figures, EVENTS_SHOWN),
        "overdue": wording.overdue(figures),
        "late": wording.late_sources(figures),
        "local_measures": local,
        "territory_headers": _territory_headers(local),
        "mapped": mapped,
        "map": mapping.departement_map(mapped) if mapped else "",
        "map_bounds": mapping.bounds_of(mapped) if mapped else (),
        "balance_words": wording.balances(figures),
        "moved": _moved(figures),
        "names": _names(figures),
        "proposal_states": wording.PROPOSAL_STATES,
        "source_states": presentation.SOURCE_STATES,
        "glossary": wording.GLOSSARY,
        "rules": wording.rules(figures),
        "proposed_rules": wording.proposed_rules(figures),
        **running(figures.publication),
    }


def running(publication: PublicationInfo) -> dict[str, Any]:
    """What every printed page says at its head and at its foot, and which publication it is of."""
    mark = f" — {wording.SYNTHETIC}" if publication.synthetic else ""
    return {
        "pub": publication,
        "cut": publication.cut_off,
        "running_head": wording.SYNTHETIC_MARK if publication.synthetic else "",
        "running_foot": f"Observatoire SRESS, données au {french.day(publication.cut_off)}{mark}",
    }


def same_day_last_year(cut_off: date) -> date:
    """The same month one year before (first of the month: only month and year are read)."""
    return date(cut_off.year - 1, cut_off.month, 1)


def _unaimed(figures: BriefFigures) -> str:
    count = sum(not measure.has_target for measure in figures.measures)
    return french.plural(count, "mesure") if count else ""


def _moved(figures: BriefFigures) -> list[dict[str, Any]]:
    measures = {measure.code: measure for measure in figures.measures}
    return [
        {
            "measure": measures[one.measure_code],
            "movement": one,
            "before": _side(measures[one.measure_code], one.before, one.before_status),
            "after": _side(measures[one.measure_code], one.after, one.after_status),
            "difference": movements.difference(measures[one.measure_code], one) if one.change is not None else "–",
            "causes": movements.causes(measures[one.measure_code], one),
        }
        for one in figures.movements or ()
        if one.measure_code in measures
    ]


def _side(measure: Measure, value: Any, status: str) -> str:
    shown = show(measure, Value(value, status=status))
    return shown.main


def _names(figures: BriefFigures) -> dict[str, str]:
    """The names of the territories, by code."""
    found = {one.code: one.label for measure in figures.measures for one in measure.territories}
    if figures.epci is not None:
        found |= {f"EPCI-{row.code}": row.label for row in figures.epci.rows}
    return found


def _territory_headers(measures: tuple[Measure, ...]) -> tuple[TerritoryValues, ...]:
    longest: tuple[TerritoryValues, ...] = ()
    for measure in measures:
        if len(measure.territories) > len(longest):
            longest = measure.territories
    return longest


def _territory(measure: Measure, code: str) -> TerritoryValues | None:
    return next((territory for territory in measure.territories if territory.code == code), None)


def _territory_figure(measure: Measure, code: str, name: str) -> Shown:
    territory = _territory(measure, code)
    found: Value | None = None if territory is None else getattr(territory, name)
    return show(measure, found)


def _territory_change(measure: Measure, code: str) -> str:
    territory = _territory(measure, code)
    if territory is None:
        return ""
    told = presentation.change(measure, territory.year_to_date, territory.same_period)
    return told.split(" (")[0]


def render_pack(figures: BriefFigures, meeting: Meeting, decisions: tuple[Decision, ...]) -> str:
    """The pack of a meeting: the summary, the decisions expected, the ambitions; for the COTECH what changed too."""
    title = f"{TITLES[meeting]} — données au {french.day(figures.publication.cut_off)}"
    template = environment().get_template("pack.html.j2")
    return template.render(**page(figures, title), decisions=decisions, meeting=meeting)


def render_territory(sheet: TerritorySheet) -> str:
    """The sheet of a territory."""
    place = sheet.territory.label
    title = f"{place} — fiche territoriale, données au {french.day(sheet.publication.cut_off)}"
    versions = ", ".join(sorted({measure.rule_version for measure in sheet.measures if measure.rule_version}))
    return (
        environment()
        .get_template("territory.html.j2")
        .render(
            sheet=sheet,
            title=title,
            has_real_context=False,
            rules_version=f"version {versions}" if versions else "aucune mesure",
            **running(sheet.publication),
        )
    )
