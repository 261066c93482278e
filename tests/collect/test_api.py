"""Pulling a stream: what becomes the file, how drift is healed, what costs nothing, what is asked since."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from api_kit import BEGIN, Puller, api_contract, paged, people
from loopback import Asked, Loopback, Reply, in_turn, json_reply, text_reply
from sress.collect.api import pull_stream
from sress.collect.connection import Connection
from sress.collect.problem import CollectError, SchemaError
from sress.platform.settings import Settings

BY_PAGE = {"paging": {"kind": "page", "total": "total"}}
BY_PAGE_BLIND = {"paging": {"kind": "page"}}
SINCE = {"param": "modifie_depuis", "field": "maj", "overlap_minutes": 10}
DAY = 86_400.0


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(lambda asked: json_reply({"data": people(1)})) as running:
        yield running


def puller(settings: Settings, server: Loopback, **request: Any) -> Puller:
    return Puller(settings, server, api_contract(request=request))


def test_the_file_holds_each_record_on_a_canonical_line(settings: Settings, server: Loopback) -> None:
    body = b'{"data": [{"nom": "\\u00c9t\\u00e9", "id": 2, "b": {"z": 1.50, "a": null}}, {"id": 10, "nom": ""}]}'
    server.answer = in_turn(Reply(body=body))
    one = puller(settings, server)
    (path,) = one.pull()
    assert path == settings.inbox_dir / one.contract.source / f"{one.contract.source}_projets_2026-10_full.jsonl"
    assert path.read_bytes().decode() == '{"id":10,"nom":""}\n{"b":{"a":null,"z":1.50},"id":2,"nom":"Été"}\n'
    assert server.asked[0].path == "/v1/projets"


def test_the_same_content_is_the_same_bytes_however_it_is_paged(settings: Settings, server: Loopback) -> None:
    records = people(*range(1, 24))
    files = []
    for size in (1, 5, 23):
        random.Random(size).shuffle(records)
        server.answer = lambda asked, size=size: paged(records, asked, size)
        one = puller(settings, server, **BY_PAGE)
        files.append(one.pull()[0].read_bytes())
    assert files[0] == files[1] == files[2]
    assert files[0].count(b"\n") == 23


def test_month_year_and_cut_off_are_filled_in(settings: Settings, server: Loopback) -> None:
    one = puller(settings, server, path="{year}/p", params={"mois": "{month}", "au": "{cut_off}"})
    one.pull()
    assert server.asked[0].path == "/v1/2026/p"
    assert server.asked[0].params == {"mois": "2026-10", "au": "2026-10-31"}


def test_a_cursor_is_followed_to_its_end(settings: Settings, server: Loopback) -> None:
    parts = {"*": ([1, 2], "A"), "A": ([3, 4], "B"), "B": ([5], "B")}

    def answer(asked: Asked) -> Reply:
        ids, following = parts[asked.params["curseur"]]
        return json_reply({"data": people(*ids), "header": {"total": 5, "curseurSuivant": following}})

    server.answer = answer
    paging = {"kind": "cursor", "param": "curseur", "first": "*", "next": "header.curseurSuivant"}
    one = puller(settings, server, paging={**paging, "total": "header.total"})
    assert [record["id"] for record in one.records()] == [1, 2, 3, 4, 5]
    assert len(server.asked) == 3


def test_a_link_is_followed_to_its_end(settings: Settings, server: Loopback) -> None:
    def answer(asked: Asked) -> Reply:
        number = int(asked.params.get("page", 1))
        more = {"next": f"{server.url}/v1/projets?page={number + 1}"} if number < 3 else {}
        return json_reply({"data": people(number), "paging": more})

    server.answer = answer
    assert len(puller(settings, server, paging={"kind": "link", "next": "paging.next"}).records()) == 3


def test_a_record_without_id_is_told_by_its_content(settings: Settings, server: Loopback) -> None:
    server.answer = in_turn(json_reply({"data": [{"v": 1}, {"v": 2}, {"v": 1}]}))
    assert puller(settings, server, id=None).records() == [{"v": 1}, {"v": 2}]


def test_an_empty_list_gives_no_file(settings: Settings, server: Loopback) -> None:
    server.answer = in_turn(json_reply({"data": []}))
    one = puller(settings, server)
    assert one.pull() == []
    assert one.checkpoint == []


def test_a_stream_without_a_request_gives_nothing(settings: Settings, server: Loopback) -> None:
    contract = api_contract(request={})
    stream = contract.streams["projets"].model_copy(update={"request": None})
    contract = contract.model_copy(update={"streams": {"projets": stream}})
    assert pull_stream(settings, contract, "projets", Connection(server.url)) == []
    assert server.asked == []


@pytest.mark.parametrize(
    "body",
    [b'{"data": {}}', b'{"data": [3]}', b'{"data": [{"nom": "x"}]}', b'{"data": [{"id": null}]}', b"oups", b"[]"],
)
def test_another_shape_fails_at_once_and_leaves_nothing(settings: Settings, server: Loopback, body: bytes) -> None:
    server.answer = in_turn(Reply(body=body))
    one = puller(settings, server)
    with pytest.raises(SchemaError, match=f"{one.contract.source}/projets: {server.url}/v1/projets: "):
        one.pull()
    assert len(server.asked) == 1
    assert one.slept == []
    assert one.checkpoint == []
    assert not list(settings.inbox_dir.glob(f"{one.contract.source}/*"))


class Moving:
    """A list of which pages are read while it changes: before a request of that number something changes."""

    def __init__(self, records: list[dict[str, Any]], changes: dict[int, Any], *, total: bool = True) -> None:
        self.records = records
        self.changes = changes
        self.total = total
        self.requests = 0

    def __call__(self, asked: Asked) -> Reply:
        self.requests += 1
        self.changes.get(self.requests, lambda: None)()
        begin = (int(asked.params["page"]) - 1) * 2
        answer: dict[str, Any] = {"data": self.records[begin : begin + 2]}
        return json_reply({**answer, "total": len(self.records)} if self.total else answer)


@pytest.mark.parametrize("total", [True, False])
def test_an_insertion_while_paging_shows_a_record_twice_and_costs_nothing(
    settings: Settings, server: Loopback, total: bool
) -> None:
    records = people(2, 3, 4, 5)
    moving = Moving(records, {2: lambda: records.insert(0, people(1)[0])}, total=total)
    server.answer = moving
    one = puller(settings, server, **(BY_PAGE if total else BY_PAGE_BLIND))
    assert [record["id"] for record in one.records()] == [1, 2, 3, 4, 5]


def test_a_deletion_while_paging_hides_no_record(settings: Settings, server: Loopback) -> None:
    """One record slips to the page that was read already, the deleted one was seen: the count is right by chance."""
    records = people(1, 2, 3, 4, 5)
    server.answer = Moving(records, {2: lambda: records.pop(0)})
    assert [record["id"] for record in puller(settings, server, **BY_PAGE).records()] == [2, 3, 4, 5]


def test_a_record_that_moves_to_the_end_hides_no_other(settings: Settings, server: Loopback) -> None:
    records = people(1, 2, 3, 4, 5)

    def update() -> None:
        records.append({**records.pop(0), "nom": "nouveau"})

    server.answer = Moving(records, {2: update})
    found = puller(settings, server, **BY_PAGE).records()
    assert {record["id"]: record["nom"] for record in found} == {1: "nouveau", 2: "n2", 3: "n3", 4: "n4", 5: "n5"}


def test_of_two_versions_of_a_record_the_newer_is_kept(settings: Settings, server: Loopback) -> None:
    new = {"id": 1, "maj": "2026-10-02T00:00:00Z"}
    old = {"id": 1, "maj": "2026-10-01T23:00:00+02:00"}
    server.answer = in_turn(json_reply({"data": [new, old]}))
    assert puller(settings, server, since=SINCE).records() == [new]


def test_what_two_passes_no_longer_show_is_gone(settings: Settings, server: Loopback) -> None:
    """Each pass drifts, but all that remains was seen in one of the last two."""
    records = people(1, 2, 3, 4, 5, 6, 7)
    rotate = lambda: records.append(records.pop(0))  # noqa: E731
    changes = {2: lambda: records.pop(0), 5: rotate, 8: rotate}
    server.answer = Moving(records, changes)
    found = puller(settings, server, **BY_PAGE).records()
    assert sorted(record["id"] for record in found) == [2, 3, 4, 5, 6, 7]


def test_a_list_that_never_rests_is_incomplete_and_gives_no_file(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(*range(1, 3)), "total": 5})
    one = puller(settings, server, **BY_PAGE)
    with pytest.raises(CollectError, match=r"incomplete: 2 distinct records of 5 announced after 3 passes.*later"):
        one.pull()
    assert one.checkpoint == []
    assert not list(settings.inbox_dir.glob(f"{one.contract.source}/*"))


def test_an_unchanged_answer_costs_nothing(settings: Settings, server: Loopback) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(304) if asked.headers["If-None-Match"] == '"v1"' else json_reply({"data": people(1)}, ETag='"v1"')

    server.answer = answer
    one = puller(settings, server)
    assert len(one.records()) == 1
    assert one.pull() == []
    assert one.checkpoint == []
    server.answer = lambda asked: json_reply({"data": people(1, 2)}, ETag='"v2"')
    assert len(one.records()) == 2


def test_validators_of_another_month_are_not_sent(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1)}, ETag='"v1"')
    one = puller(settings, server, params={"mois": "{month}"})
    one.records()
    one.settings = replace(settings, month="2026-11")
    one.records()
    assert server.asked[1].headers["If-None-Match"] is None


def test_a_list_of_several_parts_is_read_though_its_first_part_is_unchanged(
    settings: Settings, server: Loopback
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.params.get("page") == "2":
            return json_reply({"data": people(2)})
        if asked.headers["If-None-Match"]:
            return Reply(304)
        return json_reply({"data": people(1), "suite": f"{server.url}/v1/projets?page=2"}, ETag='"v1"')

    server.answer = answer
    one = puller(settings, server, paging={"kind": "link", "next": "suite"})
    assert len(one.records()) == 2
    assert len(one.records()) == 2


def test_after_a_full_pull_only_changes_are_asked(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1, maj="2026-10-20T12:00:00Z")})
    one = puller(settings, server, since=SINCE)
    one.records()
    assert "modifie_depuis" not in server.asked[0].params
    one.now += DAY
    server.answer = lambda asked: json_reply({"data": people(2, maj="2026-10-21T08:00:00Z")})
    (path,) = one.pull()
    assert path.name.endswith("_2026-10_changes.jsonl")
    assert server.asked[1].params["modifie_depuis"] == "2026-10-20T11:50:00Z"
    path.unlink()
    one.now += DAY
    server.answer = lambda asked: json_reply({"data": []})
    assert one.pull() == []
    assert server.asked[2].params["modifie_depuis"] == "2026-10-21T07:50:00Z"


def test_a_full_pull_comes_back_when_it_is_due(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1, maj="2026-10-20T12:00:00Z", visites=len(server.asked))})
    one = puller(settings, server, since=SINCE, full_every_days=7)
    modes = []
    for _ in range(9):
        modes += [path.name.rsplit("_")[-1].removesuffix(".jsonl") for path in one.pull()]
        for path in settings.inbox_dir.glob(f"{one.contract.source}/*"):
            path.unlink()
        one.now += DAY
    assert modes == ["full", *["changes"] * 6, "full", "changes"]


def test_another_question_is_answered_by_a_full_pull(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1, maj="2026-10-20T12:00:00Z")})
    one = puller(settings, server, since=SINCE)
    one.records()
    stream = one.contract.streams["projets"]
    assert stream.request is not None
    wider = stream.model_copy(update={"request": stream.request.model_copy(update={"params": {"dep": "85"}})})
    one.contract = one.contract.model_copy(update={"streams": {"projets": wider}})
    (path,) = one.pull()
    assert path.name.endswith("_full.jsonl")


def test_changes_that_still_wait_are_replaced_by_a_full_pull(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1, maj="2026-10-20T12:00:00Z")})
    one = puller(settings, server, since=SINCE)
    one.records()
    one.now += 3600
    server.answer = lambda asked: json_reply({"data": people(1, maj="2026-10-20T12:00:00Z", visites=2)})
    (changes,) = one.pull()
    one.now += 3600
    (full,) = one.pull()
    assert full.name.endswith("_full.jsonl")
    assert "modifie_depuis" not in server.asked[2].params
    assert not changes.exists()


def test_what_the_overlap_tells_again_is_no_news(settings: Settings, server: Loopback) -> None:
    known = people(1, 2, maj="2026-10-20T12:00:00Z")
    server.answer = lambda asked: json_reply({"data": known})
    one = puller(settings, server, since=SINCE)
    one.records()
    one.now += 3600
    assert one.pull() == []
    server.answer = lambda asked: json_reply({"data": [known[0], *people(3, maj="2026-10-20T12:05:00Z")]})
    assert [record["id"] for record in one.records()] == [3]
    assert one.pull() == []


def test_a_moment_of_the_future_does_not_hide_what_follows(settings: Settings, server: Loopback) -> None:
    server.answer = lambda asked: json_reply({"data": people(1, maj="2099-01-01T00:00:00Z")})
    one = puller(settings, server, since=SINCE)
    one.records()
    one.now += DAY
    one.pull()
    assert server.asked[1].params["modifie_depuis"] < "2027"
    assert one.now > BEGIN


def test_an_answer_that_is_a_file_is_kept_as_it_came(settings: Settings, server: Loopback) -> None:
    content = "id;nom\r\n1;Été\r\n".encode("cp1252")
    server.answer = lambda asked: (
        Reply(304)
        if asked.headers["If-None-Match"]
        else Reply(200, content, {"ETag": '"a"', "Content-Type": "text/csv"})
    )
    one = puller(settings, server, params={"mois": "{month}"}, file="dla_{month}.csv")
    (path,) = one.pull()
    assert path == settings.inbox_dir / one.contract.source / "dla_2026-10.csv"
    assert path.read_bytes() == content
    assert one.pull() == []


def test_a_login_page_is_no_file(settings: Settings, server: Loopback) -> None:
    server.answer = in_turn(Reply(200, b"\n<!DOCTYPE html><html>Connexion</html>", {"Content-Type": "text/html"}))
    one = puller(settings, server, file="dla_{month}.csv")
    with pytest.raises(SchemaError, match="page of HTML"):
        one.pull()
    assert not list(settings.inbox_dir.glob(f"{one.contract.source}/*"))


def test_a_key_goes_into_its_header_and_nowhere_else(
    settings: Settings, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    contract = api_contract(request={}, auth={"kind": "api_key", "header": "X-Cle"})
    one = Puller(settings, server, contract, password="tres-secret-77")
    one.pull()
    assert server.asked[0].headers["X-Cle"] == "tres-secret-77"
    server.answer = lambda asked: text_reply(403, f"clé {asked.headers['X-Cle']} inconnue")
    with pytest.raises(CollectError, match=r"clé \*\*\* inconnue.*Check the login, the key") as caught:
        one.pull()
    assert "tres-secret-77" not in str(caught.value) + caplog.text
    kept = [path for folder in ("inbox", "collect") for path in (settings.home / folder).rglob("*") if path.is_file()]
    assert not any(b"tres-secret-77" in path.read_bytes() for path in kept)


@pytest.mark.parametrize("auth", [{"kind": "api_key", "header": "X"}, {"kind": "oauth2", "token_path": "token"}])
def test_an_api_that_wants_a_login_says_which_connection_is_missing(
    settings: Settings, server: Loopback, auth: dict[str, str]
) -> None:
    contract = api_contract(request={}, auth=auth)
    with pytest.raises(CollectError, match=r"no connection 'essai_api'.*Set it in Airflow.*AIRFLOW_CONN_ESSAI_API"):
        pull_stream(settings, contract, "projets", None)
    with pytest.raises(CollectError, match="connection 'essai_api' has no "):
        pull_stream(settings, contract, "projets", Connection(server.url))
    with pytest.raises(CollectError, match="sent in clear"):
        pull_stream(settings, contract, "projets", Connection("http://api.exemple.invalid", "moi", "chose"))
    assert server.asked == []
