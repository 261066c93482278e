"""JSON read and written without changing a number: what a source wrote is what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class Number(str):
    """A JSON number that is not a whole one, as it was written: 12.50 stays 12.50."""

    __slots__ = ()


class Doubtful(dict[str, Any]):
    """An object in which the key `twice` was given twice: which of the two values was meant is unknown."""

    twice = ""


def parse(data: bytes, on_doubt: Callable[[Doubtful], None] | None = None) -> Any:
    """The value of a JSON text in UTF-8, numbers with a point or an exponent as `Number`.

    Raises ValueError on what is not JSON, and on a key given twice; `on_doubt` is told of such an
    object instead, which then stands in the value as a `Doubtful`.
    """

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return _object(pairs, on_doubt)

    try:
        return json.loads(
            data.decode("utf-8-sig"), parse_float=Number, parse_constant=_no_number, object_pairs_hook=made
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def dump(value: Any) -> str:
    """One canonical line: keys sorted, no blanks, text as it is."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{dump(key)}:{dump(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def dig(value: Any, path: str) -> Any:
    """What stands at a dotted path, None where there is nothing; an empty path is the value itself."""
    for name in path.split(".") if path else []:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Any]], on_doubt: Callable[[Doubtful], None] | None) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    names = [name for name, _ in pairs]
    doubtful = Doubtful(made)
    doubtful.twice = next(name for name in names if names.count(name) > 1)
    if on_doubt is None:
        raise ValueError(f"the key '{doubtful.twice}' is given twice")
    on_doubt(doubtful)
    return doubtful
