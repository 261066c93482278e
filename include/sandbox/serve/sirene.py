"""INSEE's API Sirene 3.11 (R1): /siren and /siret by cursor, with a key.

Shape, errors and the end of a list (`curseurSuivant` equals `curseur`) as INSEE documents them; the
question `q` has to be there and is not looked at.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from sandbox.serve.exchange import Answer, Refused, Request, json_answer
from sandbox.serve.listing import Record

KEY_HEADER = "X-INSEE-Api-Key-Integration"
_ROOT = "/api-sirene/3.11"
_NUMBER, _MOST = 20, 1000
_FIRST = "*"
# Path → name of the list in the answer, key of its records.
_LISTS = {f"{_ROOT}/siren": ("unitesLegales", "siren"), f"{_ROOT}/siret": ("etablissements", "siret")}


class Sirene:
    """The register: the records of `unitesLegales` and `etablissements`, open to one key.

    With `drift` the second part of each list begins with the last record of the first, once: what
    happens when the nightly swap of the two indexes falls between two parts.
    """

    def __init__(self, lists: Mapping[str, list[Record]], key: str, *, drift: bool = False) -> None:
        self._lists = {
            name: sorted(lists.get(name, []), key=lambda one: str(one[key])) for name, key in _LISTS.values()
        }
        self._key = key
        self._to_swap = set(self._lists) if drift else set()

    def __call__(self, request: Request) -> Answer:
        """One part of a list."""
        if request.header(KEY_HEADER) != self._key:
            return json_answer({"message": "Unauthorized", "http_status_code": 401}, 401)
        if request.path not in _LISTS:
            raise _refused(404, "Ressource non trouvée")
        name, key = _LISTS[request.path]
        question, cursor = request.param("q"), request.param("curseur", _FIRST)
        number = _number(request.param("nombre", str(_NUMBER)))
        if not question:
            raise _refused(400, "Erreur de syntaxe dans le paramètre q=")
        records = self._lists[name]
        if not records:
            raise _refused(404, f"Aucun élément trouvé pour q={question}")
        part = self._part(name, records, _after(cursor, records, key), number)
        header = {
            "statut": 200,
            "message": "ok",
            "total": len(records),
            "debut": 0,
            "nombre": len(part),
            "curseur": cursor,
            "curseurSuivant": _cursor(str(part[-1][key])) if part else cursor,
        }
        return json_answer({"header": header, name: part})

    def _part(self, name: str, records: list[Record], start: int, number: int) -> list[Record]:
        if start and name in self._to_swap:
            self._to_swap.discard(name)
            start -= 1
        return records[start : start + number]


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= _MOST:
        return int(text)
    raise _refused(400, f"Le paramètre nombre doit être un entier inférieur ou égal à {_MOST}")


def _after(cursor: str, records: list[Record], key: str) -> int:
    """How many records lie before the cursor, which is the key of the last one that was read."""
    if cursor == _FIRST:
        return 0
    try:
        last = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        raise _refused(400, "Curseur incorrect") from None
    return sum(str(record[key]) <= last for record in records)


def _cursor(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode()


def _refused(status: int, message: str) -> Refused:
    header: dict[str, Any] = {"statut": status, "message": message}
    return Refused(json_answer({"header": header}, status))
