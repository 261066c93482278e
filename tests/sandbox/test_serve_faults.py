from __future__ import annotations

import base64
import json
import re
import time
from collections import deque
from email.utils import parsedate_to_datetime

import pytest
import requests
from sandbox.serve import Faults
from sandbox.serve.exchange import Answer, Request
from sandbox.serve.limits import Limit
from sandbox.serve.oauth import OAuth
from served_production import LISTED, SLUG, essor_pages, production, served, sirene_pages


def test_faults_are_read_from_words() -> None:
    assert Faults.from_text("") == Faults()
    assert Faults.from_text("429=3, 500,drift,etag-off,growing") == Faults(
        too_many=3, server_error=7, page_drift=True, etag_off=True, growing=True
    )
    assert Faults.from_text("slow=0.5").slow == 0.5


@pytest.mark.parametrize("text", ["404", "429=x", "drift=2", "cut=-1"])
def test_a_word_that_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text.split("=")[0])):
        Faults.from_text(text)


def test_every_third_call_is_one_too_many_and_told_when_to_come_back_in_both_forms() -> None:
    with served(Faults(too_many=3)) as client:
        answers = [client.get("/recherche/search", region="52") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"
    assert 0 < parsedate_to_datetime(answers[5].headers["Retry-After"]).timestamp() - time.time() <= 2


def test_faults_of_one_system_do_not_depend_on_calls_of_another() -> None:
    with served(Faults(server_error=2)) as client:
        statuses = [client.get(path, region="52").status_code for path in ("/recherche/search", "/melodi/catalog/all")]
        assert statuses == [200, 200]
        assert client.get("/recherche/search", region="52").status_code == 500


def test_a_cut_body_is_completed_by_asking_for_the_rest() -> None:
    with served(Faults(cut=2)) as client:
        address = client.get(f"/datagouv/api/1/datasets/{SLUG}/").json()["resources"][0]["url"]
        received = bytearray()
        with requests.get(address, stream=True, timeout=10) as answer:
            pieces = answer.iter_content(64)
            with pytest.raises(requests.exceptions.ChunkedEncodingError):
                deque(map(received.extend, pieces))
        assert 0 < len(received) < len(LISTED)
        rest = requests.get(address, headers={"Range": f"bytes={len(received)}-"}, timeout=10)
        assert received + rest.content == LISTED


def test_a_slow_server_answers_late() -> None:
    with served(Faults(slow=0.3)) as client:
        started = time.monotonic()
        assert client.get("/melodi/catalog/all").ok
        assert time.monotonic() - started >= 0.3


def test_a_token_that_dies_early_has_to_be_bought_again() -> None:
    with served(Faults(token_expired=2)) as client:
        headers = client.bearer("essor")
        statuses = [client.get("/essor/api/v1/projets", headers).status_code for _ in range(3)]
        assert statuses == [200, 200, 401]
        assert client.get("/essor/api/v1/projets", client.bearer("essor")).ok


def test_a_token_lives_for_an_hour() -> None:
    now = [0.0]
    door = OAuth(lambda _: Answer(200), "login", "secret", clock=lambda: now[0])
    basic = {"Authorization": f"Basic {base64.b64encode(b'login:secret').decode()}"}
    sold = door(Request("POST", "", "/oauth/token", headers=basic, body=b"grant_type=client_credentials"))
    asked = Request("GET", "", "/x", headers={"authorization": f"Bearer {json.loads(sold.body)['access_token']}"})
    now[0] = 3599.0
    assert door(asked).status == 200
    now[0] = 3600.0
    assert door(asked).status == 401


def test_a_list_that_moves_once_hides_a_record_and_shows_another_twice() -> None:
    with served(Faults(page_drift=True)) as client:
        first, second = (sum(essor_pages(client, per_page=10), []) for _ in range(2))
    everything = {record["projet_id"] for record in production().apis["essor/projets"]}
    assert len(first) == len(everything)
    assert everything - set(first) == {"P010"}
    assert first.count("P000") == 2
    assert set(second) == everything


def test_a_list_that_fits_into_one_page_does_not_move() -> None:
    with served(Faults(page_drift=True)) as client:
        assert essor_pages(client, per_page=50) == essor_pages(client, per_page=50)


def test_the_nightly_swap_repeats_a_unit_across_two_parts_and_loses_none() -> None:
    with served(Faults(page_drift=True)) as client:
        swapped, calm = (
            [one["siren"] for page in sirene_pages(client, "siren", "unitesLegales", nombre=2) for one in page]
            for _ in range(2)
        )
    assert calm == ["000000001", "000000002", "000000003", "000000004", "000000005"]
    assert swapped == sorted([*calm, "000000002"])


def test_a_system_that_is_asked_too_often_refuses_until_its_time_is_over() -> None:
    with served(limits=True) as client:
        statuses = [client.get("/sirene/api-sirene/3.11/siren", client.key, q="x").status_code for _ in range(30)]
        late = client.get("/sirene/api-sirene/3.11/siren", client.key, q="x")
        assert set(statuses) == {200}
        assert late.status_code == 429
        assert 0 < int(late.headers["Retry-After"]) <= 60
        assert client.get("/melodi/catalog/all").ok, "each system counts for itself"


def test_a_limit_holds_in_every_window() -> None:
    now = [0.0]
    limit = Limit(2, 10.0, clock=lambda: now[0])
    assert [limit.wait(), limit.wait()] == [0.0, 0.0]
    now[0] = 4.0
    assert limit.wait() == 6.0
    now[0] = 10.0
    assert [limit.wait(), limit.wait(), limit.wait()] == [0.0, 0.0, 10.0]
