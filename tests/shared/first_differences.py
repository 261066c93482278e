"""Compare large structures: say the first differences, where pytest would line up thousands of rows for minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

SHOWN = 5


def assert_same_items(found: Mapping[Any, Any], expected: Mapping[Any, Any], what: str = "item") -> None:
    """Two mappings hold the same keys with the same values. Raises AssertionError with the first differences."""
    missing, extra = expected.keys() - found.keys(), found.keys() - expected.keys()
    wrong = {key for key in expected.keys() & found.keys() if found[key] != expected[key]}
    if not (missing or extra or wrong):
        return
    raise AssertionError(
        "\n".join(
            [
                f"{what}: {len(missing)} missing, {len(extra)} too many, {len(wrong)} different of {len(expected)}",
                *(f"  missing {key!r}: {_short(expected[key])}" for key in _first(missing)),
                *(f"  too many {key!r}: {_short(found[key])}" for key in _first(extra)),
                *(f"  {key!r}: {_short(found[key])}, expected {_short(expected[key])}" for key in _first(wrong)),
            ]
        )
    )


def assert_same_rows(found: Iterable[Any], expected: Iterable[Any], what: str = "row") -> None:
    """The same rows as often, in any order. Raises AssertionError with the first differences."""
    have, want = Counter(found), Counter(expected)
    extra, missing = have - want, want - have
    if not (extra or missing):
        return
    raise AssertionError(
        "\n".join(
            [
                f"{what}: {missing.total()} missing, {extra.total()} too many of {want.total()}",
                *(f"  missing {count} times: {_short(row)}" for row, count in _first(missing.items())),
                *(f"  too many {count} times: {_short(row)}" for row, count in _first(extra.items())),
            ]
        )
    )


def _first(of: Iterable[Any]) -> list[Any]:
    return list(islice(sorted(of, key=repr), SHOWN))


def _short(value: object, width: int = 400) -> str:
    text = repr(value)
    return text if len(text) <= width else f"{text[:width]}…"
