"""INSEE's Melodi (S15, R4): data sets, their catalogue and their files, in the shapes of recorded answers.

An unknown data set is answered with status 500 and a text, an empty selection with 200 and an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sandbox.production import OpenFile
from sandbox.serve.exchange import Answer, Request, file_answer, json_answer, text_answer
from sandbox.serve.listing import Record
from sandbox.serve.melodi_selection import selected
from sandbox.serve.memory_files import stamp_of

_PUBLISHER = {
    "id": "INSEE",
    "label": [
        {"lang": "fr", "content": "Institut national de la statistique et des etudes economiques (INSEE)"},
        {"lang": "en", "content": "National Institute of Statistics and Economic Studies"},
    ],
}
_MOST, _DEFAULT = 100_000, 10_000
_MEDIA = {
    "csv": "text/csv",
    "zip": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ZIP = "application/zip"


class Melodi:
    """`data` by data set, and the files of the catalogue."""

    def __init__(self, data: Mapping[str, list[Record]], files: list[OpenFile], *, validators: bool = True) -> None:
        self._data = dict(data)
        self._files = {(file.dataset, file.name): file for file in files}
        self._datasets = sorted({*self._data, *(file.dataset for file in files)})
        self._validators = validators

    def __call__(self, request: Request) -> Answer:
        """Data, an entry of the catalogue, all of them, or a file."""
        match request.path.strip("/").split("/"):
            case ["data", name] if name in self._data:
                return self._observations(request, name)
            case ["catalog", "all"]:
                return json_answer([self._entry(request, name) for name in self._datasets])
            case ["catalog", name] if name in self._datasets:
                return json_answer(self._entry(request, name))
            case ["file", name, product] if (name, product) in self._files:
                return self._file(request, self._files[name, product])
        return text_answer("Le serveur a rencontré une erreur inattendue.", 500)

    def _observations(self, request: Request, name: str) -> Answer:
        found = selected(self._data[name], request.params)
        size = request.number("maxResult", _DEFAULT, least=0, most=_MOST)
        page = request.number("page", 1)
        first = "&".join(part for part in request.query.split("&") if part and not part.startswith("page="))
        address = f"{request.base}/data/{quote(name)}?{first}{'&' if first else ''}page="
        paging: dict[str, Any] = {"first": f"{address}1"}
        if size and page * size < len(found):
            paging["next"] = f"{address}{page + 1}"
        if request.param("totalCount").upper() == "TRUE":
            paging["count"] = len(found)
        part = found[(page - 1) * size : page * size]
        titles = {"fr": name, "en": name}
        answer = {"identifier": name, "title": titles, "publisher": _PUBLISHER, "observations": part, "paging": paging}
        return json_answer(answer, headers={"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate"})

    def _entry(self, request: Request, name: str) -> dict[str, Any]:
        files = [file for (dataset, _), file in self._files.items() if dataset == name]
        title = files[0].title if files else name
        return {
            "identifier": name,
            "title": [{"lang": "fr", "content": title}, {"lang": "en", "content": title}],
            "creator": "Insee",
            "modified": max((_changed(file) for file in files), default=None),
            "publisher": _PUBLISHER,
            "product": [_product(request, file) for file in files],
            "numObservations": len(self._data.get(name, [])),
        }

    def _file(self, request: Request, file: OpenFile) -> Answer:
        media = _ZIP if file.media == "zip" else _MEDIA.get(file.media, "application/octet-stream")
        return file_answer(request, file.data, media, validators=self._validators)


def _product(request: Request, file: OpenFile) -> dict[str, Any]:
    packed = {"packageFormat": _ZIP} if file.media == "zip" else {}
    return {
        "id": file.name,
        "format": "CSV" if file.media == "zip" else file.media.upper(),
        "issued": _changed(file),
        "modified": _changed(file),
        "title": file.title,
        "accessURL": f"{request.base}/file/{quote(file.dataset)}/{quote(file.name)}",
        "byteSize": len(file.data),
        **packed,
        "mediaType": _MEDIA.get(file.media, "application/octet-stream"),
        "language": "FR",
    }


def _changed(file: OpenFile) -> str:
    return datetime.fromtimestamp(stamp_of(file.data), UTC).strftime("%Y-%m-%dT%H:%M:%S")
