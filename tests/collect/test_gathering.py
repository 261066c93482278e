"""A list that changes while it is read: what is called whole holds every record that was there all along."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sress.collect.gathering import MOST_PASSES, Gathering
from sress.collect.paging import Walk, first_ask, read_page
from sress.contracts.collecting import Request

BY_PAGE = Request.model_validate(
    {"path": "p", "records": "data", "id": "id", "paging": {"kind": "page", "total": "total"}}
)
Change = Callable[[list[int]], None]
PLACES = st.integers(0, 30)


def insertion(place: int) -> Change:
    return lambda ids: ids.insert(place % (len(ids) + 1), max(ids, default=0) + 1)


def deletion(place: int) -> Change:
    def delete(ids: list[int]) -> None:
        if ids:
            del ids[place % len(ids)]

    return delete


def move_to_the_end(place: int) -> Change:
    def move(ids: list[int]) -> None:
        if ids:
            ids.append(ids.pop(place % len(ids)))

    return move


def changes(*kinds: Callable[[int], Change]) -> st.SearchStrategy[dict[int, Change]]:
    """What happens before a request of that number."""
    one = st.sampled_from(kinds).flatmap(lambda kind: st.builds(kind, PLACES))
    return st.dictionaries(st.integers(1, 12), one, max_size=4)


def gathered(count: int, size: int, happening: dict[int, Change]) -> tuple[bool, set[int], list[int]]:
    """Whether the records are whole, those that were found, and the list at the end."""
    ids = list(range(1, count + 1))
    gathering = Gathering(BY_PAGE)
    requests = 0
    for _ in range(MOST_PASSES):
        gathering.begin_pass()
        walk = Walk(BY_PAGE, first_ask(BY_PAGE, "http://ici", {}))
        while walk.ask is not None:
            requests += 1
            happening.get(requests, lambda ids: None)(ids)
            begin = (int(walk.ask.params["page"]) - 1) * size
            answer: dict[str, Any] = {"data": [{"id": key} for key in ids[begin : begin + size]], "total": len(ids)}
            page = read_page(BY_PAGE, json.dumps(answer).encode())
            walk.go_on(page)
            gathering.add(page)
        if gathering.whole():
            return True, {json.loads(line)["id"] for line in gathering.lines()}, ids
    return False, set(), ids


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 14), st.integers(1, 4), changes(insertion, move_to_the_end))
def test_insertions_and_updates_hide_nothing(count: int, size: int, happening: dict[int, Change]) -> None:
    whole, found, _ = gathered(count, size, happening)
    assert not whole or found >= set(range(1, count + 1))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 14), st.integers(1, 4), changes(deletion))
def test_deletions_hide_nothing_that_remains(count: int, size: int, happening: dict[int, Change]) -> None:
    whole, found, left = gathered(count, size, happening)
    assert not whole or found >= set(left)


@given(
    st.integers(0, 14), st.integers(1, 4), st.integers(1, 4), st.sampled_from([insertion, deletion, move_to_the_end])
)
def test_one_change_is_always_healed(count: int, size: int, when: int, kind: Callable[[int], Change]) -> None:
    whole, found, left = gathered(count, size, {when: kind(0)})
    assert whole
    assert found >= set(left) & set(range(1, count + 1))
