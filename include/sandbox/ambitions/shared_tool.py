"""AMB-09: whether the shared tool is in use, and which of its partners feed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.ambitions.editions import Edition
from sandbox.measures.evidence import IN_THE_REGION, Evidence, Known, Row, day_of
from sandbox.vocabulary import NETWORKS

PARTNERS = (*NETWORKS, "cress")
_LATELY = timedelta(days=90)


def in_production(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Whether anybody ever wrote anything into it."""
    for _, day in _written(known, edition):
        yield Evidence("essor", day, day, IN_THE_REGION)


def partners(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Of the partners, those that wrote into it in the ninety days up to the edition's last one."""
    for code in PARTNERS:
        yield Evidence(code, edition.last, edition.last, IN_THE_REGION, "denominator")
    for row, day in _written(known, edition):
        if row["operator_code"] in PARTNERS and day > edition.last - _LATELY:
            yield Evidence(row["operator_code"], day, day, IN_THE_REGION)


def _written(known: Known, edition: Edition) -> Iterator[tuple[Row, date]]:
    for row in known.rows("tool_entries"):
        day = day_of(row, "written_on")
        if day and day <= edition.last:
            yield row, day
