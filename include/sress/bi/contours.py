"""Contours of territories as SVG paths on one drawing, for the maps of the dashboards.

The départements ship with the product. Those of the EPCI are drawn where the source `contours` was downloaded.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Point = tuple[float, float]
_WIDTH = 600.0
_MARGIN = 6.0
# Latitude at which a degree of longitude is measured: the middle of the region. Within two degrees of it the
# drawing differs from Lambert-93 by less than a line's width.
_LATITUDE = 47.4
_NUMBER = re.compile(r"[mzlMZL]|-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True)
class Shape:
    """One territory: its code, its outlines (rings of points, y downwards) and where its name stands."""

    code: str
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """Shapes scaled to one frame; `frame` is the SVG viewBox."""

    shapes: tuple[Shape, ...]
    frame: str

    def rows(self) -> Iterator[tuple[str, str, float, float, str]]:
        """Code, path, x and y of the label, viewBox: one row a territory."""
        for shape in self.shapes:
            x, y = _label_point(max(shape.rings, key=lambda ring: abs(_area(ring))))
            yield shape.code, _path(shape.rings), round(x, 1), round(y, 1), self.frame


def departements(path: Path) -> Drawing:
    """The départements from the file of @svg-maps that ships with the product."""
    content = json.loads(path.read_text(encoding="utf-8"))["departements"]
    return _fit(Shape(code, tuple(_read_path(item["path"]))) for code, item in sorted(content.items()))


def epci(path: Path) -> Drawing:
    """The EPCI from GeoJSON in WGS 84; the SIREN is the property `code`."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = (Shape(str(f["properties"]["code"]), tuple(_project(f["geometry"]))) for f in features)
    return _fit(sorted(shapes, key=lambda shape: shape.code))


def _project(geometry: dict[str, Any]) -> Iterator[tuple[Point, ...]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    ratio = math.cos(math.radians(_LATITUDE))
    for polygon in polygons:
        for ring in polygon:
            yield tuple((point[0] * ratio, -point[1]) for point in ring)


def _read_path(text: str) -> Iterator[tuple[Point, ...]]:
    """The rings of an SVG path of straight lines; after the first point of `m`, pairs are steps."""
    x = y = 0.0
    ring: list[Point] = []
    start: Point = (0.0, 0.0)
    relative = True
    numbers: list[float] = []
    for token in _NUMBER.findall(text):
        if token in "mlML":
            relative = token in "ml"
            if token in "mM" and ring:
                yield tuple(ring)
                ring = []
        elif token in "zZ":
            if ring:
                yield tuple(ring)
            ring, (x, y) = [], start
        else:
            numbers.append(float(token))
            if len(numbers) == 2:
                x, y = (x + numbers[0], y + numbers[1]) if relative else (numbers[0], numbers[1])
                numbers = []
                if not ring:
                    start = (x, y)
                ring.append((x, y))
    if ring:
        yield tuple(ring)


def _fit(shapes: Iterable[Shape]) -> Drawing:
    """Move and scale all shapes into one frame of a given width."""
    found = tuple(shapes)
    points = [point for shape in found for ring in shape.rings for point in ring]
    if not points:
        return Drawing((), f"0 0 {_WIDTH:g} {_WIDTH:g}")
    left, top = min(x for x, _ in points), min(y for _, y in points)
    scale = (_WIDTH - 2 * _MARGIN) / (max(x for x, _ in points) - left)
    height = (max(y for _, y in points) - top) * scale + 2 * _MARGIN
    return Drawing(
        tuple(
            Shape(
                shape.code,
                tuple(
                    tuple(((x - left) * scale + _MARGIN, (y - top) * scale + _MARGIN) for x, y in ring)
                    for ring in shape.rings
                ),
            )
            for shape in found
        ),
        f"0 0 {_WIDTH:g} {math.ceil(height)}",
    )


def _path(rings: Iterable[tuple[Point, ...]]) -> str:
    return " ".join("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z" for ring in rings)


def _area(ring: tuple[Point, ...]) -> float:
    following = (*ring[1:], ring[0])
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, following, strict=True)) / 2


def _label_point(ring: tuple[Point, ...]) -> Point:
    """The centre of gravity of a ring."""
    area = _area(ring)
    if not area:
        return ring[0]
    following = (*ring[1:], ring[0])
    pairs = list(zip(ring, following, strict=True))
    x = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    y = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    return x, y
