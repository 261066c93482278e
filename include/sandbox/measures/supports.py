"""Measures of the support given to projects, porteurs and tiers-lieux: A01-I2, A07-I2, A08-I1, A19-I1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sandbox.measures.evidence import Evidence, Known, Row, day_of, lasting, on_day
from sandbox.vocabulary import NETWORKS

WELCOMERS = (*NETWORKS, "cress")
ESS_ACTORS = (*NETWORKS, "cress")
MORE_ACTORS = ("urscop", "france_active", "cap_tiers_lieux")
THIRD_PLACES = "cap_tiers_lieux"


def _receptions(known: Known) -> Iterator[tuple[Row, date]]:
    """First contacts with an organisation that welcomes porteurs."""
    for row in known.rows("fct_support"):
        day = day_of(row, "start_date")
        if row["support_kind"] == "reception" and row["operator_code"] in WELCOMERS and day:
            yield row, day


def a01_i2(known: Known) -> Iterator[Evidence]:
    """Porteurs received, once however many organisations receive them: a mail tells them apart, or a name.

    A team is one porteur. Initials tell nobody apart: those receptions are shown beside, not added.
    """
    for row, day in _receptions(known):
        if row["_person"]:
            yield on_day(row, row["_person"], day, operator=row["operator_code"])


def a01_i2_undeduplicated(known: Known) -> Iterator[Evidence]:
    """Receptions of porteurs whom nobody can tell apart."""
    for row, day in _receptions(known):
        if not row["_person"]:
            yield on_day(row, row["_record"], day, operator=row["operator_code"])


def _days(known: Known, row: Row) -> tuple[date, date] | None:
    """First and last day of an accompaniment, until the cut-off while it lasts; None where they contradict."""
    first, last = day_of(row, "start_date"), day_of(row, "end_date") or known.cut_off
    return (first, last) if first and first <= last else None


def _accompanied(known: Known, actors: tuple[str, ...]) -> Iterator[tuple[Row, tuple[date, date]]]:
    """A single contact is no accompaniment; contacts that nobody counted are."""
    for row in known.rows("fct_support"):
        alone = row["contacts"] is not None and row["contacts"] <= 1
        days = _days(known, row)
        if row["support_kind"] == "accompaniment" and row["operator_code"] in actors and days and not alone:
            yield row, days


def a08_i1(known: Known) -> Iterator[Evidence]:
    """Projects accompanied by the networks or the CRESS, in every period in which it lasts."""
    return _active(known, ESS_ACTORS)


def a08_i1_extended(known: Known) -> Iterator[Evidence]:
    """The same with URSCOP, France Active and Cap Tiers-lieux."""
    return _active(known, (*ESS_ACTORS, *MORE_ACTORS))


def _active(known: Known, actors: tuple[str, ...]) -> Iterator[Evidence]:
    for row, (first, last) in _accompanied(known, actors):
        yield lasting(row, known.project(row), first, last, operator=row["operator_code"], ess_family=_family(row))


def a08_i1_entries(known: Known) -> Iterator[Evidence]:
    """Projects by the day on which an accompaniment begins."""
    for row, (first, _) in _accompanied(known, ESS_ACTORS):
        yield on_day(row, known.project(row), first, operator=row["operator_code"], ess_family=_family(row))


def _family(row: Row) -> str | None:
    return row["ess_family"] if row["is_ess"] else None


def a07_i2(known: Known) -> Iterator[Evidence]:
    """Projects that a network leads while another organisation than a network helps: the days when both are there.

    A helper outside the strategy has no code and counts. One row for each network that leads.
    """
    leaders: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for row in known.rows("fct_support"):
        days = _days(known, row)
        leads = row["support_kind"] == "accompaniment" and row["role"] == "referent"
        if leads and row["operator_code"] in NETWORKS and days:
            leaders[known.project(row)].append((row["operator_code"], *days))
    for row, first, last in _external_help(known):
        for network, start, end in leaders[known.project(row)]:
            begun, ended = max(first, start), min(last, end)
            if begun <= ended:
                yield lasting(row, known.project(row), begun, ended, operator=network)


def _external_help(known: Known) -> Iterator[tuple[Row, date, date]]:
    """Interventions, and accompaniments beside a leader, by others than the networks."""
    for row in known.rows("fct_support"):
        days = _days(known, row)
        if row["operator_code"] in NETWORKS or not days:
            continue
        if row["support_kind"] == "intervention":
            yield row, days[0], days[0]
        elif row["support_kind"] == "accompaniment" and row["role"] == "appui":
            yield row, *days


def a19_i1(known: Known) -> Iterator[Evidence]:
    """Tiers-lieux that Cap Tiers-lieux accompanies: places, not enterprises; information and visits are no support."""
    for row in known.rows("fct_support"):
        place, days = row["_place_key"], _days(known, row)
        if row["source_code"] == THIRD_PLACES and row["support_kind"] == "accompaniment" and place and days:
            yield lasting(row, place, *days, kind=row["support_type"])
