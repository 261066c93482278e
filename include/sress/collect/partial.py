"""A file on its way: what has arrived of it, from which version, and whether it is whole."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from pathlib import Path

import requests

_CHUNK = 1 << 18
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class NotWhole(Exception):
    """What arrived cannot be the file. `resumed` says whether it was put together from several answers."""

    def __init__(self, message: str, *, resumed: bool) -> None:
        super().__init__(message)
        self.resumed = resumed


class Partial:
    """`<target>.part` and, beside it, the version that it is a part of; both stay after a crash."""

    def __init__(self, target: Path, address: str) -> None:
        self._target = target
        self._address = address
        self._part = target.with_name(f"{target.name}.part")
        self._version = target.with_name(f"{target.name}.version.part")
        self._resumed = False
        target.parent.mkdir(parents=True, exist_ok=True)

    def headers(self) -> dict[str, str]:
        """The headers that ask for the rest only, if it is still the same version; none without a sure version."""
        version = self._known_version()
        if not version or not self._part.exists() or not self._part.stat().st_size:
            return {}
        return {"Range": f"bytes={self._part.stat().st_size}-", "If-Range": version}

    def take(self, response: requests.Response) -> None:
        """Write what the answer brings, behind what is there (206) or instead of it (200). Raises NotWhole."""
        self._resumed = response.status_code == 206
        if self._resumed:
            self._check_start(response)
        else:
            self._begin(response)
        with self._part.open("ab") as file:
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
        total = _total(response)
        if total is not None and self._part.stat().st_size != total:
            self._fail(f"{self._part.stat().st_size} bytes arrived of {total}")

    def finish(self, size: int | None, checksum: tuple[str, str] | None) -> None:
        """Put the file in its place if it has the size and the digest that were told. Raises NotWhole."""
        if size is not None and self._part.stat().st_size != size:
            self._fail(f"{self._part.stat().st_size} bytes arrived where the catalogue tells {size}")
        if checksum is not None:
            kind, told = checksum
            with self._part.open("rb") as file:
                found = hashlib.file_digest(file, kind.lower().replace("-", "")).hexdigest()
            if found != told.strip().lower():
                self._fail(f"its {kind} is {found} where the catalogue tells {told}")
        self._part.replace(self._target)
        self._version.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget what has arrived."""
        self._version.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)

    def _known_version(self) -> str | None:
        with suppress(OSError, ValueError):
            kept = json.loads(self._version.read_text("utf-8"))
            if kept["address"] == self._address:
                return str(kept["version"])
        return None

    def _begin(self, response: requests.Response) -> None:
        self.drop()
        self._part.touch()
        version = response.headers.get("ETag") or response.headers.get("Last-Modified")
        if version and not version.startswith("W/") and "Content-Encoding" not in response.headers:
            self._version.write_text(json.dumps({"address": self._address, "version": version}), "utf-8")

    def _check_start(self, response: requests.Response) -> None:
        given = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if not given or int(given[1]) != self._part.stat().st_size:
            self._fail("the rest that was sent does not begin where the file broke off")

    def _fail(self, message: str) -> None:
        self.drop()
        raise NotWhole(message, resumed=self._resumed)


def _total(response: requests.Response) -> int | None:
    given = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if given:
        return None if given[2] == "*" else int(given[2])
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() and "Content-Encoding" not in response.headers else None
