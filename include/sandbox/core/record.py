"""A record of a partner that tells of a project, with all that it shows to tell the project by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Identity = dict[str, str]


@dataclass(frozen=True)
class Record:
    """One thing in one stream, however many lines repeat it; `project` is the true one, the rest is what it shows.

    `day` is None where nobody wrote it; `shared` are the numbers that other records may bear too, each
    with its kind.
    """

    source: str
    stream: str
    reference: str
    project: str
    day: date | None
    siren: str | None = None
    rna: str | None = None
    title: str | None = None
    shared: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Its name among all records."""
        return record_key(self.source, self.stream, self.reference)

    @property
    def identity(self) -> Identity:
        """The record as it stands in core.json."""
        return {
            "source": self.source,
            "stream": self.stream,
            "reference": self.reference,
            "project": self.project,
            "siren": self.siren or "",
            "date": self.day.isoformat() if self.day else "",
        }


def record_key(source: str, stream: str, reference: str) -> str:
    """The name of a record among those of all streams."""
    return f"{source}.{stream}:{reference}"


def numbers(**known: str | None) -> frozenset[str]:
    """The numbers that a record shows, by kind; an empty one is none."""
    return frozenset(f"{kind}:{number}" for kind, number in known.items() if number)


def once(records: Iterable[Record]) -> list[Record]:
    """Each record once, the last of those with one key, in the order of source, stream and reference."""
    found = {(one.source, one.stream, one.reference): one for one in records}
    return [found[place] for place in sorted(found)]
