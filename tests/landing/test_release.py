"""Held deliveries: a person decides, once, with a reason; the rows in force follow at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from landing_kit import Kit, contract
from sress.cli import app
from sress.landing.held import NotHeld, decide, show_delivery
from sress.platform.settings import Settings
from typer.testing import CliRunner

HEADER = "Numéro;Ville"


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    """A delivery in force, and a shorter one (2) that is held."""
    kit = Kit(fresh_settings, tmp_path / "incoming", contract(personal=False))
    kit.land("fiches_2026-10.csv", "A;Angers", "B;Nantes", header=HEADER)
    assert kit.land("fiches_2026-11.csv", "A;Cholet", header=HEADER).held
    return kit


@pytest.fixture
def sress(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command line on the kit's state."""
    monkeypatch.setenv("SRESS_HOME", str(kit.settings.home))
    monkeypatch.setenv("SRESS_DATABASE_URL", str(kit.settings.database_url))
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_a_released_delivery_is_in_force_at_once(kit: Kit) -> None:
    assert kit.in_force() == [("A", "Angers"), ("B", "Nantes")]
    decided = decide(kit.settings, 2, "release", why="B a fermé", by="Camille")
    assert (decided.source, decided.status) == ("essai", "landed")
    assert kit.in_force() == [("A", "Cholet")]
    assert kit.query("select delivery_id, decision, decided_by, why from ops.delivery_decision") == [
        (2, "release", "Camille", "B a fermé")
    ]
    assert kit.query("select held from ops.landing_report where delivery_id = 2") == [(False,)]


def test_a_refused_delivery_leaves_the_former_in_force_and_is_not_asked_again(kit: Kit) -> None:
    decide(kit.settings, 2, "refuse", why="extraction tronquée", by="Camille")
    assert kit.in_force() == [("A", "Angers"), ("B", "Nantes")]
    again = kit.land("fiches_2026-11.csv", "A;Cholet", header=HEADER)
    assert (again.unchanged, again.status) == (True, "rejected")


@pytest.mark.parametrize("choice", ["release", "refuse"])
def test_a_delivery_is_decided_once_and_only_when_held(kit: Kit, choice: Any) -> None:
    with pytest.raises(NotHeld, match="landed"):
        decide(kit.settings, 1, choice, why="pour voir", by="Camille")
    decide(kit.settings, 2, choice, why="première", by="Camille")
    with pytest.raises(NotHeld):
        decide(kit.settings, 2, "release", why="seconde", by="Camille")
    assert kit.query("select why from ops.delivery_decision") == [("première",)]


def test_a_decision_needs_a_delivery_a_reason_and_a_name(kit: Kit) -> None:
    with pytest.raises(LookupError):
        decide(kit.settings, 99, "release", why="x", by="Camille")
    for why, by in ((" ", "Camille"), ("x", "")):
        with pytest.raises(ValueError, match="reason"):
            decide(kit.settings, 2, "release", why=why, by=by)
    assert kit.query("select status from ops.delivery where delivery_id = 2") == [("held",)]


def test_show_gives_report_drift_messages_and_decisions(kit: Kit) -> None:
    decide(kit.settings, 2, "release", why="B a fermé", by="Camille")
    shown = show_delivery(kit.settings, 2)
    assert (shown["status"], shown["landed"], shown["drift"]["rows"]) == ("landed", 1, [2, 1])
    assert "retenue" in shown["messages"][0]
    assert [decision["why"] for decision in shown["decisions"]] == ["B a fermé"]
    with pytest.raises(LookupError):
        show_delivery(kit.settings, 99)


def test_the_command_lists_shows_and_releases(kit: Kit, sress: Any) -> None:
    listed = json.loads(sress("deliveries", "--json").stdout)
    assert [(row["delivery_id"], row["status"]) for row in listed] == [(2, "held"), (1, "landed")]
    assert json.loads(sress("deliveries", "--source", "autre", "--json").stdout) == []
    assert "retenue" in sress("deliveries", "show", "2").stdout
    done = sress("deliveries", "release", "2", "--why", "B a fermé", "--by", "Camille", "--json")
    assert (done.exit_code, json.loads(done.stdout)["status"]) == (0, "landed")
    assert kit.in_force() == [("A", "Cholet")]
    assert "release by Camille" in sress("deliveries", "show", "2").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("release", "1", "--why", "x"), 1),
        (("refuse", "1", "--why", "x"), 1),
        (("release", "99", "--why", "x"), 2),
        (("release", "2", "--why", ""), 2),
        (("release", "2"), 2),
        (("show", "99"), 2),
    ],
)
def test_the_command_says_no_by_its_exit_code(sress: Any, kit: Kit, arguments: tuple[str, ...], code: int) -> None:
    assert sress("deliveries", *arguments).exit_code == code
    assert kit.query("select count(*) from ops.delivery_decision") == [(0,)]
