"""Gather the records of a list that may change while it is read, and say when they are whole.

An insertion pushes records to the next page (seen twice), a deletion pulls them to the one before (never
seen). A pass whose distinct records are as many as announced, with a total that never fell, is whole. Where
it is not, the list is read again; a record seen in one pass and missed in the next is kept, one that two
whole passes no longer show is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sress.collect.moment import instant
from sress.collect.paging import Page
from sress.contracts.collecting import Request
from sress.platform.exact_json import dig, dump

MOST_PASSES = 3


@dataclass
class _Pass:
    ids: set[str] = field(default_factory=set)
    doubles: int = 0
    total: int | None = None
    total_fell: bool = False


@dataclass(frozen=True)
class _Seen:
    line: bytes
    moment: datetime | None


class Gathering:
    """The records of one pull, over its passes; of two versions of a record the newer is kept."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._passes: list[_Pass] = []
        self._seen: dict[str, _Seen] = {}
        self._new = False
        self.newest: str | None = None

    def begin_pass(self) -> None:
        """The pages that follow are those of another reading of the whole list."""
        self._passes.append(_Pass())
        self._new = False

    def add(self, page: Page) -> None:
        """Take in one page. Raises ValueError when a record has no id."""
        current = self._passes[-1]
        if page.total is not None:
            current.total_fell |= current.total is not None and page.total < current.total
            current.total = page.total
        for record in page.records:
            self._add_record(record, current)

    def whole(self) -> bool:
        """At the end of a pass: whether the records are whole. Only then `lines` are the list."""
        last = self._passes[-1]
        if self._is_whole(last):
            self._keep(last.ids)
            return True
        if len(self._passes) == 1:
            return False
        recent = set[str]().union(*(read.ids for read in self._passes[-2:]))
        steady = not self._new if last.total is None else len(recent) == last.total and not last.total_fell
        if steady:
            self._keep(recent)
        return steady

    def lines(self) -> list[bytes]:
        """Each record as one canonical line of JSON, in the order of the ids."""
        return [self._seen[key].line for key in sorted(self._seen)]

    def told(self) -> str:
        """How far it came, for a message."""
        last = self._passes[-1]
        announced = f"of {last.total} announced" if last.total is not None else "and others came with each pass"
        return f"{len(last.ids)} distinct records {announced} after {len(self._passes)} passes"

    def _is_whole(self, read: _Pass) -> bool:
        if read.total is not None:
            return len(read.ids) == read.total and not read.total_fell
        return not read.doubles or self._request.paging.kind == "none"

    def _keep(self, ids: set[str]) -> None:
        self._seen = {key: seen for key, seen in self._seen.items() if key in ids}

    def _add_record(self, record: dict[str, Any], current: _Pass) -> None:
        line = dump(record).encode()
        key = self._key(record) if self._request.id else line.decode()
        text = dig(record, self._request.since.field) if self._request.since else None
        moment = instant(text) if text is not None else None
        current.doubles += key in current.ids
        current.ids.add(key)
        self._new |= key not in self._seen
        former = self._seen.get(key)
        if former is None or former.moment is None or moment is None or moment >= former.moment:
            self._seen[key] = _Seen(line, moment)
        newest = instant(self.newest)
        if moment is not None and (newest is None or moment > newest):
            self.newest = str(text)

    def _key(self, record: dict[str, Any]) -> str:
        key = dig(record, self._request.id or "")
        if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
            raise ValueError(f"a record has no id at '{self._request.id}'")
        return str(key)
