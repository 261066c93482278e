"""What collecting brings home: the files of each stream, and what it left where it was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sress.contracts.model import Contract
from sress.platform.sealing import plain_name


@dataclass(frozen=True)
class FoundFile:
    """A file that belongs to a stream of the contract."""

    stream: str
    path: Path


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why, in French for whoever delivered it."""

    file: str
    message: str


@dataclass
class Collected:
    """What one look at a source gave.

    `waiting` still grow or have no marker yet and are looked at again at the next run; `unmatched` fit
    no stream's pattern; `failed` says, in English, which stream could not be collected and why.
    """

    found: list[FoundFile] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: Collected) -> None:
        """Take in what another look gave; what both found counts once."""
        self.found += [file for file in other.found if file not in self.found]
        self.waiting += [name for name in other.waiting if name not in self.waiting]
        self.unmatched += [name for name in other.unmatched if name not in self.unmatched]
        self.refused += [refusal for refusal in other.refused if refusal not in self.refused]
        self.failed += other.failed

    def as_json(self) -> dict[str, Any]:
        """The form in which one task hands it to the next."""
        return {
            "found": [{"stream": file.stream, "path": str(file.path)} for file in self.found],
            "waiting": self.waiting,
            "unmatched": self.unmatched,
            "refused": [{"file": refusal.file, "message": refusal.message} for refusal in self.refused],
            "failed": self.failed,
        }


def streams_of(contract: Contract, name: str, among: Iterable[str] | None = None) -> list[str]:
    """The streams whose `file` pattern fits the name; one file may feed several."""
    streams = contract.streams if among is None else among
    return [stream for stream in streams if re.fullmatch(contract.streams[stream].file, plain_name(name))]
