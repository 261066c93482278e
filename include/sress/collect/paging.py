"""Walk through a long list that an API gives in parts: what is in an answer, and what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sress.contracts.collecting import Paging, Request
from sress.platform.exact_json import dig, parse

_MOST_PAGES = 100_000


@dataclass(frozen=True)
class Ask:
    """One question: the address and its parameters."""

    address: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """One answer: its records, the announced total, and the cursor or the address of the next."""

    records: list[dict[str, Any]]
    total: int | None
    next: str | None


def first_ask(request: Request, address: str, params: Mapping[str, str]) -> Ask:
    """The question that opens the list."""
    paging = request.paging
    asked = dict(params)
    if paging.size_param:
        asked[paging.size_param] = str(paging.size)
    if paging.kind in ("page", "cursor") and paging.first:
        asked[paging.param] = paging.first
    return Ask(address, asked)


def read_page(request: Request, body: bytes) -> Page:
    """What an answer holds. Raises ValueError when it is not of the announced shape."""
    value = parse(body)
    records = dig(value, request.records)
    where = f"at '{request.records}'" if request.records else "at the top"
    if not isinstance(records, list):
        raise ValueError(f"there is no list {where}")
    if not all(isinstance(record, dict) for record in records):
        raise ValueError(f"the list {where} holds something that is no record")
    return Page(records, _total(request.paging, value), _next(request.paging, value))


class Walk:
    """One pass through the list, page by page."""

    def __init__(self, request: Request, first: Ask) -> None:
        self._paging = request.paging
        self._asked: set[str] = set()
        self._received = 0
        self._before: list[dict[str, Any]] | None = None
        self.ask: Ask | None = first
        self.number = 1

    def go_on(self, page: Page) -> None:
        """Take in the answer to `ask` and set the next `ask`, None at the end.

        Raises ValueError when the list goes in a circle.
        """
        if self.ask is None:
            raise ValueError("the list has ended")
        self._received += len(page.records)
        self.number += 1
        if self.number > _MOST_PAGES:
            raise ValueError(f"the list does not end after {_MOST_PAGES} pages")
        if self._paging.kind == "none":
            self.ask = None
        elif self._paging.kind == "page":
            self.ask = self._by_number(self.ask, page)
        else:
            self.ask = self._by_next(self.ask, page)

    def _by_number(self, ask: Ask, page: Page) -> Ask | None:
        if not page.records or (page.total is not None and self._received >= page.total):
            return None
        if page.total is None and page.records == self._before:
            raise ValueError(f"page {ask.params[self._paging.param]} is the same as the one before")
        self._before = page.records
        number = int(ask.params.get(self._paging.param) or 1) + 1
        return Ask(ask.address, {**ask.params, self._paging.param: str(number)})

    def _by_next(self, ask: Ask, page: Page) -> Ask | None:
        cursor = self._paging.kind == "cursor"
        sent = ask.params.get(self._paging.param, "") if cursor else ask.address
        if not page.next or page.next == sent:
            return None
        self._asked.add(sent)
        if page.next in self._asked:
            raise ValueError("the list goes in a circle: the next part was read before")
        if cursor:
            return Ask(ask.address, {**ask.params, self._paging.param: page.next})
        return Ask(page.next, {})


def _total(paging: Paging, value: Any) -> int | None:
    if not paging.total:
        return None
    told = dig(value, paging.total)
    if isinstance(told, bool) or not (isinstance(told, int) or (isinstance(told, str) and told.isdigit())):
        raise ValueError(f"there is no number of records at '{paging.total}'")
    return int(told)


def _next(paging: Paging, value: Any) -> str | None:
    told = dig(value, paging.next) if paging.next else None
    if told is None or isinstance(told, str):
        return told
    if isinstance(told, int) and not isinstance(told, bool):
        return str(told)
    raise ValueError(f"what stands at '{paging.next}' is no cursor and no address")
