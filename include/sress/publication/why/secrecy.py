"""What others than engineers may see of a comparison: nothing withheld, and no small group of units told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import psycopg

from sress.disclosure.access import PUBLIC, SUPPRESSED
from sress.disclosure.rules import BUSINESS, PERSONS, Rules, rules_of
from sress.publication.explain.evidence import Face
from sress.publication.explain.store import read_measures, read_registry
from sress.publication.why.model import Cause, Change, Figure, Part

AMOUNTS = ("sum", "max_per_unit_sum")
SCOPE = "scope"
HIDDEN = Figure(None, None, None, SUPPRESSED)
Cell = tuple[str, str, Face]


def keep_secret(
    connection: psycopg.Connection[Any], changes: Iterable[Change], before: int, after: int
) -> list[Change]:
    """The changes as pilots and partners may read them.

    A cell that one of the publications withholds has no figure there, and its change the cause disclosure; one that
    either does not publish at all is left out. Of amounts and persons, causes of fewer units than the rule asks for are
    not told apart: the whole change becomes one part (counts of projects are, as differences.py says).
    """
    hidden = (_withheld(connection, before), _withheld(connection, after))
    measures = read_measures(connection, after)
    rules = _rules(connection, after)
    found = []
    for change in changes:
        reasons = _reasons(change, hidden)
        if SCOPE in reasons or all(reasons):
            continue
        if any(reasons):
            found.append(_without_figures(change, reasons))
            continue
        own = measures[change.measure_code]
        if own.disclosure_class == PUBLIC:
            found.append(change)
            continue
        told = replace(change, moves=())
        if own.disclosure_class == PERSONS or own.aggregation in AMOUNTS:
            told = _grouped(told, rules.threshold(own.disclosure_class or BUSINESS))
        found.append(told)
    return found


def _reasons(change: Change, hidden: tuple[dict[Cell, str], dict[Cell, str]]) -> tuple[str | None, str | None]:
    code, face = change.measure_code, change.face
    return hidden[0].get((code, change.span.before, face)), hidden[1].get((code, change.span.after, face))


def _without_figures(change: Change, reasons: Collection[str | None]) -> Change:
    before, after = (
        HIDDEN if reason else figure for reason, figure in zip(reasons, (change.before, change.after), strict=True)
    )
    return replace(
        change, before=before, after=after, parts=(Part(Cause.disclosure, None, None, None, None),), moves=()
    )


def _grouped(change: Change, threshold: int) -> Change:
    """One part in place of all, when one of them rests on too few units."""
    if all(part.units is None or part.units >= threshold for part in change.parts):
        return change
    if change.change is None:
        return replace(change, parts=tuple(replace(part, units=None) for part in change.parts))
    return replace(change, parts=(Part(Cause.disclosure, None, None, None, change.change),))


def _withheld(connection: psycopg.Connection[Any], publication_id: int) -> dict[Cell, str]:
    rows = connection.execute(
        """
        select measure_code, period, territory, nullif(dimension, ''), nullif(member, ''), reason
        from publication.withheld_value
        where publication_id = %s and mart in ('indicator_value', 'supporting_value')
        """,
        (publication_id,),
    ).fetchall()
    return {(code, period, Face(*face)): reason for code, period, *face, reason in rows}


def _rules(connection: psycopg.Connection[Any], publication_id: int) -> Rules:
    """The rules as the registry of the publication had them (P11); today's where it had none."""
    told = {one["name"]: one["value"] for one in read_registry(connection, publication_id)}
    return rules_of(told) if "c1_min_units" in told else Rules()
