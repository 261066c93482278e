"""What a change between two publications is made of: named causes, moves of units, parts that add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sress.publication.explain.evidence import Face, Window


class Cause(StrEnum):
    """Why a figure changed, in the order in which the causes are applied to it."""

    new_event = "new_event"
    late_row = "late_row"
    revised = "revised"
    ess = "ess"
    identity = "identity"
    geography = "geography"
    rule = "rule"
    source = "source"
    disclosure = "disclosure"
    window = "window"


LABELS_FR = {
    Cause.new_event: "événements nouveaux",
    Cause.late_row: "lignes arrivées en retard",
    Cause.revised: "lignes corrigées, annulées ou retirées",
    Cause.ess: "périmètre ESS",
    Cause.identity: "projets réunis ou séparés",
    Cause.geography: "territoire",
    Cause.rule: "règle ou paramètre",
    Cause.source: "source manquante ou revenue",
    Cause.disclosure: "secret statistique",
    Cause.window: "période glissante ou échéance",
}


class EvidenceDisagrees(Exception):
    """The evidence of two publications does not give back the change of a published figure."""


class Span(NamedTuple):
    """One period in both publications; the labels differ for « current » periods."""

    before: str
    after: str
    window_before: Window
    window_after: Window

    @property
    def windows(self) -> tuple[Window, Window]:
        """Its days in either publication."""
        return self.window_before, self.window_after

    @property
    def label(self) -> str:
        """The period's label, or both."""
        return self.before if self.before == self.after else f"{self.before} → {self.after}"


class Figure(NamedTuple):
    """A published figure."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str


class Move(NamedTuple):
    """What one unit does to a cell for one cause; `records` are the keys of the rows that decided.

    `unknown` is 1 when nobody knows any more on which side the unit stands or what it amounts to, -1 when
    it is known again or gone.
    """

    unit_key: str
    cause: Cause
    numerator: Decimal
    denominator: int
    records: tuple[str, ...] = ()
    unknown: int = 0


@dataclass(frozen=True)
class Part:
    """The part of one cause. `effect` is in the unit of the value; null when the change is no number.

    `units` are those that moved; null where their number is a secret.
    """

    cause: Cause
    units: int | None
    numerator: Decimal | None
    denominator: int | None
    effect: Decimal | None

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "cause": self.cause.value,
            "label_fr": LABELS_FR[self.cause],
            "units": self.units,
            "numerator": _plain(self.numerator),
            "denominator": self.denominator,
            "effect": _plain(self.effect),
        }


@dataclass(frozen=True)
class Change:
    """How one cell changed. When both figures are numbers, `change` is one and the parts' effects sum to it.

    Otherwise `change` is null and there is exactly one part, without an effect: from or to « nothing »
    is no quantity. `moves` are the units behind the parts, none behind a suppressed cell.
    """

    measure_code: str
    span: Span
    face: Face
    before: Figure
    after: Figure
    parts: tuple[Part, ...]
    moves: tuple[Move, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """After minus before, where both are numbers."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "measure": self.measure_code,
            "period": {"before": self.span.before, "after": self.span.after},
            "territory": self.face.territory,
            "dimension": self.face.dimension,
            "member": self.face.member,
            "before": _figure(self.before),
            "after": _figure(self.after),
            "change": _plain(self.change),
            "parts": [part.as_json() for part in self.parts],
        }


def _figure(figure: Figure) -> dict[str, Any]:
    return {name: _plain(item) if isinstance(item, Decimal) else item for name, item in figure._asdict().items()}


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
