"""Which days the deliveries in force tell of, stream by stream: what makes a figure final, late or not received.

A file by exercice tells from 1 January of its year on, any other from the start of the strategy; all
tell until the end of the month that they are made for, however late in that month something was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sandbox.deliveries import Delivery
from sandbox.months import month_end
from sandbox.periods import Period
from sandbox.world import CALENDAR_START

_BY_EXERCICE = frozenset(
    (
        "region_dispositifs.dossiers",
        "region_vie_associative.aap",
        "region_vie_associative.plan",
        "drajes_fdva.suivi_dossiers",
        "drajes_fdva.suivi_actions",
        "dreets.conseil_rh",
        "france_active.interventions",
        "urscop.operations",
    )
)


def days_told(deliveries: Iterable[tuple[str, Delivery]]) -> dict[str, frozenset[int]]:
    """The days, as ordinals, that each stream's deliveries in force tell of; given as (stream, delivery)."""
    found: dict[str, frozenset[int]] = {}
    for name, delivery in deliveries:
        if delivery.in_force:
            stream = f"{delivery.source}.{name}"
            found[stream] = found.get(stream, frozenset()) | _days(*_span(stream, delivery))
    return found


def _span(stream: str, delivery: Delivery) -> tuple[date, date]:
    start = date(delivery.year, 1, 1) if stream in _BY_EXERCICE else CALENDAR_START
    return start, month_end(delivery.year, delivery.month)


def _days(start: date, end: date) -> frozenset[int]:
    return frozenset(range(start.toordinal(), end.toordinal() + 1))


def covered(streams: Iterable[str], told: Mapping[str, frozenset[int]], period: Period) -> tuple[bool, bool]:
    """(some day of the period is told, every day is) by the sources behind a measure.

    A source tells of a day when all of its streams do. One source that tells of a day is enough for the
    figure to exist; all of them must tell of every day for it to be complete.
    """
    by_source: dict[str, frozenset[int]] = {}
    for stream in streams:
        source, days = stream.split(".")[0], told.get(stream, frozenset())
        by_source[source] = by_source.get(source, days) & days
    wanted = _days(period.start, period.end)
    sources = by_source.values()
    return any(wanted & days for days in sources), all(wanted <= days for days in sources)
