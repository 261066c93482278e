"""The DLA's export (S09): GET /export/<list>?mois=YYYY-MM gives that month's CSV file.

The layout is this project's own (sources.md S09).
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.serve.exchange import Answer, Request, file_answer, json_answer

_EXPORT = "/export/"


class Dla:
    """The export files by name: dla_<list>_<month>.csv."""

    def __init__(self, files: Mapping[str, bytes], *, validators: bool = True) -> None:
        self._files = dict(files)
        self._validators = validators

    def __call__(self, request: Request) -> Answer:
        """One month of a list."""
        month = request.param("mois")
        if not month:
            return json_answer({"message": "Le paramètre mois (AAAA-MM) est obligatoire"}, 400)
        data = self._files.get(f"dla_{request.path.removeprefix(_EXPORT)}_{month}.csv")
        if data is None or not request.path.startswith(_EXPORT):
            return json_answer({"message": "Aucun export de ce nom pour ce mois"}, 404)
        return file_answer(request, data, "text/csv", validators=self._validators)
