"""Client credentials: one token as long as it lives, another when it is refused, no secret told."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from api_kit import Puller, api_contract, paged, people
from loopback import Asked, Loopback, Reply, json_reply
from sress.collect.problem import CollectError, SchemaError
from sress.platform.settings import Settings

LOGIN, PASSWORD = "observatoire", "mot:de passe très secret"


class Guarded:
    """An API behind tokens; `life` is told with each, `alive` holds those that open."""

    def __init__(self) -> None:
        self.life: Any = 600
        self.alive: set[str] = set()
        self.bought = 0
        self.die_after: int | None = None
        self.served = 0

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/v1/oauth/token":
            return self._sell(asked)
        token = (asked.headers["Authorization"] or "").removeprefix("Bearer ")
        if token not in self.alive:
            return json_reply({"error": "invalid_token", "jeton": token}, 401)
        self.served += 1
        if self.die_after and self.served % self.die_after == 0:
            self.alive.clear()
        return paged(people(1, 2, 3, 4, 5), asked)

    def _sell(self, asked: Asked) -> Reply:
        expected = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        form = dict(parse_qsl(asked.body.decode()))
        if asked.headers["Authorization"] != f"Basic {expected}" or form["grant_type"] != "client_credentials":
            return json_reply({"error": "invalid_client", "error_description": f"secret {PASSWORD} inconnu"}, 401)
        self.bought += 1
        token = f"jeton-{self.bought}"
        self.alive = {token}
        return json_reply({"access_token": token, "expires_in": self.life, "scope": form.get("scope")})


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


@pytest.fixture
def server(guarded: Guarded) -> Iterator[Loopback]:
    with Loopback(guarded) as running:
        yield running


@pytest.fixture
def puller(settings: Settings, server: Loopback) -> Puller:
    contract = api_contract(
        request={"paging": {"kind": "page", "total": "total"}},
        auth={"kind": "oauth2", "token_path": "oauth/token", "scope": "lecture"},
    )
    return Puller(settings, server, contract, LOGIN, PASSWORD)


def test_one_token_serves_all_pages(puller: Puller, guarded: Guarded, server: Loopback) -> None:
    assert len(puller.records()) == 5
    assert guarded.bought == 1
    assert dict(parse_qsl(server.asked[0].body.decode())) == {"grant_type": "client_credentials", "scope": "lecture"}


def test_a_token_is_renewed_before_it_dies(puller: Puller, guarded: Guarded, server: Loopback) -> None:
    guarded.life = 100
    answer = server.answer

    def slowly(asked: Asked) -> Reply:
        puller.now += 40
        return answer(asked)

    server.answer = slowly
    assert len(puller.records()) == 5
    assert guarded.bought == 2
    assert not [asked for asked in server.asked if asked.path.endswith("token") and asked.method == "GET"]


def test_a_token_that_dies_early_is_renewed_once(puller: Puller, guarded: Guarded) -> None:
    guarded.die_after = 1
    assert len(puller.records()) == 5
    assert guarded.bought == 3


def test_a_new_token_that_is_refused_too_is_an_error(puller: Puller, guarded: Guarded, server: Loopback) -> None:
    answer = server.answer
    server.answer = lambda asked: (
        answer(asked) if asked.method == "POST" else json_reply({"message": asked.headers["Authorization"]}, 401)
    )
    with pytest.raises(CollectError, match=r"HTTP 401: « Bearer \*\*\* ».*rights of the connection"):
        puller.pull()
    assert guarded.bought == 2


@pytest.mark.parametrize("life", [None, "3600", "bientôt"])
def test_a_life_that_is_not_told_as_a_number_is_no_reason_to_fail_or_a_schema_error(
    puller: Puller, guarded: Guarded, life: Any
) -> None:
    guarded.life = life
    if life == "bientôt":
        with pytest.raises(SchemaError, match="no access_token"):
            puller.pull()
    else:
        assert len(puller.records()) == 5


def test_a_wrong_secret_is_told_without_the_secret(
    puller: Puller, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    puller.password = "autre-secret"
    server.answer = lambda asked: Reply(
        401, b'{"error":"invalid_client","error_description":"autre-secret"}', {"Content-Type": "application/json"}
    )
    with pytest.raises(CollectError, match=r"oauth/token: HTTP 401: « \*\*\* »") as caught:
        puller.pull()
    assert "autre-secret" not in str(caught.value) + caplog.text
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"{}", b"[]", b"oups", b'{"access_token": 5}'])
def test_an_answer_without_a_token_fails_at_once(puller: Puller, server: Loopback, body: bytes) -> None:
    server.answer = lambda asked: Reply(200, body)
    with pytest.raises(SchemaError, match="the answer holds no access_token"):
        puller.pull()
    assert len(server.asked) == 1


def test_the_token_of_a_system_in_trouble_is_asked_again(puller: Puller, server: Loopback) -> None:
    answer = server.answer
    failures = [503, 500]
    server.answer = lambda asked: json_reply({}, failures.pop()) if failures else answer(asked)
    assert len(puller.records()) == 5
