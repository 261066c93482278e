"""JSON and JSON lines: a row a record, or a row an element of one of its lists; headers are dotted paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sress.contracts.formats import JsonFormat
from sress.landing.problem import FileError, Problem
from sress.landing.reading.table import Table
from sress.platform.exact_json import dig, dump, parse

_SEPARATOR = ";"


def read_json(data: bytes, form: JsonFormat) -> Table:
    """Read records. A broken line of JSON lines is a refused row; numbers stay as they were written.

    Raises FileError when the text is no JSON, or holds no list where the contract expects one.
    """
    table = Table([], [], unit="enregistrement")
    flat: list[tuple[int, dict[str, str]]] = []
    for record in _records(data, form, table):
        for element in _elements(record, form.explode):
            flat.append((len(flat) + len(table.refused) + 1, element))
    table.header = list(dict.fromkeys(path for _, element in flat for path in element))
    table.rows = [(rank, [element.get(path, "") for path in table.header]) for rank, element in flat]
    return table


def _records(data: bytes, form: JsonFormat, table: Table) -> Iterator[dict[str, Any]]:
    """The records of the whole text, or of each of its lines where it is several texts."""
    try:
        document = parse(data)
    except (ValueError, UnicodeDecodeError) as error:
        lines = [line for line in data.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip(b"\xef\xbb\xbf").startswith(b"{"):
            raise _no_json(error) from error
        yield from _lines(data, table)
        return
    if isinstance(document, dict) and not form.records:
        yield document
        return
    found = dig(document, form.records)
    if not isinstance(found, list):
        where = f"à « {form.records} »" if form.records else "à la racine"
        raise FileError("unreadable_file", f"aucune liste d'enregistrements {where} dans le fichier JSON")
    for rank, record in enumerate(found, start=1):
        if isinstance(record, dict):
            yield record
        else:
            table.refused.append(_not_an_object(rank))


def _lines(data: bytes, table: Table) -> Iterator[dict[str, Any]]:
    for rank, line in enumerate((line for line in data.splitlines() if line.strip()), start=1):
        try:
            record = parse(line)
        except (ValueError, UnicodeDecodeError) as error:
            message = f"enregistrement {rank} : ce n'est pas du JSON valide ({_reason(error)}). Renvoyez-le entier"
            table.refused.append(Problem(rank, None, None, None, "invalid_json", message, True))
            continue
        if isinstance(record, dict):
            yield record
        else:
            table.refused.append(_not_an_object(rank))


def _not_an_object(rank: int) -> Problem:
    message = f"enregistrement {rank} : un objet JSON est attendu"
    return Problem(rank, None, None, None, "invalid_json", message, True)


def _no_json(error: Exception) -> FileError:
    return FileError(
        "unreadable_file",
        f"le fichier n'est pas du JSON valide ({_reason(error)}) : tronqué ? Renvoyez-le en entier",
        line=getattr(error, "lineno", None),
    )


def _reason(error: Exception) -> str:
    line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
    return f"ligne {line}, colonne {column}" if line else str(error)


def _elements(record: dict[str, Any], explode: str | None) -> Iterator[dict[str, str]]:
    """The record flattened; exploded, once for each element of the list, whose fields have its path before them."""
    if explode is None:
        yield _flat(record, "", None)
        return
    common = _flat(record, "", explode)
    elements = dig(record, explode)
    for element in elements if isinstance(elements, list) else []:
        own = _flat(element, f"{explode}.", None) if isinstance(element, dict) else {explode: _text(element)}
        yield {**common, **own}


def _flat(record: dict[str, Any], prefix: str, without: str | None) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        path = f"{prefix}{key}"
        if path == without:
            continue
        if isinstance(value, dict):
            flat.update(_flat(value, f"{path}.", without))
        else:
            flat[path] = _text(value)
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
