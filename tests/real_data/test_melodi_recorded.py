"""Recorded answers of INSEE's Melodi, replayed as they were, are read as INSEE means them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from shared_data import shared_file
from sress.collect.api import pull_stream
from sress.collect.connection import Connection
from sress.collect.http import HttpClient
from sress.collect.problem import CollectError
from sress.contracts.model import Contract
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "collect"))
from loopback import Loopback, Reply, text_reply

pytestmark = pytest.mark.real_data

NAMES = ("get_data_not_exist", "get_data_popref_empty", "get_data_popref_nantes", "get_local_data_by_com_popref")
Question = tuple[str, frozenset[tuple[str, str]]]


def recorded(name: str) -> dict[Question, Reply]:
    """The answers of one recording, by path and parameters."""
    tape = yaml.safe_load(shared_file(f"melodi/recorded/{name}.yml").read_text("utf-8"))
    return {
        question(item["request"]["uri"]): Reply(
            item["response"]["status"], item["response"]["body"]["string"].encode(), headers(item["response"])
        )
        for item in tape["http_interactions"]
    }


def headers(response: dict[str, Any]) -> dict[str, str]:
    return {name: ", ".join(told) if isinstance(told, list) else told for name, told in response["headers"].items()}


def question(address: str) -> Question:
    parts = urlsplit(address)
    return parts.path, frozenset(parse_qsl(parts.query))


@pytest.fixture
def melodi() -> Iterator[Loopback]:
    answers: dict[Question, Reply] = {}
    for name in (*NAMES, "get_range_geo_ec_deces"):
        answers |= recorded(name)
    unasked = text_reply(418, "this was not recorded")
    with Loopback(lambda asked: answers.get((asked.path, frozenset(asked.params.items())), unasked)) as server:
        yield server


def contract(source: str, dataset: str, params: dict[str, str], size: int = 100_000) -> Contract:
    """Melodi as its contract describes it."""
    return Contract.model_validate(
        {
            "source": source,
            "label": "Melodi",
            "owner": "INSEE",
            "steward": "insee@exemple.invalid",
            "licence": "Licence Ouverte 2.0",
            "cadence": "yearly",
            "due_day": 5,
            "schedule": "0 5 1 * *",
            "collect": {
                "kind": "http_api",
                "connection": "melodi",
                "address": "https://api.insee.fr/melodi",
                "rate": {"calls": 30, "seconds": 60},
            },
            "streams": {
                "observations": {
                    "description": "Reference populations.",
                    "request": {
                        "path": f"data/{dataset}",
                        "params": params,
                        "records": "observations",
                        "paging": {"kind": "link", "next": "paging.next", "size_param": "maxResult", "size": size},
                    },
                    "format": {"kind": "json"},
                    "columns": [{"name": "geo", "description": "Place.", "headers": ["dimensions.GEO"]}],
                    "revision": {"replaces": "stream"},
                }
            },
        }
    )


@pytest.mark.parametrize(
    ("place", "number"), [({"GEO": "COM-44109", "FREQ": "A"}, 3), ({"GEO": "EPCI-244400404*COM"}, 72)]
)
def test_the_observations_are_those_of_the_answer(
    settings: Settings, melodi: Loopback, place: dict[str, str], number: int
) -> None:
    asked = contract(f"lu_{number}", "DS_POPULATIONS_REFERENCE", {**place, "idTerritoire": "TRUE"})
    (path,) = pull_stream(settings, asked, "observations", Connection(melodi.url))
    tape = "get_data_popref_nantes" if number == 3 else "get_local_data_by_com_popref"
    bodies = [json.loads(reply.body)["observations"] for reply in recorded(tape).values()]
    expected = max(bodies, key=len)
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(found) == number
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(melodi.asked) == 1


def test_a_population_is_kept_as_insee_writes_it(settings: Settings, melodi: Loopback) -> None:
    params = {"GEO": "COM-44109", "FREQ": "A", "idTerritoire": "TRUE"}
    asked = contract("nantes", "DS_POPULATIONS_REFERENCE", params)
    (path,) = pull_stream(settings, asked, "observations", Connection(melodi.url))
    assert '"POPREF_MEASURE":"PMUN","TIME_PERIOD":"2023"},"measures":{"OBS_VALUE_NIVEAU":{"value":327734.0}}}' in (
        path.read_text("utf-8")
    )


def test_no_rows_is_an_empty_list_and_gives_no_file(settings: Settings, melodi: Loopback) -> None:
    params = {"TIME_PERIOD": "1900", "GEO": "COM-44109", "totalCount": "TRUE", "maxResult": "0"}
    empty = contract("vide", "DS_POPULATIONS_REFERENCE", params)
    stream = empty.streams["observations"]
    assert stream.request is not None
    plain = stream.request.model_copy(update={"paging": stream.request.paging.model_copy(update={"size_param": None})})
    empty = empty.model_copy(update={"streams": {"observations": stream.model_copy(update={"request": plain})}})
    assert pull_stream(settings, empty, "observations", Connection(melodi.url)) == []
    assert [asked.path for asked in melodi.asked] == ["/melodi/data/DS_POPULATIONS_REFERENCE"]


def test_an_unknown_dataset_is_told_in_insee_s_words_after_the_retries(settings: Settings, melodi: Loopback) -> None:
    slept: list[float] = []
    client = HttpClient("populations", "observations", f"{melodi.url}/melodi", sleep=slept.append)
    with pytest.raises(CollectError, match="« Le serveur a rencontré une erreur inattendue. »") as caught:
        client.get(f"{melodi.url}/melodi/data/DS_NEXISTEPAS", {"totalCount": "TRUE", "maxResult": "0"})
    assert caught.value.status == 500
    assert len(melodi.asked) == 6
    assert len(slept) == 5


def test_too_many_calls_are_waited_for(settings: Settings, melodi: Loopback) -> None:
    replay = melodi.answer
    refused = [text_reply(429, "Rate limit exceeded ! You reached the limit of 30 requests", Retry_After="21")]
    melodi.answer = lambda asked: refused.pop() if refused else replay(asked)
    slept: list[float] = []
    params = {"GEO": "COM-44109", "FREQ": "A", "idTerritoire": "TRUE"}
    asked = contract("presse", "DS_POPULATIONS_REFERENCE", params)
    (path,) = pull_stream(settings, asked, "observations", Connection(melodi.url), sleep=slept.append)
    assert slept == [21.0]
    assert path.read_bytes().count(b"\n") == 3


def test_the_values_of_a_dataset_are_read(melodi: Loopback) -> None:
    client = HttpClient("populations", "observations", f"{melodi.url}/melodi")
    told = client.get_json(f"{melodi.url}/melodi/range/DS_EC_DECES")
    by_concept = {item["concept"]["code"]: item["values"] for item in told["range"]}
    assert len(by_concept["GEO"]) == 121
    assert by_concept["GEO"][0]["id"] == "2022-DEP-01"
