"""`sress contest` from end to end: what it prints, and its exit codes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sress.cli import app
from sress.commands import contest
from typer.testing import CliRunner, Result

ASKED = ["A10-I2", "--period", "2025", "--territory", "REG-52"]
MADE = ["--value", "31", "--why", "deux projets manquent", "--by", "APESS"]


@pytest.fixture(autouse=True)
def _on_this_house(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contest, "ready_settings", lambda: house.settings)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["contest", *arguments])


def test_a_proposal_is_made_listed_and_accepted() -> None:
    made = run("add", *ASKED, *MADE, "--method", "recompte")
    assert made.exit_code == 0, made.output
    assert "Proposition n° 1 proposée : A10-I2, 2025, REG-52, 31 au lieu de 29 (publication n° 1)" in made.output
    (listed,) = json.loads(run("list", "--json").stdout)
    assert {name: listed[name] for name in ("proposal_id", "status", "published_value", "current_value")} == {
        "proposal_id": 1, "status": "proposed", "published_value": 29, "current_value": 29,
    }  # fmt: skip
    accepted = run("accept", "1", "--by", "région", "--why", "conventions retrouvées")
    assert accepted.exit_code == 0, accepted.output
    assert "Le chiffre publié ne change pas" in accepted.output
    assert json.loads(run("list", "--json").stdout) == []
    assert [row["status"] for row in json.loads(run("list", "--all", "--json").stdout)] == ["accepted"]


def test_a_proposal_is_refused_or_withdrawn() -> None:
    for _ in range(2):
        assert run("add", *ASKED, *MADE).exit_code == 0
    refused = json.loads(run("refuse", "1", "--by", "DREETS", "--why", "hors période", "--json").stdout)
    assert (refused["status"], refused["decision_why"]) == ("refused", "hors période")
    assert run("withdraw", "2").exit_code == 0
    listed = run("list", "--all").output
    assert "refused" in listed
    assert "withdrawn" in listed
    assert "Aucune proposition n'attend de réponse." in run("list").output


def test_anyone_else_is_told_so_with_exit_code_2() -> None:
    run("add", *ASKED, *MADE)
    refused = run("accept", "1", "--by", "APESS", "--why", "c'est juste")
    assert refused.exit_code == 2
    assert "APESS ne répond pas de A10-I2" in refused.output
    assert [row["status"] for row in json.loads(run("list", "--json").stdout)] == ["proposed"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "A99-I1", *ASKED[1:], *MADE],
        ["add", "A10-I2", "--period", "1999", "--territory", "REG-52", *MADE],
        ["add", "A10-I2", "--period", "2025", "--territory", "FRANCE", *MADE],
        ["add", *ASKED, "--value", "31", "--by", "APESS"],
        ["add", *ASKED, "--value", "31", "--why", "", "--by", "APESS"],
        ["add", *ASKED, "--value", "31", "--why", "deux projets manquent"],
        ["accept", "7", "--by", "DREETS", "--why", "oui"],
        ["withdraw", "7"],
    ],
)
def test_wrong_use_has_exit_code_2(arguments: list[str]) -> None:
    found = run(*arguments)
    assert found.exit_code == 2, found.output
    assert "Traceback" not in found.output
    assert json.loads(run("list", "--all", "--json").stdout) == []
