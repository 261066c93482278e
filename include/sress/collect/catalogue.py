"""Find in a public catalogue the files that a stream wants: data.gouv.fr's resources, Melodi's products."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sress.collect.http import HttpClient
from sress.collect.problem import CollectError, SchemaError
from sress.contracts.collecting import Resource

_CHECKSUMS = {"sha1", "sha256", "sha512", "md5"}


@dataclass(frozen=True)
class Entry:
    """One file that the catalogue offers. `size` and `checksum` (algorithm, hex) where they can be relied on."""

    title: str
    address: str
    extension: str
    modified: str
    size: int | None = None
    checksum: tuple[str, str] | None = None


@dataclass(frozen=True)
class Chosen:
    """A file to download; `vintage` is what its title or address says, '' when they say nothing."""

    entry: Entry
    vintage: str


def read_catalogue(client: HttpClient, kind: str, base: str, dataset: str) -> list[Entry]:
    """The files of a dataset. Raises CollectError, SchemaError when the answer has no list of files.

    data.gouv.fr: GET api/1/datasets/{dataset}/ (its API's documentation); Melodi: GET catalog/{dataset}
    (INSEE, API Melodi).
    """
    if kind == "melodi":
        address, path, entry_of = f"{base}/catalog/{quote(dataset, safe='')}", "product", _product
    else:
        address, path, entry_of = f"{base}/api/1/datasets/{quote(dataset, safe='')}/", "resources", _resource
    answer = client.get_json(address)
    files = answer.get(path) if isinstance(answer, dict) else None
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        raise SchemaError(
            f"the answer has no list of files at '{path}'",
            address=address,
            remedy="Check the dataset's name and the kind of catalogue in the contract",
        )
    return [entry for entry in map(entry_of, files) if entry.address]


def choose(resource: Resource, entries: list[Entry]) -> list[Chosen]:
    """The newest `keep` files whose title and address hold the patterns, newest vintage first.

    A pattern may fit anywhere in the text. Files of one vintage are ordered by their day of change.
    Raises CollectError when none fits.
    """
    fitting = [chosen for entry in entries if (chosen := _fit(resource, entry))]
    if not fitting:
        titles = "; ".join(f"« {entry.title} »" for entry in entries) or "none at all"
        raise CollectError(
            f"no file of the dataset '{resource.dataset}' fits title '{resource.title}' and url '{resource.url}'; "
            f"there are: {titles}",
            remedy="Correct the patterns of `resource` in the contract",
        )
    return sorted(fitting, key=lambda one: (one.vintage, one.entry.modified), reverse=True)[: resource.keep]


def _fit(resource: Resource, entry: Entry) -> Chosen | None:
    title, url = re.search(resource.title, entry.title), re.search(resource.url, entry.address)
    if not title or not url:
        return None
    vintage = title.groupdict().get("vintage") or url.groupdict().get("vintage") or ""
    return Chosen(entry, vintage)


def _resource(found: dict[str, Any]) -> Entry:
    """A resource of data.gouv.fr. What it tells of a file kept elsewhere may be out of date."""
    kept_there = found.get("filetype") != "remote"
    checksum = found.get("checksum") or {}
    kind, value = str(checksum.get("type", "")).lower(), checksum.get("value")
    size = found.get("filesize")
    return Entry(
        title=_text(found.get("title")),
        address=str(found.get("url") or found.get("latest") or ""),
        extension=str(found.get("format") or ""),
        modified=str(found.get("last_modified") or ""),
        size=size if kept_there and isinstance(size, int) else None,
        checksum=(kind, str(value)) if kept_there and value and kind in _CHECKSUMS else None,
    )


def _product(found: dict[str, Any]) -> Entry:
    """A product of Melodi. Which size it tells of a packed file, packed or not, is not said: it is left aside."""
    packed = "zip" in str(found.get("packageFormat") or "")
    size = found.get("byteSize")
    return Entry(
        title=_text(found.get("title")),
        address=str(found.get("accessURL") or ""),
        extension="zip" if packed else str(found.get("format") or ""),
        modified=str(found.get("modified") or ""),
        size=size if isinstance(size, int) and not packed else None,
    )


def _text(value: Any) -> str:
    """A text, or the French one of a list by language."""
    if isinstance(value, list):
        told = {part.get("lang"): str(part.get("content") or "") for part in value if isinstance(part, dict)}
        return told.get("fr") or next(iter(told.values()), "")
    return str(value or "")
