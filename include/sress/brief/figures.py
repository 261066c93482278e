"""Read the figures of a brief from `marts`, in one snapshot, as the BI role and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import psycopg

from sress.brief.changes import (
    definition_changes,
    read_movements,
    read_parameter_changes,
    read_rules,
    read_warnings,
)
from sress.brief.context import (
    read_ambitions,
    read_events,
    read_flores,
    read_proposals,
    read_published,
    read_sources,
)
from sress.brief.epci import read_epci
from sress.brief.measures import read_axes
from sress.brief.model import BriefFigures
from sress.brief.parts import PreviousPublication, PublicationInfo
from sress.brief.query import row, rows
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.session import pin

_INFO = "select * from marts.publication_info"
_REVISED = """
select count(*) as revised from marts.indicator_value now
join marts.previous_indicator_value before using (measure_code, period, period_end, territory)
where now.dimension is null and before.dimension is null and territory = 'REG-52'
  and now.value is distinct from before.value
"""


def read_figures(settings: Settings, publication_id: int | None = None) -> BriefFigures:
    """The figures of the publication that is served, or as of `publication_id`.

    The figures come from `marts` in one snapshot. The causes of what moved, the parameters and the warnings
    of the gate are those of the same two publications, which do not change.
    Raises LookupError when there is none, PublicationRefused for one that may not be read.
    """
    with snapshot(settings, publication_id) as connection:
        info = _info(connection)
        figures = _assemble(connection, info)
        rules = read_rules(connection)
    served, previous = figures.publication.publication_id, info["previous_publication_id"]
    figures = replace(figures, warnings=read_warnings(settings, served))
    if previous is None:
        return figures
    kinds = {measure.code: measure.figure_kind for measure in figures.measures}
    with snapshot(settings, previous) as connection:
        definitions = definition_changes(read_rules(connection), rules)
    return replace(
        figures,
        movements=read_movements(settings, previous, served, (info["previous_month"], info["month"]), kinds),
        definitions=definitions + read_parameter_changes(settings, previous, served),
    )


def snapshot(settings: Settings, publication_id: int | None = None) -> psycopg.Connection[Any]:
    """A session of the role bi that sees one publication, whatever is published meanwhile.

    Raises PublicationRefused for a publication that may not be read.
    """
    connection = connect(settings, "bi")
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    if publication_id is not None:
        pin(connection, publication_id)
    return connection


def publication_of(connection: psycopg.Connection[Any]) -> tuple[PublicationInfo, str | None]:
    """The publication that a session sees, and the month of the one before. Raises LookupError without any."""
    info = _info(connection)
    return _publication(info), info["previous_month"]


def _info(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    info = row(connection, _INFO)
    if info is None or info["publication_id"] is None:
        raise LookupError("nothing is published yet: there is no brief to render")
    return info


def _publication(info: dict[str, Any]) -> PublicationInfo:
    return PublicationInfo(
        info["publication_id"], info["month"], info["cut_off"], info["published_at"], info["synthetic"]
    )


def _assemble(connection: psycopg.Connection[Any], info: dict[str, Any]) -> BriefFigures:
    publication = _publication(info)
    cut_off = publication.cut_off
    has_previous = info["previous_publication_id"] is not None
    axes = read_axes(connection, cut_off, info["previous_month"] if has_previous else None)
    figures = BriefFigures(
        publication=publication,
        axes=axes,
        sources=read_sources(connection),
        published_figures=read_published(connection),
        flores=read_flores(connection),
        previous=_previous(connection, info) if has_previous else None,
        ambitions=read_ambitions(connection),
        events=read_events(connection, cut_off),
        proposals=read_proposals(connection, date(cut_off.year, cut_off.month, 1)),
    )
    return replace(figures, epci=read_epci(connection, figures.measures, cut_off))


def _previous(connection: psycopg.Connection[Any], info: dict[str, Any]) -> PreviousPublication:
    revised = rows(connection, _REVISED)
    year, month = map(int, info["previous_month"].split("-"))
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    cut_off = date.fromordinal(first_of_next.toordinal() - 1)
    return PreviousPublication(info["previous_publication_id"], cut_off, revised[0]["revised"])
