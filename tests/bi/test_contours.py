"""Contours become SVG paths on one drawing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sress.bi.assets import contour_values
from sress.bi.contours import departements, epci
from sress.bi.load import departement_contours
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_five_departements_stand_where_they_are(tmp_path: Path) -> None:
    drawing = departements(departement_contours(Settings(ROOT, tmp_path, "2026-10")))
    place = {code: (x, y) for code, _, x, y, _ in drawing.rows()}
    assert set(place) == {"44", "49", "53", "72", "85"}
    assert place["53"][1] < place["49"][1] < place["85"][1], "from north to south"
    assert place["44"][0] < place["49"][0] < place["72"][0], "from west to east"
    assert (departement_contours(Settings(ROOT, tmp_path, "2026-10")).parent / "LICENSE.md").exists()


def test_everything_drawn_lies_within_the_frame(tmp_path: Path) -> None:
    drawing = departements(departement_contours(Settings(ROOT, tmp_path, "2026-10")))
    _, _, width, height = (float(part) for part in drawing.frame.split())
    for _, path, *_ in drawing.rows():
        for x, y in re.findall(r"([\d.]+),([\d.]+)", path):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= height


def test_steps_and_places_draw_the_same_square(tmp_path: Path) -> None:
    steps = {"49": {"name": "A", "path": "m 1,1 2,0 0,2 -2,0 z"}}
    places = {"49": {"name": "A", "path": "M 1,1 3,1 3,3 1,3 Z"}}
    found = []
    for name, content in (("steps", steps), ("places", places)):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps({"departements": content}))
        found.append(list(departements(file).rows()))
    assert found[0] == found[1]
    assert found[0][0][2:4] == (300.0, 300.0), "the label stands in the middle"


def test_an_epci_in_two_pieces_keeps_both_and_is_named_in_the_larger(tmp_path: Path) -> None:
    small = [[[0, 47], [0.1, 47], [0.1, 47.1], [0, 47.1], [0, 47]]]
    large = [[[1, 47], [2, 47], [2, 48], [1, 48], [1, 47]]]
    feature = {"properties": {"code": "200"}, "geometry": {"type": "MultiPolygon", "coordinates": [small, large]}}
    file = tmp_path / "epci.geojson"
    file.write_text(json.dumps({"features": [feature]}))
    ((code, path, x, _, frame),) = epci(file).rows()
    assert code == "200"
    assert path.count("M") == 2
    assert x == pytest.approx(447, abs=3), "the middle of the piece between 1° and 2°, on 588 of width for 2°"
    height = float(frame.split()[3])
    assert height == pytest.approx(600 / (2 * 0.6769), rel=0.03), "a degree of longitude is shorter"


def test_without_contours_the_relation_is_there_and_empty() -> None:
    assert contour_values(None).endswith("where false")
