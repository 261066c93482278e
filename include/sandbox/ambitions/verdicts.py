"""Where each ambition stands in the region: what its readings tell, their targets, and whether they are met.

« +15 % » is judged by what is made of the two years' figures: the share at constant basket rises by so
much of itself. The full basket, the points and the plain count stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sandbox.ambitions.editions import HORIZON, editions_of
from sandbox.ambitions.readings import READINGS, Reading
from sandbox.ambitions.values import Value
from sandbox.facts import REGION_CODE

RISE = 15
Figures = Mapping[str, Value]


@dataclass(frozen=True)
class Standing:
    """A line of the verdicts in ambitions.json."""

    ambition: str
    reading: str
    edition: str
    is_headline: bool
    value: float | None
    numerator: float | None
    denominator: float | None
    unknown: int | None
    target: float | None
    verdict: str
    status: str


def standings_of(cut_off: date, values: Iterable[Value], readings: Iterable[Reading] = READINGS) -> list[Standing]:
    """The standing of each reading in both editions, those of AMB-01 made of its six."""
    found = list(values)
    every = list(readings)
    return [
        standing
        for edition in editions_of(cut_off)
        for standing in (
            *_of_edition(edition.last, _regional(found, edition.name), every),
            *_concentration(edition.name, found),
        )
    ]


def _concentration(edition: str, values: Iterable[Value]) -> Iterator[Standing]:
    """Of the projects of Innovation Sociale, the share of the département that has the most."""
    projects = ("AMB-02.projects", edition)
    told = {value.territory: value for value in values if (value.reading, value.edition) == projects}
    if not told:
        return
    whole = told[REGION_CODE]
    parts = [value.value for place, value in told.items() if place.startswith("DEP-") and value.value is not None]
    top = max(parts, default=None)
    share = round(float(100 * _exact(top) / _exact(whole.value)), 6) if top is not None and whole.value else None
    verdict = "non_recu" if whole.status == "not_received" else "sans_cible"
    figures = (share, top, whole.value, None, None)
    yield Standing("AMB-02", "AMB-02.concentration", edition, False, *figures, verdict, whole.status)


def _regional(values: Iterable[Value], edition: str) -> Figures:
    return {
        value.reading: value
        for value in values
        if value.edition == edition and value.territory == REGION_CODE and value.member is None
    }


def _of_edition(last: date, figures: Figures, readings: Iterable[Reading]) -> Iterator[Standing]:
    if "AMB-01.ratio" in figures:
        yield from _of_the_rise(last, figures)
    for reading in readings:
        told = figures[reading.code]
        if reading.ambition != "AMB-01":
            verdict = verdict_of(told.value, reading.target, told.status, last)
            yield Standing(
                reading.ambition,
                reading.code,
                told.edition,
                reading.judges,
                told.value,
                told.numerator,
                told.denominator,
                told.unknown,
                reading.target,
                verdict,
                told.status,
            )


def _of_the_rise(last: date, figures: Figures) -> Iterator[Standing]:
    """The four readings of « +15 % »; the first one judges."""
    for word, of, rise in _RISES:
        told, base = figures[f"AMB-01.{of}"], figures[f"AMB-01.base_{of}"]
        value = rise(told.value, base.value)
        verdict = verdict_of(value, RISE, told.status, last)
        figures_of = (value, told.value, base.value, None, RISE)
        code = f"AMB-01.rise_{word}"
        yield Standing("AMB-01", code, told.edition, word == "ratio", *figures_of, verdict, told.status)


def _relative(told: float | None, base: float | None) -> float | None:
    """Per cent by which it rises; from nothing there is no rise to tell."""
    if told is None or not base:
        return None
    return round(float(100 * (_exact(told) / _exact(base) - 1)), 6)


def _points(told: float | None, base: float | None) -> float | None:
    return None if told is None or base is None else round(float(_exact(told) - _exact(base)), 6)


def _exact(figure: float) -> Fraction:
    return Fraction(str(figure))


_Rise = Callable[[float | None, float | None], float | None]
_RISES: tuple[tuple[str, str, _Rise], ...] = (
    ("ratio", "ratio", _relative),
    ("full_ratio", "full_ratio", _relative),
    ("points", "ratio", _points),
    ("count", "count", _relative),
)


def verdict_of(value: float | None, target: float | None, status: str, last: date) -> str:
    """What is said of a reading on the last day of an edition."""
    if status == "not_received":
        return "non_recu"
    if target is None:
        return "sans_cible"
    if value is not None and value >= target:
        return "atteinte"
    if last < HORIZON:
        return "en_cours"
    return "indeterminee" if value is None else "non_atteinte"
