"""The five départements as a map with its figures written on it; contours of @svg-maps (see contours/)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from importlib import resources
from itertools import pairwise

from markupsafe import Markup

from sress.brief.image import DEEP, FONT, INK, WHITE, image, short
from sress.brief.model import Measure, TerritoryValues, Value
from sress.brief.presentation import amount, show

# Fill and ink of the classes, from the lowest to the highest; each pair has a contrast of at least 7:1.
CLASSES = (("#eef3f8", INK), ("#b9cde0", INK), (DEEP, WHITE))
UNKNOWN = ("url(#hatch)", INK)
HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="5" stroke="#b9c0c8" '
    'stroke-width="1"/></pattern></defs>'
)
MARGIN, SCALE = 2.0, 2.6
Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A département: the path to draw, the corners of its box, the middle of its largest part."""

    path: str
    box: tuple[float, float, float, float]
    middle: Point


@cache
def outlines() -> dict[str, Outline]:
    """The départements that ship with the brief, by number."""
    text = resources.files("sress.brief").joinpath("contours/departements.json").read_text(encoding="utf-8")
    return {number: _outline(one["path"]) for number, one in json.loads(text)["departements"].items()}


def departement_map(measure: Measure) -> Markup:
    """The map of one measure, or nothing where a département has no contour or no figure is known."""
    shapes = outlines()
    found = [one for one in measure.territories if one.number]
    known = [v.value for one in found if (v := one.year_to_date) is not None and v.value is not None]
    if not known or {one.number for one in found} != shapes.keys():
        return Markup("")
    left, top = (min(shape.box[i] for shape in shapes.values()) - MARGIN for i in (0, 1))
    right, bottom = (max(shape.box[i] for shape in shapes.values()) + MARGIN for i in (2, 3))
    bounds = class_bounds(known)
    drawn = "".join(_drawn(measure, one, shapes[one.number], bounds) for one in found)
    body = f'{HATCH}<g transform="translate({short(-left)} {short(-top)})" font-family="{FONT}">{drawn}</g>'
    return image(body, right - left, bottom - top, describe(measure), "map", SCALE)


def describe(measure: Measure) -> str:
    """The figures of the map in words."""
    told = [f"{one.label} {amount(measure, one.year_to_date)}" for one in measure.territories if one.number]
    return f"Carte des départements, {measure.label}\u00a0: " + "\u00a0; ".join(told) + "."


def bounds_of(measure: Measure) -> tuple[Decimal, Decimal] | tuple[()]:
    """Where the classes of the map of this measure begin; nothing without a figure."""
    found = [v.value for one in measure.territories if one.number and (v := one.year_to_date) is not None]
    known = [value for value in found if value is not None]
    return class_bounds(known) if known else ()


def class_bounds(known: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Where the second and the third class begin: thirds of the way from the lowest to the highest, whole units."""
    lowest, step = min(known), (max(known) - min(known)) / 3
    second = (lowest + step).to_integral_value(ROUND_CEILING)
    return second, max(second + 1, (lowest + 2 * step).to_integral_value(ROUND_CEILING))


def _paint(value: Value | None, bounds: tuple[Decimal, Decimal]) -> tuple[str, str]:
    if value is None or value.value is None:
        return UNKNOWN
    return CLASSES[sum(value.value >= bound for bound in bounds)]


def _drawn(measure: Measure, territory: TerritoryValues, shape: Outline, bounds: tuple[Decimal, Decimal]) -> str:
    fill, ink = _paint(territory.year_to_date, bounds)
    x, y = shape.middle
    figure = show(measure, territory.year_to_date).main
    return (
        f'<path d="{shape.path}" fill="{fill}" stroke="{DEEP}" stroke-width="0.5"/>'
        f'<text x="{short(x)}" y="{short(y - 0.5)}" text-anchor="middle" font-size="3.4" fill="{ink}">'
        f"{territory.label}</text>"
        f'<text x="{short(x)}" y="{short(y + 5.5)}" text-anchor="middle" font-size="6" font-weight="700" '
        f'fill="{ink}">{figure}</text>'
    )


def _outline(path: str) -> Outline:
    parts = _polygons(path)
    points = [point for part in parts for point in part]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    largest = max(parts, key=lambda part: abs(_area(part)))
    return Outline(path, (min(xs), min(ys), max(xs), max(ys)), _middle(largest))


def _polygons(path: str) -> list[list[Point]]:
    """The closed parts of a path of relative lines (`m dx,dy dx,dy … z`), the only commands the source uses."""
    polygons: list[list[Point]] = []
    at = (0.0, 0.0)
    for part in re.findall(r"m([^mz]*)z", path):
        steps = [tuple(map(float, pair.split(","))) for pair in part.split()]
        points: list[Point] = []
        for dx, dy in steps:
            at = (at[0] + dx, at[1] + dy)
            points.append(at)
        polygons.append(points)
        at = points[0]
    return polygons


def _area(polygon: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*polygon, polygon[0]])) / 2


def _middle(polygon: list[Point]) -> Point:
    """The centre of gravity."""
    area = _area(polygon)
    sums = [0.0, 0.0]
    for (x1, y1), (x2, y2) in pairwise([*polygon, polygon[0]]):
        cross = x1 * y2 - x2 * y1
        sums[0] += (x1 + x2) * cross
        sums[1] += (y1 + y2) * cross
    return sums[0] / (6 * area), sums[1] / (6 * area)
