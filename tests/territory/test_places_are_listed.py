"""Each place that a model looks up is one of those that int_territory__places gathers."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

MODELS = Path(__file__).resolve().parents[2] / "dbt_project" / "models"
TERRITORY = MODELS / "intermediate" / "territory"
ARGUMENTS = ("insee", "postal", "label", "departement")
Mapping = frozenset[tuple[str, str]]


def listed() -> dict[str, Mapping]:
    """The columns that tell of a place, by stream, as int_territory__places says them."""
    text = (TERRITORY / "int_territory__places.sql").read_text(encoding="utf-8")
    found = {
        stream: frozenset(re.findall(r"'(\w+)': '(\w+)'", columns))
        for stream, columns in re.findall(r"\('(\w+)', \{(.*?)\}\)", text)
    }
    assert len(found) > 10
    return found


def called(text: str) -> list[Mapping]:
    """The columns that each call of place_key takes in a model; a call without any is left out."""
    calls = []
    for arguments in re.findall(r"place_key\((.*?)\)", text):
        given = [part.strip() for part in arguments.split(",") if part.strip()]
        pairs = set()
        for position, argument in enumerate(given):
            name, _, value = argument.rpartition("=")
            pairs.add((name or ARGUMENTS[position], value.strip("'\"").rpartition(".")[2]))
        if pairs:
            calls.append(frozenset(pairs))
    return calls


def consumers() -> dict[Path, list[Mapping]]:
    found = {
        path: called(path.read_text(encoding="utf-8"))
        for path in sorted(MODELS.rglob("*.sql"))
        if path.parent != TERRITORY
    }
    return {path: calls for path, calls in found.items() if calls}


def tells(stream: str, call: Mapping) -> bool:
    """Whether a stream has every column that a call takes."""
    (path,) = MODELS.rglob(f"stg_{stream}.sql")
    text = path.read_text(encoding="utf-8")
    return all(re.search(rf"\b{column}\b", text) for _, column in call)


def test_every_stream_that_a_call_may_read_is_listed_with_its_columns() -> None:
    streams = listed()
    missing = []
    for path, calls in consumers().items():
        read = set(re.findall(r"ref\('stg_(\w+)'\)", path.read_text(encoding="utf-8")))
        for call in calls:
            able = {stream for stream in read if tells(stream, call)}
            assert able, f"{path.name}: no stream has {sorted(call)}"
            known = {streams.get(stream) for stream in able}
            missing += [f"{path.name}: {sorted(call)}"] if call not in known else []
            missing += [f"{path.name}: {stream}" for stream in able if streams.get(stream) not in calls]
    assert len(consumers()) > 10
    assert missing == []


def test_every_listed_stream_is_looked_up() -> None:
    looked_up = {
        (stream, call)
        for path, calls in consumers().items()
        for stream in re.findall(r"ref\('stg_(\w+)'\)", path.read_text(encoding="utf-8"))
        for call in calls
    }
    assert [stream for stream, columns in listed().items() if (stream, columns) not in looked_up] == []


def test_the_build_compares_the_keys_of_every_model_that_makes_some() -> None:
    """The data test names them all, but those that look the place up where they make the key."""
    models = yaml.safe_load((TERRITORY / "_territory.yml").read_text(encoding="utf-8"))["models"]
    (places,) = [model for model in models if model["name"] == "int_territory__places"]
    (test,) = places["data_tests"]
    makers = {
        path.stem
        for path in consumers()
        if path.stem.startswith("int_") and "ref('int_territory__resolve')" not in path.read_text(encoding="utf-8")
    }
    assert set(test["holds_place_keys_of"]["arguments"]["consumers"]) == makers
