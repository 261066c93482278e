"""Sort out what lies in a drop folder: files to take, files that wait, names that nobody expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sress.collect.marker import Kind, is_marker, markers_of
from sress.collect.settled import Look

_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".partial")


@dataclass(frozen=True)
class Candidate:
    """A file that may be taken, with its markers."""

    name: str
    look: Look
    markers: dict[str, Look]


@dataclass
class Survey:
    """A folder's files, sorted out. `refused` says why, in French, by name."""

    candidates: list[Candidate] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def survey(files: dict[str, Look], kind: Kind, expected: Callable[[str], bool]) -> Survey:
    """Sort the files of a folder by their names alone; `expected` tells whether a stream wants the name."""
    result = Survey()
    for name in sorted(filter(_is_delivery, files)):
        if not _is_text(name):
            result.refused[_printable(name)] = _UNREADABLE_NAME
        elif not expected(name):
            result.unmatched.append(name)
        else:
            markers = {marker: files[marker] for marker in _markers(kind, name, files)}
            if markers or kind == "none":
                result.candidates.append(Candidate(name, files[name], markers))
            else:
                result.waiting.append(name)
    return result


_UNREADABLE_NAME = "le nom du fichier n'est pas lisible (caractères hors UTF-8). Renommez-le et déposez-le de nouveau."


def _markers(kind: Kind, name: str, files: Iterable[str]) -> list[str]:
    return [] if kind == "none" else markers_of(name, files)


def _is_delivery(name: str) -> bool:
    """Neither hidden, nor the lock of an open document, nor an upload under way, nor a marker."""
    return not (name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED) or is_marker(name))


def _is_text(name: str) -> bool:
    return _printable(name) == name


def _printable(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode()
