from __future__ import annotations

import json
from typing import Any

import pytest
from sress.collect.paging import Ask, Walk, first_ask, read_page
from sress.contracts.collecting import Request


def request(**paging: Any) -> Request:
    return Request.model_validate({"path": "liste", "records": "data", "id": "id", "paging": paging})


def walked(asked: Request, *answers: dict[str, Any]) -> list[Ask]:
    """The questions that these answers lead to; the last answer stays."""
    walk = Walk(asked, first_ask(asked, "http://ici/liste", {"q": "x"}))
    asks = []
    left = list(answers)
    while walk.ask is not None:
        asks.append(walk.ask)
        walk.go_on(read_page(asked, json.dumps(left.pop(0)).encode()))
    assert left == []
    return asks


def page(*ids: int, **more: Any) -> dict[str, Any]:
    return {"data": [{"id": key} for key in ids], **more}


def test_one_answer_is_the_list() -> None:
    asks = walked(request(kind="none", size_param="max", size=50), page(1, 2))
    assert [ask.params for ask in asks] == [{"q": "x", "max": "50"}]


def test_pages_are_counted_up_to_the_announced_total() -> None:
    asks = walked(
        request(kind="page", param="p", size_param="n", size=2, total="total"), page(1, 2, total=3), page(3, total=3)
    )
    assert [ask.params for ask in asks] == [{"q": "x", "p": "1", "n": "2"}, {"q": "x", "p": "2", "n": "2"}]


def test_pages_without_a_total_end_with_an_empty_one() -> None:
    """A short page may be the system's own limit, not the end."""
    assert len(walked(request(kind="page", first="0", size=100), page(1, 2), page(3), page())) == 3


def test_a_page_that_comes_again_and_again_is_an_error() -> None:
    with pytest.raises(ValueError, match="page 2 is the same as the one before"):
        walked(request(kind="page"), page(1, 2), page(1, 2), page(1, 2))


def test_a_cursor_is_sent_back_until_it_is_the_same() -> None:
    asked = request(kind="cursor", param="curseur", first="*", next="header.suivant")
    asks = walked(asked, page(1, header={"suivant": "A"}), page(2, header={"suivant": "A"}))
    assert [ask.params["curseur"] for ask in asks] == ["*", "A"]


@pytest.mark.parametrize("end", [None, "", "absent"])
def test_a_cursor_ends_when_there_is_none(end: str | None) -> None:
    last = page(2) if end == "absent" else page(2, suivant=end)
    asks = walked(request(kind="cursor", param="c", first="", next="suivant"), page(1, suivant=7), last)
    assert [ask.params.get("c") for ask in asks] == [None, "7"]


def test_a_link_is_followed_as_it_is() -> None:
    asked = request(kind="link", next="paging.next", size_param="n", size=3)
    asks = walked(asked, page(1, paging={"next": "http://ici/liste?page=2&n=3"}), page(2, paging={"first": "x"}))
    assert asks == [Ask("http://ici/liste", {"q": "x", "n": "3"}), Ask("http://ici/liste?page=2&n=3", {})]


@pytest.mark.parametrize("kind", ["cursor", "link"])
def test_a_list_that_goes_in_a_circle_is_an_error(kind: str) -> None:
    with pytest.raises(ValueError, match="in a circle"):
        walked(request(kind=kind, param="c", next="n"), page(1, n="A"), page(2, n="B"), page(3, n="A"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([], "no list at 'data'"),
        ({"data": {"id": 1}}, "no list at 'data'"),
        ({"data": None}, "no list at 'data'"),
        ({"data": [1]}, "no record"),
        ({"data": []}, "no number of records at 'total'"),
        ({"data": [], "total": True}, "no number of records at 'total'"),
        ({"data": [], "total": 1, "n": {"a": 1}}, "no cursor"),
    ],
)
def test_an_answer_of_another_shape_is_an_error(body: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_page(request(kind="cursor", next="n", total="total"), json.dumps(body).encode())


def test_a_list_may_stand_at_the_top() -> None:
    assert read_page(Request(path="x"), b'[{"a":1}]').records == [{"a": 1}]
