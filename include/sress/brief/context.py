"""Read what surrounds the indicators from `marts`: sources, published figures, FLORES, events, proposals, ambitions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import psycopg

from sress.brief import french
from sress.brief.parts import (
    Ambition,
    FloresLine,
    FloresTable,
    PlannedEvent,
    Proposal,
    PublishedFigure,
    Reading,
    SourceState,
    Standing,
)
from sress.brief.query import rows

SECRET = "suppressed"
BALANCE, CURRENT = "bilan", "current"
STATES = {"up_to_date": "up_to_date", "late": "late", "late_source": "late"}
EVENT_KINDS = {
    "copil": "COPIL",
    "cotech": "COTECH",
    "financeurs": "Revue des financeurs",
    "conference": "Conférence ESS",
}
_SOURCES = "select * from marts.source_status order by label_fr"
_PUBLISHED = """
select year, figure_code, value, unit_fr, publication, url from marts.published_figure
where figure_code in ('etablissements_ess', 'etablissements_employeurs_ess', 'effectifs_salaries_ess', 'etp_ess',
                      'emplois_ess_eqtp', 'part_emploi_ess')
order by year, figure_code
"""
FIGURE_LABELS = {
    "etablissements_ess": "Établissements de l'ESS",
    "etablissements_employeurs_ess": "Établissements employeurs de l'ESS",
    "effectifs_salaries_ess": "Salariés de l'ESS",
    "etp_ess": "Emplois de l'ESS en équivalent temps plein",
    "emplois_ess_eqtp": "Emplois salariés de l'ESS en équivalent temps plein",
    "part_emploi_ess": "Part de l'ESS dans l'emploi",
}
_FLORES = """
select vintage, sector as activity_code, min(sector_label_fr) as label, count(distinct geo_code) as zones,
       case when count(value) = count(*) then sum(value) end as establishments
from marts.fct_flores
where measure = 'establishments' and geo_level = 'zone_emploi'
  and vintage = (select max(vintage) from marts.fct_flores where measure = 'establishments')
group by vintage, sector order by sector
"""
_EVENTS = """
select distinct event_date, event_type, departement_code from marts.fct_event
where event_date > %s and event_status in ('prevue', 'confirmee') and event_type = any(%s)
order by event_date, event_type
"""
_PROPOSALS = """
select proposal_id, status, measure_code, period, territory, published_value, published_status, proposed_value,
       current_status, proposed_by, proposed_at, why, decision_why
from marts.value_proposal where status = 'proposed' or decided_at >= %s order by proposal_id
"""
_AMBITIONS = "select * from marts.dim_ambition order by position"
_STANDINGS = """
select standing.*, reading.position
from marts.ambition_status as standing
left join marts.dim_ambition_reading as reading on reading.reading_code = standing.reading_code
order by standing.ambition_code, standing.is_headline desc, reading.position nulls last, standing.reading_code
"""


def read_sources(connection: psycopg.Connection[Any]) -> tuple[SourceState, ...]:
    """Where each source stands."""
    return tuple(_source(row) for row in rows(connection, _SOURCES))


def _source(row: dict[str, Any]) -> SourceState:
    """A source that never delivered has no row counts: none is not 0."""
    received = row["last_received_at"]
    counts = {name: row[name] if received else None for name in ("rows_landed", "rows_mended", "rows_rejected")}
    return SourceState(
        row["source_code"],
        row["label_fr"],
        row["owner_fr"] or "propriétaire non déclaré",
        STATES.get(row["status"], "missing"),
        french.paris_day(received) if received else None,
        row["last_period"],
        row["due_date"],
        **counts,
        synthetic=bool(row["is_synthetic"]),
        held=row["held"] or 0,
    )


def read_published(connection: psycopg.Connection[Any]) -> tuple[PublishedFigure, ...]:
    """The figures of the ESS that others published."""
    return tuple(
        PublishedFigure(
            row["year"], FIGURE_LABELS[row["figure_code"]], row["value"], row["unit_fr"], row["publication"], row["url"]
        )
        for row in rows(connection, _PUBLISHED)
    )


def read_flores(connection: psycopg.Connection[Any]) -> FloresTable | None:
    """Employer establishments by activity; a sum with an undisclosed part is not shown as a sum."""
    found = rows(connection, _FLORES)
    if not found:
        return None
    total = [row for row in found if row["activity_code"] == "_T"]
    return FloresTable(
        found[0]["vintage"],
        max(row["zones"] for row in found),
        total[0]["establishments"] if total else None,
        tuple(
            FloresLine(row["activity_code"], row["label"] or row["activity_code"], row["establishments"])
            for row in found
            if row["activity_code"] != "_T"
        ),
    )


def read_events(connection: psycopg.Connection[Any], cut_off: date) -> tuple[PlannedEvent, ...]:
    """The meetings of the governance that the calendar announces after the cut-off, the next first."""
    return tuple(
        PlannedEvent(row["event_date"], EVENT_KINDS[row["event_type"]], row["departement_code"])
        for row in rows(connection, _EVENTS, (cut_off, list(EVENT_KINDS)))
    )


def read_proposals(connection: psycopg.Connection[Any], since: date) -> tuple[Proposal, ...]:
    """The values that stand beside a published figure: those open, and those answered since that day."""
    return tuple(
        Proposal(
            row["proposal_id"],
            row["measure_code"],
            row["period"],
            row["territory"],
            row["published_value"],
            row["proposed_value"],
            SECRET in (row["published_status"], row["current_status"]),
            row["proposed_by"],
            french.paris_day(row["proposed_at"]),
            row["status"],
            row["why"],
            row["decision_why"],
        )
        for row in rows(connection, _PROPOSALS, (since,))
    )


def read_ambitions(connection: psycopg.Connection[Any]) -> tuple[Ambition, ...]:
    """The twelve ambitions with every reading, at the horizon and today."""
    standings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(connection, _STANDINGS):
        standings[row["ambition_code"]].append(row)
    return tuple(_ambition(row, standings[row["ambition_code"]]) for row in rows(connection, _AMBITIONS))


def _ambition(row: dict[str, Any], standings: list[dict[str, Any]]) -> Ambition:
    balance = [one for one in standings if one["edition"] == BALANCE]
    seals = [one["sealed_publication_id"] for one in balance if one["sealed_publication_id"] is not None]
    codes = dict.fromkeys(one["reading_code"] for one in standings)
    return Ambition(
        code=row["ambition_code"],
        label=row["label_fr"],
        owner=row["owner_fr"] or "",
        rule=row["rule_fr"] or "",
        rule_status=row["rule_status"] or "",
        closing_date=next((one["closing_date"] for one in balance), None),
        is_closed=any(one["is_closed"] for one in balance),
        sealed_by=max(seals, default=None),
        readings=tuple(_reading([one for one in standings if one["reading_code"] == code]) for code in codes),
    )


def _reading(editions: list[dict[str, Any]]) -> Reading:
    by_edition = {one["edition"]: _standing(one) for one in editions}
    one = editions[0]
    return Reading(
        one["reading_code"],
        one["label_fr"],
        one["unit_fr"] or "",
        one["is_headline"],
        one["target_value"],
        by_edition.get(BALANCE),
        by_edition.get(CURRENT),
    )


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(
        row["value"], row["numerator"], row["denominator"], row["unknown"], row["verdict"], row["status"]
    )
