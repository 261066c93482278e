"""The published figure that a proposal contests, as the served publication shows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

from sress.proposals.proposal import ProposalRefused

_PUBLICATION = "select publication.current_id()"
_MEASURE = "select owner_fr, value_type, unit_fr, is_computed from marts.dim_measure where measure_code = %s"
# One statement: the figure and the publication that it stands in are of the same moment.
_FIGURE = """
select (select publication.current_id()), value, status
from marts.indicator_value
where measure_code = %s and period = %s and territory = %s and dimension is null
"""
_PERIODS = """
select period from marts.indicator_value
where measure_code = %s and dimension is null
group by period, period_kind, period_end
order by period_end desc, period_kind desc limit 8
"""
_TERRITORIES = """
select distinct territory from marts.indicator_value
where measure_code = %s and dimension is null and territory not like 'EPCI-%%' order by territory
"""


@dataclass(frozen=True)
class Measure:
    """What the served registry says of a measure."""

    code: str
    owner: str
    value_type: str
    unit: str
    computed: bool


@dataclass(frozen=True)
class Figure:
    """One published total: measure × period × territory. `value` is None when none was published."""

    measure: Measure
    period: str
    territory: str
    publication_id: int
    value: Decimal | None
    status: str


def find_measure(connection: psycopg.Connection[Any], code: str) -> Measure:
    """The measure of the served registry. Raises ProposalRefused."""
    if connection.execute(_PUBLICATION).fetchone() == (None,):
        raise ProposalRefused("Rien n'est encore publié : il n'y a aucun chiffre à contester.")
    row = connection.execute(_MEASURE, [code]).fetchone()
    if row is None:
        raise ProposalRefused(f"La mesure {code} n'est pas au registre ; `sress values` montre les mesures publiées.")
    return Measure(code, *row)


def find_figure(connection: psycopg.Connection[Any], code: str, period: str, territory: str) -> Figure:
    """The served figure. Raises ProposalRefused, which names what is not known and what is published."""
    measure = find_measure(connection, code)
    if not measure.computed:
        raise ProposalRefused(f"La mesure {code} n'est pas encore calculée : aucun chiffre n'est publié pour elle.")
    row = connection.execute(_FIGURE, [code, period, territory]).fetchone()
    if row is None:
        raise ProposalRefused(_what_is_unknown(connection, code, period, territory))
    return Figure(measure, period, territory, *row)


def _what_is_unknown(connection: psycopg.Connection[Any], code: str, period: str, territory: str) -> str:
    known = connection.execute(
        "select 1 from marts.indicator_value where measure_code = %s and period = %s limit 1", [code, period]
    ).fetchone()
    if known is None:
        newest = [row[0] for row in connection.execute(_PERIODS, [code])]
        return f"{code} n'est pas publiée pour la période {period} ; dernières périodes : {', '.join(newest)}."
    places = [row[0] for row in connection.execute(_TERRITORIES, [code])]
    return f"{code} n'est pas publiée pour le territoire {territory} ; territoires hors EPCI : {', '.join(places)}."
