from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from served_production import EXPORT, Client, essor_pages, production, served


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with served() as client:
        yield client


def test_essor_gives_by_cursor_every_record_of_the_world_once(client: Client) -> None:
    pages = essor_pages(client, per_page=10)
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sum(pages, []) == [record["projet_id"] for record in production().apis["essor/projets"]]


def test_essor_gives_the_same_records_by_page(client: Client) -> None:
    headers = client.bearer("essor")
    answers = [client.get("/essor/api/v1/projets", headers, page=page, per_page=10).json() for page in (1, 2, 3, 4)]
    assert sum((answer["data"] for answer in answers), []) == production().apis["essor/projets"]
    assert answers[2]["pagination"] == {"page": 3, "per_page": 10, "total": 25, "next_cursor": None}
    assert answers[3]["data"] == []


@pytest.mark.parametrize("since", ["2026-10-20T12:00:00", "2026-10-20T10:00:00Z", "2026-10-20T12:00:00+02:00"])
def test_essor_gives_only_what_was_updated_since_a_moment(client: Client, since: str) -> None:
    answer = client.get("/essor/api/v1/projets", client.bearer("essor"), updated_since=since).json()
    assert [record["projet_id"] for record in answer["data"]] == ["P019", "P020", "P021", "P022", "P023", "P024"]
    assert answer["pagination"]["total"] == 6


@pytest.mark.parametrize(
    "params", [{"per_page": 201}, {"per_page": "x"}, {"page": 0}, {"cursor": "?"}, {"updated_since": "hier"}]
)
def test_essor_refuses_a_question_that_it_cannot_answer(client: Client, params: dict[str, object]) -> None:
    assert client.get("/essor/api/v1/projets", client.bearer("essor"), **params).status_code == 400


def test_essor_knows_no_other_list(client: Client) -> None:
    assert client.get("/essor/api/v1/personnes", client.bearer("essor")).status_code == 404


@pytest.mark.parametrize("path", ["/essor/api/v1/projets", "/dla/export/ingenieries"])
def test_a_partner_answers_nobody_without_a_token(client: Client, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer invented"}, {"Authorization": "Basic aTp4"}):
        assert client.get(path, headers, mois="2026-10").status_code == 401


def test_the_token_of_one_partner_opens_no_other(client: Client) -> None:
    assert client.get("/dla/export/ingenieries", client.bearer("essor"), mois="2026-10").status_code == 401


def test_a_token_is_sold_for_client_credentials_only(client: Client) -> None:
    address, credentials = f"{client.running.http_url}/essor/oauth/token", client.running.credentials["essor"]
    wrong = requests.post(address, {"grant_type": "client_credentials"}, auth=("observatoire-essor", "x"), timeout=10)
    other = requests.post(address, {"grant_type": "password"}, auth=credentials, timeout=10)
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert (other.status_code, other.json()) == (400, {"error": "unsupported_grant_type"})
    assert requests.get(address, timeout=10).status_code == 405
    sold = client.token("essor").json()
    assert (sold["token_type"], sold["expires_in"]) == ("Bearer", 3600)


def test_the_dla_exports_the_bytes_of_a_month(client: Client) -> None:
    headers = client.bearer("dla")
    answer = client.get("/dla/export/ingenieries", headers, mois="2026-10")
    assert answer.content == EXPORT
    again = client.get("/dla/export/ingenieries", headers | {"If-None-Match": answer.headers["ETag"]}, mois="2026-10")
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/dla/export/ingenieries", headers, mois="2026-09").status_code == 404
    assert client.get("/dla/export/ingenieries", headers).status_code == 400


def test_a_file_that_no_server_gives_is_not_served(client: Client) -> None:
    answer = client.get("/region_dispositifs/dispositifs_2026-10.csv")
    assert answer.status_code == 404
    assert b"not served" not in answer.content
