"""AMB-06: of the projects that several partners follow, those with exactly one referent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sandbox.ambitions.editions import Edition
from sandbox.measures.evidence import Evidence, Known, Role, Row, day_of, on_day


def one_referent(known: Known, edition: Edition) -> Iterator[Evidence]:
    """All that several follow, and those among them that one partner leads."""
    for referents, rows in _followed_by_several(known, edition):
        yield from _rows(known, edition, rows, "denominator")
        if referents == 1:
            yield from _rows(known, edition, rows, "numerator")


def no_referent(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Those that nobody leads."""
    for referents, rows in _followed_by_several(known, edition):
        if referents == 0:
            yield from _rows(known, edition, rows, "numerator")


def several_referents(known: Known, edition: Edition) -> Iterator[Evidence]:
    """Those that several partners lead."""
    for referents, rows in _followed_by_several(known, edition):
        if referents > 1:
            yield from _rows(known, edition, rows, "numerator")


def _followed_by_several(known: Known, edition: Edition) -> Iterator[tuple[int, list[Row]]]:
    """(partners that lead, rows) of each project that two partners accompany on the last day.

    A partner is one however many systems it writes in; one contact is no accompaniment, and help on a
    single day is none either.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in known.rows("fct_support"):
        if row["support_kind"] == "accompaniment" and row["operator_code"] and _lasts_on(row, edition):
            found[known.project(row)].append(row)
    for rows in found.values():
        if len({row["operator_code"] for row in rows}) > 1:
            yield len({row["operator_code"] for row in rows if row["role"] == "referent"}), rows


def _lasts_on(row: Row, edition: Edition) -> bool:
    start, end = day_of(row, "start_date"), day_of(row, "end_date")
    repeated = row["contacts"] is None or row["contacts"] > 1
    return repeated and start is not None and start <= edition.last and (end is None or end >= edition.last)


def _rows(known: Known, edition: Edition, rows: list[Row], role: Role) -> Iterator[Evidence]:
    return (on_day(row, known.project(row), edition.last, role=role) for row in rows)
