"""Why a unit changed its place in a cell: by its records, each compared with itself in the other publication.

A record is judged by the first that holds, in this order:

gained (counts now, did not)
  the calendar made it due since                                        window (a due day in the past: revised,
                                                                        or rule when the rule changed)
  dated after the former cut-off                                        new_event
  not among the former rows: its source covers that day now, did not    source
                             the partner's row was there, the rule changed   rule
                             else                                       late_row
lost (counted, does not any more)
  dated after the other's cut-off                                       new_event (window for the calendar)
  not among the new rows:    its source covered that day, does not now  source
                             the partner's row is there, the rule changed    rule
                             else                                       revised
among the rows of both publications, what makes the difference in this cell:
  role or reason, by the perimeter of the social economy                ess
  a cohort that was not observed yet                                    window
  unit, beside a role that is not set aside                             identity
  role or reason, where only one of the sources covers that day         source
  role or reason otherwise, dates, amount, breakdown                    revised, or rule when the rule changed
                                                                        and the partner's row did not
  breakdown by family                                                   ess
  territory                                                             geography
  unit                                                                  identity
  nothing but the days of the period                                    window

A unit takes the first cause of PRECEDENCE that one of its changed records has: what concerns whole files
or rules stands before what concerns a row, and that before the course of time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from sress.publication.explain.evidence import (
    CALENDAR,
    DENOMINATOR,
    NUMERATOR,
    SET_ASIDE,
    Face,
    Measure,
    Row,
    counts_in,
    member_of,
    territories,
)
from sress.publication.why.model import Cause, Span

PRECEDENCE = (
    Cause.source,
    Cause.rule,
    Cause.identity,
    Cause.geography,
    Cause.ess,
    Cause.revised,
    Cause.late_row,
    Cause.new_event,
    Cause.window,
)
ESS_REASONS = frozenset({"not_ess", "ess_unknown"})
# What waits for a day to come: nothing about the row changes when it comes.
WAITING_REASONS = frozenset({"not_observed_yet"})
# Where the social economy does not set a row aside but decides on which side it stands.
ESS_DECIDES = frozenset({"A16-I2"})
ESS_FAMILY = "ess_family"


class Edition(Protocol):
    """What must be known of a publication to name a cause."""

    @property
    def cut_off(self) -> date:
        """Last day of its data."""

    def covers(self, row: Row) -> bool:
        """Whether a delivery of the row's stream covered the row's day."""

    def holds(self, row: Row) -> bool:
        """Whether one of its deliveries held the partner's row, as it is."""


@dataclass(frozen=True)
class Context:
    """What the records of a measure are judged by. Rows by record are all those of the measure.

    `aliases` are pairs of project identifiers of which one became the other. `keyed_by_unit` serves
    publications made before evidence had record keys.
    """

    measure: Measure
    before: Edition
    after: Edition
    rows_before: Mapping[str, list[Row]]
    rows_after: Mapping[str, list[Row]]
    rule_changed: bool = False
    aliases: frozenset[frozenset[str]] = field(default_factory=frozenset)
    keyed_by_unit: bool = False

    def record(self, row: Row) -> str:
        """What identifies a row from one publication to the next; its unit where records have no key."""
        if row.source_code == CALENDAR:
            return f"{CALENDAR}|{row.unit_key}|{row.departement_code}"
        if self.keyed_by_unit or row.record_key is None:
            return f"unit|{row.unit_key}"
        return row.record_key


class Verdict(NamedTuple):
    """The cause of a unit's move, and the records that decided it."""

    cause: Cause
    records: tuple[str, ...]


def group_of(measure: Measure, row: Row) -> str:
    """The units that are judged as one: windows of the same département or enterprise follow each other."""
    key = row.unit_key or ""
    return key.split("|", 1)[0] if measure.aggregation in ("all_windows_met", "max_per_unit_sum") else key


def judge(context: Context, span: Span, face: Face, rows: tuple[list[Row], list[Row]], role: str) -> Verdict:
    """Why what a unit gives to the numerator or the denominator (`role`) of a cell is not what it gave.

    `rows` are its rows in the cell, before and after. Without a change of its own, a numerator changed
    with what it is held against.
    """
    others = DENOMINATOR if role == NUMERATOR else NUMERATOR
    for one in (role, others):
        causes: dict[Cause, list[str]] = defaultdict(list)
        for record, (former, present) in _changed(context, rows, one).items():
            causes[_cause(context, span, face, former, present)].append(record)
        for cause in PRECEDENCE:
            if cause in causes:
                return Verdict(cause, tuple(sorted(causes[cause])))
    return _regrouped(context, rows)


def _changed(context: Context, rows: tuple[list[Row], list[Row]], role: str) -> dict[str, tuple[list[Row], list[Row]]]:
    """The records that do not give the same amounts in this role, with their rows before and after."""
    found: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side in (0, 1):
        for row in rows[side]:
            if row.role == role:
                found[context.record(row)][side].append(row)
    return {record: (one, two) for record, (one, two) in found.items() if _amounts(one) != _amounts(two)}


