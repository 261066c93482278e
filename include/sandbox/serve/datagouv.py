"""data.gouv.fr (S04, R2): the entry of a data set with its resources, and their files.

GET /api/1/datasets/<slug>/ in the shape of its API; the files under /resources/, the newest of a
resource also at /api/1/datasets/r/<id>, as there.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sandbox.production import OpenFile
from sandbox.serve.exchange import Answer, Request, file_answer, json_answer
from sandbox.serve.memory_files import stamp_of

_MEDIA = {"csv": "text/csv", "zip": "application/zip", "json": "application/json"}


class DataGouv:
    """The files by the path of their address; each data set's in the order given."""

    def __init__(self, files: list[OpenFile], *, validators: bool = True) -> None:
        self._files = {_path(file): file for file in files}
        self._latest = {_id(file): _path(file) for file in files}
        self._validators = validators

    def __call__(self, request: Request) -> Answer:
        """An entry, the way to a file, or a file."""
        if request.path in self._files:
            return self._file(request, self._files[request.path])
        match request.path.strip("/").split("/"):
            case ["api", "1", "datasets", "r", name] if name in self._latest:
                return Answer(302, b"", {"Location": f"{request.base}{quote(self._latest[name])}"})
            case ["api", "1", "datasets", slug]:
                files = [file for file in self._files.values() if file.dataset == slug]
                if files:
                    return json_answer(_entry(request, slug, files))
        return json_answer({"message": "Not found"}, 404)

    def _file(self, request: Request, file: OpenFile) -> Answer:
        media = _MEDIA.get(file.media, "application/octet-stream")
        return file_answer(request, file.data, media, validators=self._validators)


def _entry(request: Request, slug: str, files: list[OpenFile]) -> dict[str, Any]:
    return {
        "id": hashlib.sha1(slug.encode(), usedforsecurity=False).hexdigest()[:24],
        "slug": slug,
        "title": slug.replace("-", " "),
        "last_modified": max(_changed(file) for file in files),
        "page": f"{request.base}/datasets/{quote(slug)}/",
        "resources": [_resource(request, file) for file in files],
    }


def _resource(request: Request, file: OpenFile) -> dict[str, Any]:
    checksum = hashlib.sha1(file.data, usedforsecurity=False).hexdigest()
    return {
        "id": _id(file),
        "title": file.title,
        "type": "main",
        "filetype": "file",
        "format": file.media,
        "mime": _MEDIA.get(file.media, "application/octet-stream"),
        "url": f"{request.base}{quote(_path(file))}",
        "latest": f"{request.base}/api/1/datasets/r/{_id(file)}",
        "filesize": len(file.data),
        "checksum": {"type": "sha1", "value": checksum},
        "created_at": _changed(file),
        "last_modified": _changed(file),
    }


def _id(file: OpenFile) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{file.dataset}/{file.name}"))


def _path(file: OpenFile) -> str:
    """As on static.data.gouv.fr: the data set, the moment of the upload, the name."""
    moment = datetime.fromtimestamp(stamp_of(file.data), UTC).strftime("%Y%m%d-%H%M%S")
    return f"/resources/{file.dataset}/{moment}/{file.name}"


def _changed(file: OpenFile) -> str:
    return datetime.fromtimestamp(stamp_of(file.data), UTC).isoformat()
