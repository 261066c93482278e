"""One JSON record as flat rows of text: dotted paths for what is nested, lists of simple values joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sress.platform.exact_json import Doubtful, dig, dump

_SEPARATOR = ";"


class RecordError(Exception):
    """A record that cannot be read with certainty; the message is French and has no place."""


def elements(record: Any, explode: str | None) -> Iterator[dict[str, str]]:
    """The record flattened; exploded, once for each element of the list, whose fields have its path before them.

    Raises RecordError, before the first element, when it is no object or two of its values have one path.
    """
    if isinstance(record, RecordError):
        raise record
    if not isinstance(record, dict):
        raise RecordError("un objet JSON est attendu")
    common = _flat(record, "", explode)
    if explode is None:
        yield common
        return
    listed = dig(record, explode)
    if listed is not None and not isinstance(listed, list):
        raise RecordError(f"une liste est attendue à « {explode} »")
    own = [_own(element, explode) for element in listed or []]
    yield from ({**common, **fields} for fields in own)


def check_doubts(record: Any) -> Any:
    """The record itself, or a RecordError in its place where it holds a key twice."""
    waiting = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Doubtful):
            return RecordError(f"la clé « {value.twice} » y figure deux fois")
        if isinstance(value, (dict, list)):
            waiting.extend(value.values() if isinstance(value, dict) else value)
    return record


def _own(element: Any, explode: str) -> dict[str, str]:
    return _flat(element, f"{explode}.", None) if isinstance(element, dict) else {explode: _text(element)}


def _flat(record: dict[str, Any], prefix: str, without: str | None) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        path = f"{prefix}{key}"
        if path == without:
            continue
        fields = _flat(value, f"{path}.", without) if isinstance(value, dict) else {path: _text(value)}
        twice = next((name for name in fields if name in flat), None)
        if twice is not None:
            raise RecordError(f"deux valeurs ont le même nom « {twice} »")
        flat.update(fields)
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        simple = all(not isinstance(item, (dict, list)) for item in value)
        return _SEPARATOR.join(filter(None, map(_text, value))) if simple else dump(value)
    return dump(value) if isinstance(value, dict) else str(value)
