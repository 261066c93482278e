"""The judge of identities: pairs united, right and missed, counted on a few records."""

from __future__ import annotations

import pytest
from sandbox.judge_identity import judge, record_key


def told(**projects: str) -> list[dict[str, str]]:
    """The world's word: record → project."""
    return [{"source": "s", "stream": "t", "reference": name, "project": value} for name, value in projects.items()]


def key(name: str) -> str:
    return record_key("s", "t", name)


WORLD = told(a="P", b="P", c="P", d="Q", e="Q", f="R")


def test_what_is_as_in_the_world_is_right_and_nothing_is_missed() -> None:
    members = {key(name): project for name, project in zip("abcdef", "111223", strict=True)}
    found = judge(WORLD, members, [])
    assert (found.records, found.true, found.united, found.right, found.missed) == (6, 4, 4, 4, 0)
    assert (found.precision, found.recall, found.missed_share) == (1.0, 1.0, 0.0)


def test_two_projects_put_together_cost_precision() -> None:
    found = judge(WORLD, {key(name): "1" for name in "abcdef"}, [])
    assert (found.united, found.right, found.missed) == (15, 4, 0)
    assert found.precision == pytest.approx(4 / 15)


def test_a_true_pair_in_the_queue_is_not_missed_and_a_false_one_helps_nobody() -> None:
    members = {key(name): project for name, project in zip("abcdef", "112345", strict=True)}
    queue = [(key("b"), key("c")), (key("c"), key("d"))]
    found = judge(WORLD, members, queue)
    assert (found.right, found.candidates, found.true_candidates) == (1, 2, 1)
    # a-c and b-c are reached through the queue; d-e is found by neither.
    assert (found.missed, found.missed_share) == (1, 0.25)


def test_records_that_one_side_does_not_know_are_alone_or_left_out() -> None:
    found = judge(WORLD, {key("a"): "1", key("b"): "1", key("z"): "1"}, [])
    assert (found.records, found.unknown, found.united, found.right) == (6, 1, 1, 1)


def test_a_record_is_known_whatever_its_accents_and_signs() -> None:
    assert record_key("réseau", "projets", "2026:Épicerie d'Œuvre") == record_key(
        "reseau", "projets", "2026 epicerie d oeuvre"
    )
