from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from served_production import Client, production, served, sirene_pages

EXPECTED = {"siren": "unitesLegales", "siret": "etablissements"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with served() as client:
        yield client


@pytest.mark.parametrize("path", ["siren", "siret"])
def test_sirene_ends_when_the_cursor_stays_the_same_and_has_then_given_each_record_once(
    client: Client, path: str
) -> None:
    pages = sirene_pages(client, path, EXPECTED[path], nombre=2)
    name = {"siren": "unites_legales", "siret": "etablissements"}[path]
    expected = sorted(record[path] for record in production().apis[f"sirene/{name}"])
    assert [record[path] for page in pages for record in page] == expected
    assert pages[-1] == []


def test_sirene_announces_in_its_header_what_it_gives(client: Client) -> None:
    answer = client.get("/sirene/api-sirene/3.11/siren", client.key, q="x", nombre=2).json()
    header = answer["header"]
    following = header.pop("curseurSuivant")
    assert header == {"statut": 200, "message": "ok", "total": 5, "debut": 0, "nombre": 2, "curseur": "*"}
    assert following != "*"


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("siren", {"q": "x", "nombre": 1001}, 400),
        ("siren", {"q": "x", "curseur": "é"}, 400),
        ("siren", {}, 400),
        ("dirigeants", {"q": "x"}, 404),
    ],
)
def test_sirene_refuses_as_insee_does(client: Client, path: str, params: dict[str, object], status: int) -> None:
    answer = client.get(f"/sirene/api-sirene/3.11/{path}", client.key, **params)
    assert answer.status_code == answer.json()["header"]["statut"] == status


def test_sirene_wants_its_key(client: Client) -> None:
    for headers in ({}, {"X-INSEE-Api-Key-Integration": "x"}, {"Authorization": "Bearer x"}):
        assert client.get("/sirene/api-sirene/3.11/siren", headers, q="x").status_code == 401


def test_the_search_gives_pages_of_at_most_25(client: Client) -> None:
    answers = [client.get("/recherche/search", region="52", page=page, per_page=25).json() for page in (1, 2, 3)]
    assert sum((answer["results"] for answer in answers), []) == production().apis["sirene/recherche"]
    assert {key: value for key, value in answers[2].items() if key != "results"} == {
        "total_results": 60,
        "page": 3,
        "per_page": 25,
        "total_pages": 3,
    }


@pytest.mark.parametrize(
    "params", [{"region": "52", "per_page": 26}, {"region": "52", "page": 1000, "per_page": 25}, {"page": 1}]
)
def test_the_search_refuses_as_documented(client: Client, params: dict[str, object]) -> None:
    answer = client.get("/recherche/search", **params)
    assert answer.status_code == 400
    assert answer.json()["erreur"]


def melodi(client: Client, **params: object) -> dict[str, object]:
    answer: dict[str, object] = client.get("/melodi/data/DS_POPULATIONS_REFERENCE", **params).json()
    return answer


def test_melodi_gives_the_whole_of_a_small_selection_at_once(client: Client) -> None:
    answer = melodi(client, GEO="REG-52*COM", idTerritoire="TRUE", maxResult=100000)
    assert answer["observations"] == production().apis["populations/observations"]
    assert list(answer) == ["identifier", "title", "publisher", "observations", "paging"]
    assert answer["paging"] == {
        "first": f"{client.running.http_url}/melodi/data/DS_POPULATIONS_REFERENCE"
        "?GEO=REG-52%2ACOM&idTerritoire=TRUE&maxResult=100000&page=1"
    }


def test_melodi_is_followed_from_link_to_link(client: Client) -> None:
    found, address = [], f"{client.running.http_url}/melodi/data/DS_POPULATIONS_REFERENCE?GEO=REG-52*COM&maxResult=4"
    while address:
        answer = client.session.get(address, timeout=10).json()
        found += answer["observations"]
        address = answer["paging"].get("next")
    assert found == production().apis["populations/observations"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"GEO": "COM-44109"}, {("2022", "44109"), ("2023", "44109")}),
        ({"GEO": "2025-COM-44109", "TIME_PERIOD": "2023"}, {("2023", "44109")}),
        ({"GEO": "2024-COM-44109"}, set()),
        ({"GEO": "DEP-44*COM", "TIME_PERIOD": "2022"}, {("2022", "44109"), ("2022", "44184")}),
        ({"GEO": ["COM-44109", "COM-49007"], "TIME_PERIOD": "2022"}, {("2022", "44109"), ("2022", "49007")}),
        ({"GEO": "DEP-44"}, set()),
        ({"TIME_PERIOD": "1900"}, set()),
    ],
)
def test_melodi_selects_by_dimension(client: Client, params: dict[str, str], expected: set[tuple[str, str]]) -> None:
    found = [record["dimensions"] for record in melodi(client, **params)["observations"]]  # type: ignore[attr-defined]
    assert {(item["TIME_PERIOD"], item["GEO"][-5:]) for item in found} == expected


def test_melodi_counts_without_giving_anything(client: Client) -> None:
    answer = melodi(client, totalCount="TRUE", maxResult=0)
    assert answer["observations"] == []
    assert answer["paging"]["count"] == 6  # type: ignore[index]


def test_melodi_answers_an_empty_selection_with_an_empty_list(client: Client) -> None:
    answer = client.get("/melodi/data/DS_POPULATIONS_REFERENCE", TIME_PERIOD="1900", totalCount="TRUE")
    assert (answer.status_code, answer.json()["observations"], answer.json()["paging"]["count"]) == (200, [], 0)


@pytest.mark.parametrize("path", ["/melodi/data/DS_NEXISTEPAS", "/melodi/catalog/DS_NEXISTEPAS"])
def test_melodi_answers_for_an_unknown_data_set_with_a_text_and_500(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (500, "Le serveur a rencontré une erreur inattendue.")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_json_keeps_its_accents(client: Client) -> None:
    assert "Épicerie" in json.dumps(production().apis["essor/projets"], ensure_ascii=False)
    assert "Épicerie".encode() in client.get("/essor/api/v1/projets", client.bearer("essor")).content