def _amounts(rows: Iterable[Row]) -> list[Decimal]:
    return sorted(row.amount or Decimal(0) for row in rows)


def _cause(context: Context, span: Span, face: Face, former: list[Row], present: list[Row]) -> Cause:
    if former and present:
        return _fact(context, former[0], present[0])
    if present:
        return _gained(context, span, face, present[0])
    return _lost(context, span, face, former[0])


def _gained(context: Context, span: Span, face: Face, row: Row) -> Cause:
    since = row.reference_date is not None and row.reference_date > context.before.cut_off
    if since:
        return Cause.window if _is_due(context.rows_after, row) else Cause.new_event
    known = context.rows_before.get(context.record(row))
    if known:
        return _difference(context, face, row, closest(row, known), span, row_is_new=True)
    if row.source_code == CALENDAR:
        return Cause.rule if context.rule_changed else Cause.revised
    if _untold(row, context.before, context.after):
        return Cause.source
    return Cause.rule if context.rule_changed and context.before.holds(row) else Cause.late_row


def _lost(context: Context, span: Span, face: Face, row: Row) -> Cause:
    known = context.rows_after.get(context.record(row))
    if known:
        return _difference(context, face, row, closest(row, known), span, row_is_new=False)
    if row.reference_date is not None and row.reference_date > context.after.cut_off:
        return Cause.window if _is_due(context.rows_before, row) else Cause.new_event
    if row.source_code == CALENDAR:
        return Cause.rule if context.rule_changed else Cause.revised
    if _untold(row, context.after, context.before):
        return Cause.source
    return Cause.rule if context.rule_changed and context.after.holds(row) else Cause.revised


def _difference(context: Context, face: Face, row: Row, other: Row, span: Span, *, row_is_new: bool) -> Cause:
    """Why `row` counts in the cell and `other`, the same record in the other publication, does not."""
    former, present = (other, row) if row_is_new else (row, other)
    own, others = reversed(span.windows) if row_is_new else span.windows
    if row.role != other.role:
        if {row.reason, other.reason} & ESS_REASONS or context.measure.measure_code in ESS_DECIDES:
            return Cause.ess
        if {row.reason, other.reason} & WAITING_REASONS:
            return Cause.window
        if other.role != SET_ASIDE and row.unit_key != other.unit_key and _same_fact(context, row, other):
            return Cause.identity
        there, here = (context.before, context.after) if row_is_new else (context.after, context.before)
        return Cause.source if _untold(row, there, here) else _fact(context, former, present)
    if not counts_in(other, own) or (counts_in(row, others) and not counts_in(other, others)):
        return _fact(context, former, present)
    if face.dimension is not None and member_of(other, face.dimension) != face.member:
        return Cause.ess if face.dimension == ESS_FAMILY else _fact(context, former, present)
    if face.territory not in territories(other):
        return Cause.geography
    if row.unit_key != other.unit_key:
        return Cause.identity if _same_fact(context, row, other) else _fact(context, former, present)
    return Cause.window


def _same_fact(context: Context, row: Row, other: Row) -> bool:
    """Whether only the unit is another: a unit named by its date is another one when the date was corrected."""
    united = frozenset((row.unit_key or "", other.unit_key or "")) in context.aliases
    return united or row.reference_date == other.reference_date


def _fact(context: Context, former: Row, present: Row) -> Cause:
    """Revised, unless the rule changed and the partner's row is word for word what it was."""
    if context.rule_changed and (context.before.holds(present) or context.after.holds(former)):
        return Cause.rule
    return Cause.revised


def _untold(row: Row, there: Edition, here: Edition) -> bool:
    """Whether the row's source covers its day here and did not there. What began before any file is told by all."""
    return here.covers(row) and not there.covers(row)


def _is_due(rows: Mapping[str, list[Row]], row: Row) -> bool:
    """Whether the calendar makes the row's unit due on the row's own day: it counts because a window closed."""
    if row.source_code == CALENDAR:
        return True
    due = rows.get(f"{CALENDAR}|{row.unit_key}|{row.departement_code}", ())
    return any(one.reference_date == row.reference_date for one in due)


def _regrouped(context: Context, rows: tuple[list[Row], list[Row]]) -> Verdict:
    """The same records with the same amounts in other units of their group: a matter of dates or of the rule."""
    former, present = rows
    records = tuple(sorted({context.record(row) for row in [*former, *present]}))
    if former and present:
        return Verdict(_fact(context, former[0], present[0]), records)
    return Verdict(Cause.rule if context.rule_changed else Cause.revised, records)


def closest(row: Row, candidates: list[Row]) -> Row:
    """Of several rows of one record, the one most like `row`; the first in order among equals."""
    return max(candidates, key=lambda one: (one.role == row.role, sum(map(_same, row, one))))


def _same(left: object, right: object) -> bool:
    return left == right
