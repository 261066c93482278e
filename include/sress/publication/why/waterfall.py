"""The parts of a change: causes applied one after the other to numerator and denominator.

Each step's effect is the value after it less the value before it, so the effects telescope to the
change for counts, sums and shares alike. While a share has no value (denominator 0 on the way) the
step has no effect and the next one that gives it a value takes both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sress.publication.explain.arithmetic import ZERO, value
from sress.publication.explain.evidence import Measure
from sress.publication.why.model import Cause, EvidenceDisagrees, Figure, Move, Part

NOT_RECEIVED = "not_received"
SUPPRESSED = "suppressed"
ABSENT = "absent"


def parts(measure: Measure, before: Figure, after: Figure, moves: Iterable[Move]) -> tuple[Part, ...]:
    """The parts of the change from `before` to `after`; none when neither has a value.

    Raises EvidenceDisagrees when the moves do not lead from one to the other.
    """
    by_cause: dict[Cause, list[Move]] = defaultdict(list)
    for move in moves:
        by_cause[move.cause].append(move)
    if before.value is None or after.value is None:
        return _whole(measure, before, after, by_cause)
    return _steps(measure, before, after, by_cause)


def _whole(measure: Measure, before: Figure, after: Figure, by_cause: dict[Cause, list[Move]]) -> tuple[Part, ...]:
    """From or to « no value »: one part without effect. The state of the cell names the cause, else its units.

    A suppressed cell: disclosure. One that nothing was received for: source. A territory that one of
    the publications does not know: geography. A share of nothing, or windows of which none has
    elapsed: the first cause that gave it something to be held against, or took it away. A sum of which
    nothing is known any more, or at last something: the first cause that moved a unit.
    """
    if before.value is None and after.value is None:
        return ()
    states = {before.status, after.status}
    if SUPPRESSED in states:
        return (Part(Cause.disclosure, None, None, None, None),)
    if NOT_RECEIVED in states:
        cause = Cause.source
    elif ABSENT in states:
        cause = Cause.geography
    else:
        told = [one for one in Cause if any(_tells(measure, move) for move in by_cause.get(one, ()))]
        if not told:
            raise EvidenceDisagrees("aucune ligne de preuve n'explique qu'une valeur apparaisse ou disparaisse.")
        cause = told[0]
    return (Part(cause, len({move.unit_key for move in by_cause.get(cause, ())}), None, None, None),)


def _tells(measure: Measure, move: Move) -> bool:
    """Whether a move may give a cell a value or take it away: something to be held against, or anything known."""
    return bool(move.denominator) if measure.has_denominator else bool(move.numerator or move.unknown)


def _steps(measure: Measure, before: Figure, after: Figure, by_cause: dict[Cause, list[Move]]) -> tuple[Part, ...]:
    numerator, denominator = before.numerator or ZERO, int(before.denominator or 0)
    last = before.value or ZERO
    found: list[Part] = []
    for cause in Cause:
        moves = [move for move in by_cause.get(cause, ()) if move.numerator or move.denominator]
        if not moves:
            continue
        up, below = sum((move.numerator for move in moves), ZERO), sum(move.denominator for move in moves)
        numerator, denominator = numerator + up, denominator + below
        reached = value(measure, numerator, denominator)
        effect = ZERO if reached is None else reached - last
        last = last if reached is None else reached
        found.append(Part(cause, len({move.unit_key for move in moves}), up, below, effect))
    _check(measure, after, numerator, denominator, last)
    return tuple(found)


def _check(measure: Measure, after: Figure, numerator: Decimal, denominator: int, last: Decimal) -> None:
    told = int(after.denominator or 0) if measure.has_denominator else denominator
    if (numerator, denominator, last) != (after.numerator, told, after.value):
        raise EvidenceDisagrees(
            f"les preuves mènent à {numerator}/{denominator} = {last}, "
            f"la publication dit {after.numerator}/{after.denominator} = {after.value}."
        )
