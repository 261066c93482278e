"""Read the EPCI of the region, ranked by one measure, from `marts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from sress.brief.measures import value_of
from sress.brief.model import EpciRow, EpciTable, Measure, Value
from sress.brief.query import rows

# The first one ranks. Chosen for what a pilot asks of a territory: who is followed, created, funded.
RANKED = ("A08-I1", "A01-I1", "A03-I1", "A05-I2.projects", "A10-I3", "A17-I1")
_EPCI = """
select territory.territory, territory.label_fr, coalesce(epci.departement_codes, '') as departements
from marts.dim_territory as territory
left join marts.dim_epci as epci
    on epci.is_current and territory.territory = 'EPCI-' || epci.epci_code
where territory.territory_kind = 'epci' order by territory.label_fr
"""
_VALUES = """
select measure_code, territory, value, numerator, denominator, status, lower_bound, upper_bound, unknown
from marts.indicator_value
where dimension is null and territory like 'EPCI-%%' and measure_code = any(%s) and period = %s
"""


def read_epci(connection: psycopg.Connection[Any], measures: Sequence[Measure], cut_off: date) -> EpciTable | None:
    """The EPCI with their figures of the cut-off's year, the highest first; None where no measure is told by EPCI.

    The year ends on the cut-off, as the year to date does, which is not published by EPCI (docs/disclosure.md).

    Equal figures go by name; what is withheld or unknown stands after the others.
    """
    by_code = {measure.code: measure for measure in measures}
    ranked = tuple(by_code[code] for code in RANKED if code in by_code and by_code[code].connected)
    values: dict[tuple[str, str], Value] = {
        (row["territory"], row["measure_code"]): value_of(row)
        for row in rows(connection, _VALUES, ([measure.code for measure in ranked], f"{cut_off:%Y}"))
    }
    if not values:
        return None
    found = [
        EpciRow(
            row["territory"].removeprefix("EPCI-"),
            row["label_fr"],
            ", ".join(row["departements"].split()),
            tuple(values.get((row["territory"], measure.code)) for measure in ranked),
        )
        for row in rows(connection, _EPCI)
    ]
    return EpciTable(ranked, tuple(sorted(found, key=_rank)))


def _rank(row: EpciRow) -> tuple[bool, float, str]:
    first = row.values[0]
    known = first is not None and first.value is not None
    return (not known, -float(first.value) if known and first and first.value is not None else 0.0, row.label)
