"""Asking over HTTP: what is tried again, what is not, where credentials go, and what a message says."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from loopback import Asked, Loopback, Reply, in_turn, json_reply, text_reply
from sress.collect.answer import Validators
from sress.collect.auth import Auth, FixedHeader
from sress.collect.http import HttpClient
from sress.collect.problem import CollectError, SchemaError

KEY = "cle-tres-secrete-42"
CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(lambda asked: json_reply({"ok": True})) as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    return []


Ask = Callable[..., HttpClient]


@pytest.fixture
def client(server: Loopback, slept: list[float]) -> Ask:
    def made(auth: Auth | None = None, base: str | None = None, **more: object) -> HttpClient:
        return HttpClient("essor", "projets", base or server.url, auth=auth, sleep=slept.append, **more)  # type: ignore[arg-type]

    return made


def test_an_answer_is_read(server: Loopback, client: Ask) -> None:
    assert client().get_json(f"{server.url}/liste", {"page": "2"}) == {"ok": True}
    assert server.asked[0].params == {"page": "2"}


def test_429_waits_the_seconds_that_were_asked(server: Loopback, client: Ask, slept: list[float]) -> None:
    server.answer = in_turn(text_reply(429, "trop", Retry_After="17"), json_reply([1]))
    assert client().get_json(server.url) == [1]
    assert slept == [17.0]


def test_429_waits_until_the_date_that_was_asked(server: Loopback, client: Ask, slept: list[float]) -> None:
    until = formatdate(time.time() + 40, usegmt=True)
    server.answer = in_turn(text_reply(429, "trop", Retry_After=until), json_reply([1]))
    assert client().get_json(server.url) == [1]
    assert slept == [pytest.approx(40, abs=2)]


def test_429_never_waits_longer_than_allowed(server: Loopback, client: Ask, slept: list[float]) -> None:
    server.answer = in_turn(text_reply(429, "trop", Retry_After="86400"), json_reply([1]))
    client(max_wait=90.0).get_json(server.url)
    assert slept == [90.0]


def test_a_date_in_the_past_or_a_word_does_not_break_the_wait(
    server: Loopback, client: Ask, slept: list[float]
) -> None:
    past = formatdate(time.time() - 400, usegmt=True)
    server.answer = in_turn(
        text_reply(429, "trop", Retry_After=past), text_reply(503, "", Retry_After="bientôt"), json_reply([1])
    )
    assert client().get_json(server.url) == [1]
    assert slept[0] == 0.0
    assert 0 <= slept[1] <= 60


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_trouble_of_the_system_is_tried_again(server: Loopback, client: Ask, slept: list[float], status: int) -> None:
    server.answer = in_turn(text_reply(status, "panne"), text_reply(status, "panne"), json_reply([1]))
    assert client().get_json(server.url) == [1]
    assert len(slept) == 2


def test_lasting_trouble_ends_with_what_the_system_said(server: Loopback, client: Ask) -> None:
    server.answer = in_turn(text_reply(500, "Le serveur a rencontré une erreur inattendue."))
    with pytest.raises(CollectError) as caught:
        client(attempts=3).get(f"{server.url}/data/DS_INCONNU")
    assert len(server.asked) == 3
    assert caught.value.status == 500
    message = str(caught.value)
    assert message.startswith(f"essor/projets: {server.url}/data/DS_INCONNU: HTTP 500")
    assert "« Le serveur a rencontré une erreur inattendue. »" in message
    assert "check the path and the parameters" in message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 422])
def test_another_refusal_fails_at_once(server: Loopback, client: Ask, slept: list[float], status: int) -> None:
    server.answer = in_turn(json_reply({"message": "paramètre inconnu"}, status))
    with pytest.raises(CollectError, match="paramètre inconnu") as caught:
        client().get(server.url)
    assert caught.value.status == status
    assert len(server.asked) == 1
    assert slept == []


def test_a_page_of_html_is_not_quoted(server: Loopback, client: Ask) -> None:
    server.answer = in_turn(Reply(403, b"<html>Jean Dupont</html>", {"Content-Type": "text/html"}))
    with pytest.raises(CollectError) as caught:
        client().get(server.url)
    assert "Dupont" not in str(caught.value)


def test_a_slow_answer_is_given_up_and_tried_again(server: Loopback, client: Ask, slept: list[float]) -> None:
    server.answer = in_turn(Reply(delay=0.6), json_reply([1]))
    assert client(timeout=(1.0, 0.2)).get_json(server.url) == [1]
    assert len(slept) == 1


def test_nobody_there_is_an_error_with_a_remedy(client: Ask, slept: list[float]) -> None:
    with Loopback(lambda asked: Reply()) as gone:
        pass
    with pytest.raises(CollectError, match=r"tried 6 times.*Check the address and the network"):
        client().get(gone.url)
    assert len(slept) == 5
    assert all(0 <= pause <= 60 for pause in slept)


def test_a_body_that_breaks_off_is_tried_again(server: Loopback, client: Ask, slept: list[float]) -> None:
    whole = json_reply(list(range(5000)))
    server.answer = in_turn(Reply(whole.status, whole.body, whole.headers, cut=100), whole)
    assert client().get_json(server.url) == list(range(5000))
    assert len(slept) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"a": 1', b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff\xfe", b"[" * 9000]
)
def test_what_is_not_json_fails_at_once(server: Loopback, client: Ask, body: bytes) -> None:
    server.answer = in_turn(Reply(body=body))
    with pytest.raises(SchemaError, match="is not JSON"):
        client().get_json(server.url)
    assert len(server.asked) == 1


def test_an_unchanged_answer_is_told_by_etag_or_date(server: Loopback, client: Ask) -> None:
    def answer(asked: Asked) -> Reply:
        known = asked.headers["If-None-Match"] == '"v1"' and asked.headers["If-Modified-Since"] == "hier"
        return Reply(304) if known else json_reply([1], ETag='"v1"', Last_Modified="hier")

    server.answer = answer
    first = client().get(server.url)
    assert not first.unchanged
    again = client().get(server.url, validators=Validators.of(first.headers))
    assert again.unchanged
    assert again.body == b""


def test_304_without_a_condition_is_an_error(server: Loopback, client: Ask) -> None:
    server.answer = in_turn(Reply(304))
    with pytest.raises(CollectError, match="HTTP 304"):
        client().get(server.url)


def test_a_redirect_at_home_keeps_the_key(server: Loopback, client: Ask) -> None:
    server.answer = in_turn(Reply(302, headers={"Location": "/ici?x=1"}), json_reply([1]))
    assert client(FixedHeader("X-Cle", KEY)).get_json(f"{server.url}/la", {"page": "1"}) == [1]
    assert [asked.headers["X-Cle"] for asked in server.asked] == [KEY, KEY]
    assert (server.asked[1].path, server.asked[1].params) == ("/ici", {"x": "1"})


@pytest.mark.parametrize("header", ["Authorization", "X-INSEE-Api-Key-Integration"])
def test_a_redirect_to_another_host_carries_no_credentials(server: Loopback, client: Ask, header: str) -> None:
    with Loopback(lambda asked: json_reply([2])) as other:
        server.answer = in_turn(Reply(307, headers={"Location": f"{other.url}/ailleurs"}))
        assert client(FixedHeader(header, KEY)).get_json(server.url) == [2]
        assert server.asked[0].headers[header] == KEY
        assert KEY not in str(other.asked[0].headers)


def test_an_address_elsewhere_carries_no_credentials(server: Loopback, client: Ask) -> None:
    with Loopback(lambda asked: json_reply([2])) as other:
        client(FixedHeader("X-Cle", KEY)).get(other.url)
        assert KEY not in str(other.asked[0].headers)


def test_a_login_in_netrc_is_not_taken(
    server: Loopback, client: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login moi password chose\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    client().get(server.url)
    assert server.asked[0].headers["Authorization"] is None


def test_cookies_are_not_kept(server: Loopback, client: Ask) -> None:
    server.answer = lambda asked: json_reply([1], Set_Cookie="INSEE=abc; path=/")
    one = client()
    one.get(server.url)
    one.get(server.url)
    assert server.asked[1].headers["Cookie"] is None


def test_redirects_in_a_circle_end(server: Loopback, client: Ask) -> None:
    server.answer = in_turn(Reply(302, headers={"Location": "/encore"}))
    with pytest.raises(CollectError, match="more than 5 redirects"):
        client().get(server.url)


def test_no_secret_in_a_message_or_a_log(server: Loopback, client: Ask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer = lambda asked: text_reply(500, f"refus de {asked.headers['X-Cle']}")
    with pytest.raises(CollectError) as caught:
        client(FixedHeader("X-Cle", KEY)).get(f"{server.url}/a?api_key=abc123", {"access_token": "def456"})
    told = (
        str(caught.value)
        + repr(caught.value)
        + "".join(record.getMessage() for record in caplog.records if record.name.startswith("sress"))
    )
    assert "refus de ***" in told
    assert not any(secret in told for secret in (KEY, "abc123", "def456"))


def test_a_key_that_cannot_be_a_header_is_not_told(server: Loopback, client: Ask) -> None:
    for key in (f"{KEY}\n", f"{KEY}é€"):
        with pytest.raises(CollectError, match="the request cannot be made") as caught:
            client(FixedHeader("X-Cle", key)).get(server.url)
        assert KEY not in str(caught.value)


def file_answer(asked: Asked, *, etag: str = '"v1"', cut: int | None = None, content: bytes = CONTENT) -> Reply:
    """A server of one file that knows ranges."""
    told = asked.headers["Range"]
    if told and asked.headers["If-Range"] == etag:
        begin = int(told.removeprefix("bytes=").removesuffix("-"))
        headers = {"ETag": etag, "Content-Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"}
        return Reply(206, content[begin:], headers, cut)
    return Reply(200, content, {"ETag": etag}, cut)


def test_a_broken_download_goes_on_where_it_broke_off(server: Loopback, client: Ask, tmp_path: Path) -> None:
    cuts: list[int | None] = [600_000, 200_000, None]
    server.answer = lambda asked: file_answer(asked, cut=cuts.pop(0))
    told = client().download(server.url, tmp_path / "f.zip", size=len(CONTENT))
    assert told == Validators('"v1"', None)
    assert (tmp_path / "f.zip").read_bytes() == CONTENT
    ranges = [asked.headers["Range"] for asked in server.asked]
    assert ranges[0] is None
    assert 0 < int(ranges[1].removeprefix("bytes=")[:-1]) <= 600_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.zip"]


def test_the_next_call_goes_on_with_a_download(server: Loopback, client: Ask, tmp_path: Path) -> None:
    server.answer = lambda asked: file_answer(asked, cut=500_000)
    with pytest.raises(CollectError, match="broke off"):
        client(attempts=1).download(server.url, tmp_path / "f.zip")
    assert not (tmp_path / "f.zip").exists()
    server.answer = file_answer
    client().download(server.url, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == CONTENT
    assert server.asked[-1].headers["Range"] is not None


def test_a_file_that_changed_meanwhile_begins_anew(server: Loopback, client: Ask, tmp_path: Path) -> None:
    server.answer = lambda asked: file_answer(asked, cut=500_000)
    with pytest.raises(CollectError):
        client(attempts=1).download(server.url, tmp_path / "f.zip")
    other = CONTENT[::-1]
    server.answer = lambda asked: file_answer(asked, etag='"v2"', content=other)
    assert client().download(server.url, tmp_path / "f.zip") == Validators('"v2"', None)
    assert (tmp_path / "f.zip").read_bytes() == other


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"v1"'}])
def test_without_a_sure_version_a_download_begins_anew(
    server: Loopback, client: Ask, tmp_path: Path, headers: dict[str, str]
) -> None:
    server.answer = in_turn(Reply(200, CONTENT, headers, 500_000), Reply(200, CONTENT, headers))
    client().download(server.url, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == CONTENT
    assert server.asked[1].headers["Range"] is None


def test_a_part_that_cannot_be_continued_is_forgotten(server: Loopback, client: Ask, tmp_path: Path) -> None:
    server.answer = lambda asked: file_answer(asked, cut=500_000)
    with pytest.raises(CollectError):
        client(attempts=1).download(server.url, tmp_path / "f.zip")
    server.answer = lambda asked: Reply(416) if asked.headers["Range"] else Reply(200, CONTENT)
    client().download(server.url, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == CONTENT


def test_a_wrong_rest_is_seen_by_the_digest_and_the_file_fetched_whole(
    server: Loopback, client: Ask, tmp_path: Path
) -> None:
    def answer(asked: Asked) -> Reply:
        told = asked.headers["Range"]
        if not told:
            return Reply(200, CONTENT, {"ETag": '"v1"'}, 500_000 if len(server.asked) == 1 else None)
        begin = int(told.removeprefix("bytes=")[:-1])
        return Reply(206, b"x" * (len(CONTENT) - begin), {"Content-Range": f"bytes {begin}-{len(CONTENT) - 1}/*"})

    server.answer = answer
    client().download(server.url, tmp_path / "f.zip", checksum=("sha1", hashlib.sha1(CONTENT).hexdigest()))
    assert (tmp_path / "f.zip").read_bytes() == CONTENT


def test_a_whole_file_of_another_digest_or_size_is_an_error(server: Loopback, client: Ask, tmp_path: Path) -> None:
    server.answer = file_answer
    with pytest.raises(CollectError, match="its sha256 is"):
        client().download(server.url, tmp_path / "f.zip", checksum=("sha256", "0" * 64))
    with pytest.raises(CollectError, match="where the catalogue tells 7"):
        client().download(server.url, tmp_path / "f.zip", size=7)
    assert list(tmp_path.iterdir()) == []
    assert len(server.asked) == 2


def test_an_unchanged_file_is_not_downloaded(server: Loopback, client: Ask, tmp_path: Path) -> None:
    server.answer = lambda asked: Reply(304) if asked.headers["If-None-Match"] else file_answer(asked)
    told = client().download(server.url, tmp_path / "f.zip")
    (tmp_path / "f.zip").unlink()
    assert client().download(server.url, tmp_path / "f.zip", validators=told) is None
    assert list(tmp_path.iterdir()) == []
