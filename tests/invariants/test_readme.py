"""README.md names tests for each of the fourteen invariants, and they exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = re.findall(
    r"^\| (\d+) \| [^|]+ \| (.+) \|$", Path(__file__).with_name("README.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_all_fourteen_are_there_in_their_order() -> None:
    assert [int(number) for number, _ in LINES] == list(range(1, 15))


@pytest.mark.parametrize(("number", "told"), LINES, ids=[number for number, _ in LINES])
def test_the_tests_of_an_invariant_exist(number: str, told: str) -> None:
    named = re.findall(r"`([^`]+)`", told)
    assert named
    for node_id in named:
        path, _, function = node_id.partition("::")
        place = ROOT / path
        if function:
            tree = ast.parse(place.read_text(encoding="utf-8"))
            assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, node_id
        else:
            assert any(place.rglob("test_*.py")), node_id
