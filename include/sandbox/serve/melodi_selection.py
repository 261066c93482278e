"""Choose the observations that a question to Melodi asks for, roughly: by dimension, and by kind and prefix of area."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sandbox.serve.listing import Record

# A code as Melodi asks for it: [year-]KIND-code, or all areas of a kind inside one: [year-]KIND-code*KIND.
_AREA = re.compile(r"(?:(?P<year>\d{4})-)?(?P<kind>[A-Z0-9]+)-(?P<code>\w+)(?:\*(?P<inside>[A-Z0-9]+))?")
# Areas whose code is the beginning of what lies inside them; of the others the membership is not known here.
_PREFIX_KINDS = {"DEP"}


def selected(observations: list[Record], params: Mapping[str, list[str]]) -> list[Record]:
    """The observations whose dimensions have one of the values asked for; other parameters choose nothing."""
    asked = {name: _values(params[name]) for name in _dimensions(observations) if name in params}
    return [record for record in observations if _fits(record["dimensions"], asked)]


def _dimensions(observations: list[Record]) -> set[str]:
    return {name for record in observations for name in record["dimensions"]}


def _values(texts: Iterable[str]) -> list[str]:
    return [value for text in texts for value in text.split(",")]


def _fits(dimensions: Mapping[str, str], asked: Mapping[str, list[str]]) -> bool:
    return all(
        any(
            _is_in(dimensions.get(name, ""), value) if name == "GEO" else dimensions.get(name) == value
            for value in values
        )
        for name, values in asked.items()
    )


def _is_in(geo: str, asked: str) -> bool:
    """Whether an area such as 2025-COM-44109 is the one asked for, or one of those inside it."""
    area, wanted = _AREA.fullmatch(geo), _AREA.fullmatch(asked)
    if not area or not wanted or wanted["year"] not in (None, area["year"]):
        return False
    if not wanted["inside"]:
        return (area["kind"], area["code"]) == (wanted["kind"], wanted["code"])
    within = area["code"].startswith(wanted["code"]) if wanted["kind"] in _PREFIX_KINDS else True
    return area["kind"] == wanted["inside"] and within
