"""Two publications made by hand: evidence before and after, figures counted from it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "explain"))

from evidence_by_hand import cells_of
from sress.publication.explain.evidence import Measure, Row
from sress.publication.why.causes import Context
from sress.publication.why.model import Change, Span
from sress.publication.why.split import split_changes

REGION = "REG-52"


@dataclass(frozen=True)
class HandMade:
    """A publication: `silent` sources delivered nothing; `held` are (delivery, row) that its deliveries had."""

    cut_off: date
    silent: frozenset[str] = frozenset()
    held: frozenset[tuple[int | None, int | None]] = field(default_factory=frozenset)

    def covers(self, row: Row) -> bool:
        return row.source_code not in self.silent

    def holds(self, row: Row) -> bool:
        return (row.delivery_id, row.row_number) in self.held


SEPTEMBER = HandMade(date(2026, 9, 30))
OCTOBER = HandMade(date(2026, 10, 31))


def compare_by_hand(
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    measure: Measure | None = None,
    editions: tuple[HandMade, HandMade] = (SEPTEMBER, OCTOBER),
    windows: tuple[tuple[date, date], tuple[date, date]] | None = None,
    territories: tuple[Iterable[str], Iterable[str]] = ((REGION,), (REGION,)),
    statuses: tuple[str, str] = ("final", "final"),
    rule_changed: bool = False,
    aliases: Iterable[tuple[str, str]] = (),
    breakdowns: bool = False,
) -> list[Change]:
    """The changes of one period from `before` to `after`: the year to each cut-off, unless told."""
    measure = measure or Measure("A01-I1", "count_distinct", ("ess_family", "operator"))
    rows = (list(before), list(after))
    days = windows or tuple((date(2026, 1, 1), edition.cut_off) for edition in editions)
    bare = Context(measure, *editions, {}, {})
    records: list[dict[str, list[Row]]] = []
    for side in rows:
        by_record: dict[str, list[Row]] = defaultdict(list)
        for one in side:
            by_record[bare.record(one)].append(one)
        records.append(dict(by_record))
    context = Context(
        measure, *editions, *records, rule_changed=rule_changed, aliases=frozenset(map(frozenset, aliases))
    )
    shown = measure if breakdowns else replace(measure, breakdowns=())
    cells = [
        cells_of(shown, rows[side], {"2026": days[side]}, territories[side], {"2026": statuses[side]})
        for side in (0, 1)
    ]
    windows_ = [next(iter(side.values())).window for side in cells]
    span = Span("2026", "2026", windows_[0], windows_[1])
    return split_changes(context, [span], rows, (cells[0], cells[1]), breakdowns=breakdowns)


def effects(changes: Iterable[Change], territory: str = REGION, member: str | None = None) -> dict[str, object]:
    """Cause to effect of the one cell of a territory (and member); None for a part that is no number."""
    found = [one for one in changes if one.face.territory == territory and one.face.member == member]
    assert len(found) <= 1
    return {part.cause.value: part.effect for one in found for part in one.parts}
