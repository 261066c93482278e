"""One measure in two publications: what each unit gives otherwise, and the change of each cell split by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sress.publication.explain.arithmetic import ZERO, share, value
from sress.publication.explain.evidence import (
    DENOMINATOR,
    NUMERATOR,
    SET_ASIDE,
    UNKNOWN,
    Face,
    Measure,
    Row,
    counts_in,
    faces,
)
from sress.publication.explain.store import Published
from sress.publication.why.causes import Context, group_of, judge
from sress.publication.why.model import Cause, Change, EvidenceDisagrees, Figure, Move, Span
from sress.publication.why.waterfall import ABSENT, parts

NOTHING = Figure(None, None, None, ABSENT)
Cells = Mapping[tuple[str, Face], Published]
Sides = tuple[list[Row], list[Row]]


def split_changes(
    context: Context, spans: Iterable[Span], rows: Sides, cells: tuple[Cells, Cells], *, breakdowns: bool = False
) -> list[Change]:
    """The cells of a measure that changed, from its published cells and its evidence before and after.

    `rows` may leave out units that give the same to every cell. A cell that did not change, and of
    which no unit moved, is left out. Raises EvidenceDisagrees.
    """
    spans = list(spans)
    admitted = frozenset(face.territory for side in cells for _, face in side)
    return _changes(context, spans, cells, _moves(context, spans, rows, admitted, breakdowns))


def _moves(
    context: Context, spans: Iterable[Span], rows: Sides, admitted: frozenset[str], breakdowns: bool
) -> dict[tuple[Span, Face], list[Move]]:
    """What each unit that gives otherwise than before does to each cell."""
    places: dict[tuple[Span, Face], dict[str, tuple[list[Row], list[Row]]]] = defaultdict(
        lambda: defaultdict(lambda: ([], []))
    )
    dimensions = context.measure.breakdowns if breakdowns else ()
    for side in (0, 1):
        for row in rows[side]:
            if row.role == SET_ASIDE:
                continue
            held = [span for span in spans if counts_in(row, span.windows[side])]
            for face in faces(row, dimensions) if held else ():
                if face.territory in admitted:
                    for span in held:
                        places[span, face][group_of(context.measure, row)][side].append(row)
    return {
        (span, face): [
            move for unit, own in sorted(units.items()) for move in _moves_of(context, span, face, unit, own)
        ]
        for (span, face), units in places.items()
    }


def _moves_of(context: Context, span: Span, face: Face, unit: str, rows: tuple[list[Row], list[Row]]) -> list[Move]:
    """Numerator, denominator and unknown each have their cause: a window that came due is met by an event."""
    if _gives_the_same(*rows):
        return []
    former, present = (share(context.measure, side) for side in rows)
    moves = []
    if former.numerator != present.numerator:
        cause, records = judge(context, span, face, rows, NUMERATOR)
        moves.append(Move(unit, cause, present.numerator - former.numerator, 0, records))
    if former.denominator != present.denominator:
        cause, records = judge(context, span, face, rows, DENOMINATOR)
        moves.append(Move(unit, cause, ZERO, present.denominator - former.denominator, records))
    if former.unknown != present.unknown:
        cause, records = judge(context, span, face, rows, UNKNOWN)
        moves.append(Move(unit, cause, ZERO, 0, records, present.unknown - former.unknown))
    return moves


def _gives_the_same(former: list[Row], present: list[Row]) -> bool:
    """Whether nothing that counts differs: most units here only last a month longer."""
    return len(former) == len(present) and all(
        one.role == two.role and one.unit_key == two.unit_key and one.amount == two.amount
        for one, two in zip(former, present, strict=True)
    )


def _changes(
    context: Context,
    spans: Iterable[Span],
    cells: tuple[Cells, Cells],
    moves: Mapping[tuple[Span, Face], list[Move]],
) -> list[Change]:
    found: list[Change] = []
    for span in spans:
        labels = (span.before, span.after)
        known = dict.fromkeys(face for side in (0, 1) for period, face in cells[side] if period == labels[side])
        for face in known:
            change = _change(context, span, face, cells, moves.get((span, face), []))
            if change is not None:
                found.append(change)
    return found


def _change(context: Context, span: Span, face: Face, cells: tuple[Cells, Cells], moves: list[Move]) -> Change | None:
    measure = context.measure
    below = sum(move.denominator for move in moves)
    former, present = cells[0].get((span.before, face)), cells[1].get((span.after, face))
    before = _shown(former) or _not_shown(measure, cells[0], span.before, face, present, -below)
    after = _shown(present) or _not_shown(measure, cells[1], span.after, face, former, below)
    try:
        split = parts(measure, before, after, moves)
    except EvidenceDisagrees as error:
        place = " ".join(text for text in face if text is not None)
        raise EvidenceDisagrees(f"{measure.measure_code}, {span.label}, {place} : {error}") from error
    if not split:
        return None
    shown = () if split[0].cause is Cause.disclosure else tuple(moves)
    return Change(measure.measure_code, span, face, before, after, split, shown)


def _shown(cell: Published | None) -> Figure | None:
    return None if cell is None else Figure(cell.value, cell.numerator, cell.denominator, cell.status)


def _not_shown(measure: Measure, cells: Cells, period: str, face: Face, other: Published | None, below: int) -> Figure:
    """The figure of a cell that was not published: a line of a breakdown without any numerator, else nothing.

    What such a line is held against follows from the `other` publication and what moved since, `below`.
    """
    total = cells.get((period, Face(face.territory)))
    if face.dimension is None or total is None:
        return NOTHING
    if total.numerator is None:
        return Figure(None, None, None, total.status)
    if not measure.has_denominator:
        return Figure(ZERO, ZERO, None, total.status)
    if other is None or other.denominator is None:
        return Figure(None, None, None, total.status)
    denominator = other.denominator + below
    return Figure(value(measure, ZERO, denominator), ZERO, denominator, total.status)
