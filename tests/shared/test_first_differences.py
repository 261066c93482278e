"""What differs is said in a few lines, however much there is of it."""

from __future__ import annotations

import pytest
from first_differences import SHOWN, assert_same_items, assert_same_rows


def test_the_same_is_the_same_in_any_order() -> None:
    assert_same_items({1: "a", 2: "b"}, {2: "b", 1: "a"})
    assert_same_rows(["a", "b", "a"], ["a", "a", "b"])


def test_items_that_differ_are_counted_and_the_first_are_shown() -> None:
    expected = {number: "x" * 1_000 for number in range(1_000)}
    with pytest.raises(AssertionError) as found:
        assert_same_items({**{number: "y" for number in range(999)}, "new": "z"}, expected, "cell")
    lines = str(found.value).splitlines()
    assert lines[0] == "cell: 1 missing, 1 too many, 999 different of 1000"
    assert len(lines) == 1 + 1 + 1 + SHOWN
    assert max(map(len, lines)) < 1_000


@pytest.mark.parametrize(
    ("found", "first"),
    [
        (["a"], "row: 1 missing, 0 too many of 2"),
        (["a", "a", "a"], "row: 0 missing, 1 too many of 2"),
        (["a", "b"], "row: 1 missing, 1 too many of 2"),
    ],
)
def test_rows_that_differ_are_counted_with_how_often_they_stand(found: list[str], first: str) -> None:
    with pytest.raises(AssertionError) as told:
        assert_same_rows(found, ["a", "a"])
    assert str(told.value).splitlines()[0] == first
