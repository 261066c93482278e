"""JSON and JSON lines: a row a record, or a row an element of one of its lists; headers are dotted paths."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

from sress.contracts.formats import JsonFormat
from sress.landing.problem import FileError, Problem
from sress.landing.reading.json_record import RecordError, check_doubts, elements
from sress.landing.reading.table import Table
from sress.platform.exact_json import Doubtful, dig, parse


def read_json(data: bytes, form: JsonFormat) -> Table:
    """Read records. One that is broken or says two things is a refused row; numbers stay as they were written.

    A row number is the rank of the record, or of the element where the contract explodes a list.
    Raises FileError when the text is no JSON, or holds no list where the contract expects one.
    """
    table = Table([], [], unit="enregistrement")
    flat: list[tuple[int, dict[str, str]]] = []
    rank = 0
    for record in _records(data, form):
        for element in _elements(record, form.explode):
            rank += 1
            if isinstance(element, RecordError):
                message = f"enregistrement {rank} : {element}. Corrigez-le et renvoyez le fichier entier"
                table.refused.append(Problem(rank, None, None, None, "invalid_json", message, True))
            else:
                flat.append((rank, element))
    table.header = list(dict.fromkeys(path for _, element in flat for path in element))
    table.rows = [(rank, [element.get(path, "") for path in table.header]) for rank, element in flat]
    return table


def _elements(record: Any, explode: str | None) -> Iterator[dict[str, str] | RecordError]:
    try:
        yield from elements(record, explode)
    except RecordError as error:
        yield error
    except RecursionError:
        yield RecordError("ses valeurs sont imbriquées trop profondément")


def _records(data: bytes, form: JsonFormat) -> Iterator[Any]:
    """What stands where a record should: of the whole text, or of each of its lines where it is several texts."""
    doubts: list[Doubtful] = []
    try:
        document = parse(data, doubts.append)
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]
        if form.records or not _are_records(lines):
            raise _no_json(error) from error
        yield from (_parsed(line, number) for number, line in lines)
        return
    for record in _listed(document, form):
        yield check_doubts(record) if doubts else record


def _listed(document: Any, form: JsonFormat) -> list[Any]:
    if isinstance(document, dict) and not form.records:
        return [document]
    found = dig(document, form.records)
    if not isinstance(found, list):
        where = f"à « {form.records} »" if form.records else "à la racine"
        raise FileError("unreadable_file", f"aucune liste d'enregistrements {where} dans le fichier JSON")
    return found


def _are_records(lines: list[tuple[int, bytes]]) -> bool:
    """Whether most lines look like an object each: a long text that was cut does not."""
    whole = [
        line for _, line in lines if line.strip(b"\xef\xbb\xbf \t").startswith(b"{") and line.rstrip().endswith(b"}")
    ]
    return len(lines) > 1 and 2 * len(whole) >= len(lines)


def _parsed(line: bytes, number: int) -> Any:
    """The record of a line, or the RecordError that says what is wrong with it."""
    doubts: list[Doubtful] = []
    try:
        record = parse(line, doubts.append)
    except ValueError as error:
        return RecordError(f"ce n'est pas du JSON valide ({_reason(error, number)})")
    return check_doubts(record) if doubts else record


def _no_json(error: ValueError) -> FileError:
    if isinstance(error, UnicodeDecodeError):
        return FileError(
            "wrong_encoding", f"le fichier JSON n'est pas en UTF-8 ({_reason(error)}). Renvoyez-le en UTF-8"
        )
    return FileError(
        "unreadable_file",
        f"le fichier n'est pas du JSON valide ({_reason(error)}) : tronqué ? Renvoyez-le en entier",
        line=error.lineno if isinstance(error, JSONDecodeError) else None,
    )


def _reason(error: ValueError, first_line: int = 1) -> str:
    """What is wrong and where, in French."""
    if isinstance(error, UnicodeDecodeError):
        line = first_line + error.object[: error.start].count(10)
        return f"ligne {line}, octet 0x{error.object[error.start]:02X} illisible"
    if isinstance(error, JSONDecodeError):
        return f"ligne {first_line + error.lineno - 1}, colonne {error.colno}"
    return f"ligne {first_line} ou suivantes : NaN, Infinity, nombre démesuré ou imbrication trop profonde"
