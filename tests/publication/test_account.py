"""What is kept of a publication, and what the command line tells of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from sress.cli import app
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import publish, rollback, withhold
from sress.publication.account import tell_publication
from typer.testing import CliRunner, Result


@pytest.fixture
def sress(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command `sress` on the test's database."""
    monkeypatch.setenv("SRESS_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("SRESS_HOME", str(settings.home))
    monkeypatch.setenv("SRESS_MONTH", settings.month)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return run


def deliver(settings: Settings, build_id: int) -> int:
    """A delivery that the build was made from."""
    with connect(settings, "loader") as connection:
        row = connection.execute(
            """
            insert into ops.delivery (source, stream, sha256, byte_size, file_name, vault_path, period, status)
            values ('dla', 'accompagnements', 'abc123', 1, 'dla_2026-10.csv', 'ab/abc123', '2026-10', 'landed')
            returning delivery_id
            """
        ).fetchone()
        assert row is not None
    used = {"delivery_id": row[0], "source": "dla", "stream": "accompagnements", "sha256": "abc123"}
    with connect(settings, "transformer") as connection:
        connection.execute("update ops.build set deliveries = %s where build_id = %s", (Jsonb([used]), build_id))
    return int(row[0])


def test_a_publication_keeps_all_that_made_it(candidates: Any, settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setenv("SRESS_GIT_COMMIT", "c0ffee")
    build_id = candidates.build("one")
    delivery = deliver(settings, build_id)
    candidates.judge(build_id, failed=["fct_thing"])
    candidates.judge(build_id)
    publish(settings, build_id, by="Mme Essai")
    told = tell_publication(settings, 1)
    assert (told["month"], told["cut_off"], told["build"]["build_id"]) == ("2026-10", "2026-10-31", build_id)
    assert (told["git_commit"], told["manifest_hash"], told["published_by"]) == ("c0ffee", "m1", "Mme Essai")
    assert [(one["delivery_id"], one["sha256"], one["file_name"]) for one in told["deliveries"]] == [
        (delivery, "abc123", "dla_2026-10.csv")
    ]
    # The gate was run twice: the verdicts that opened it are the later ones.
    assert [(one["verdict_id"], one["subject"], one["suite_sha256"]) for one in told["verdicts"]] == [
        (4, "dim_thing", "0" * 64),
        (5, "fct_thing", "0" * 64),
        (6, "indicator_value", "0" * 64),
    ]
    assert {name: one["rows"] for name, one in told["content"].items()} == {
        "dim_thing": 20,
        "fct_thing": 20,
        "indicator_value": 20,
    }
    assert len({one["sha256"] for one in told["content"].values()}) == 3


def test_it_is_told_when_a_publication_was_served(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    candidates.published("two")
    rollback(settings, why="chiffre faux")
    first, second = (tell_publication(settings, number) for number in (1, 2))
    assert [until is None for _, until in first["served"]] == [False, True]
    assert first["served"][0][1] == second["served"][0][0]
    assert second["served"][0][1] == first["served"][1][0]
    assert [turn["kind"] for turn in second["turns"]] == ["publish", "rollback"]


def test_the_commands_publish_hold_release_and_roll_back(candidates: Any, settings: Settings, sress: Any) -> None:
    candidates.published("one")
    build_id = candidates.build("two")
    candidates.judge(build_id)
    assert sress("hold", "les pilotes relisent", "--by", "M. Essai").exit_code == 0
    refused = sress("publish")
    assert refused.exit_code == 1
    assert "retenues par M. Essai" in refused.output
    assert "retenues par M. Essai" in sress("publications").output
    assert sress("hold", "encore").exit_code == 1
    assert sress("release").exit_code == 0
    assert sress("release").exit_code == 1
    published = json.loads(sress("publish", str(build_id), "--json").output)
    assert (published["publication_id"], published["is_current"]) == (2, True)
    assert sress("publish").exit_code == 0
    assert candidates.served_tags() == candidates.all_tagged("two")
    assert sress("rollback").exit_code == 2
    assert sress("rollback", "7", "--why", "x").exit_code == 1
    assert sress("rollback", "--why", "chiffre faux").exit_code == 0
    assert candidates.served_tags() == candidates.all_tagged("one")
    assert sress("rollback", "2", "--why", "il était juste", "--by", "M. Essai").exit_code == 0
    assert candidates.served_tags() == candidates.all_tagged("two")


def test_show_tells_a_publication_to_persons_and_machines(candidates: Any, settings: Settings, sress: Any) -> None:
    build_id = candidates.build("one")
    deliver(settings, build_id)
    candidates.judge(build_id)
    publish(settings, build_id)
    withhold(settings, candidates.build("two"), "échec critique : rien")
    printed = sress("publications", "show", "1")
    assert printed.exit_code == 0
    for part in ("Publication n° 1", "servie aujourd'hui", "dla_2026-10.csv", "abc123", "fct_thing", "1 deliveries"):
        assert part in printed.output
    assert json.loads(sress("publications", "show", "1", "--json").output)["deliveries"][0]["sha256"] == "abc123"
    assert "échec critique : rien" in sress("publications", "show", "2").output
    assert sress("publications", "show", "9").exit_code == 2
    assert [one["publication_id"] for one in json.loads(sress("publications", "--json").output)] == [2, 1]


def test_the_commit_is_git_s_own_word(tmp_path: Path) -> None:
    from sress.publication.commit import git_commit

    assert "SRESS_GIT_COMMIT" not in os.environ
    assert git_commit(tmp_path) is None
