from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.platform.exact_json import dig, dump, parse

LEAVES = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('aé."', max_size=3), inner, max_size=4)
)


@given(VALUES)
def test_the_canonical_line_is_the_value_with_its_keys_sorted(value: Any) -> None:
    assert dump(value) == json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert parse(dump(value).encode()) == value


@pytest.mark.parametrize(
    "number", ["12.50", "1e5", "0.1000000000000000055511151231257827", "-0.0", "123456789.00", "1E+2"]
)
def test_a_number_stays_as_it_was_written(number: str) -> None:
    assert dump(parse(f'{{"b":[{number}],"a":1}}'.encode())) == f'{{"a":1,"b":[{number}]}}'


def test_a_long_identifier_stays_exact() -> None:
    assert dump(parse(b"[12345678901234567890123]")) == "[12345678901234567890123]"


@pytest.mark.parametrize(
    "text", [b"", b"[1,]", b"{'a':1}", b'{"a":Infinity}', b'{"a":{"b":1,"b":2}}', b"\xe9", b"[" * 100_000]
)
def test_what_is_not_json_is_an_error(text: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        parse(text)


def test_a_path_is_followed_as_far_as_it_goes() -> None:
    value = {"a": {"b": [1]}}
    assert dig(value, "a.b") == [1]
    assert dig(value, "") is value
    assert dig(value, "a.c") is None
    assert dig(value, "a.b.c") is None
