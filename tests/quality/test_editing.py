"""Suites are written, edited and checked: one layout, and nothing malformed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sress.contracts.load import load_contracts
from sress.platform.settings import Settings
from sress.quality import InvalidSuite, editing
from sress.quality.editing import Change
from sress.quality.first_suite import first_mart_suite, first_stream_suite
from sress.quality.review import review, review_file
from sress.quality.suites import read_stream_suites, read_suites
from sress.quality.writing import suite_text, write_suite
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
STREAM = "region_dispositifs.dossiers"
BETWEEN = "expect_column_values_to_be_between"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A checkout with the suites of one stream and one mart."""
    (tmp_path / "include").mkdir()
    shutil.copytree(ROOT / "include" / "sources", tmp_path / "include" / "sources")
    shutil.copytree(ROOT / "dbt_project" / "models" / "marts", tmp_path / "dbt_project" / "models" / "marts")
    (tmp_path / "expectations" / "region_dispositifs").mkdir(parents=True)
    for name in ("fct_dossier.json", "region_dispositifs/dossiers.json"):
        shutil.copy(ROOT / "expectations" / name, tmp_path / "expectations" / name)
    return replace(Settings.from_env(month="2026-10"), project_root=tmp_path, home=tmp_path / "var")


def suite(here: Settings, name: str = STREAM) -> dict[str, Any]:
    return editing.read_suite(here.expectations_dir, name)


def test_the_suites_that_ship_are_well_formed_and_every_stream_has_one() -> None:
    assert review(replace(Settings.from_env(month="2026-10"), project_root=ROOT)) == []


def test_every_stream_has_a_suite_whose_owner_is_the_contracts() -> None:
    contracts = load_contracts(ROOT / "include" / "sources")
    suites = {one.name: json.loads(one.path.read_text("utf-8")) for one in read_stream_suites(ROOT / "expectations")}
    assert set(suites) == {f"{source}.{name}" for source, one in contracts.items() for name in one.streams}
    for name, one in suites.items():
        owners = {expectation["meta"]["owner"] for expectation in one["expectations"]}
        assert owners <= {"data_engineer", contracts[name.split(".")[0]].owner}, name


def test_an_added_expectation_stands_last_and_nothing_else_moves(here: Settings) -> None:
    before = suite(here)
    arguments = {"column": "rows_landed", "min_value": 10}
    change = Change(BETWEEN, "warning", "Région", "Le mois a au moins dix lignes.", arguments)
    assert editing.add(here, STREAM, change) == len(before["expectations"]) + 1
    after = suite(here)
    assert after["expectations"][:-1] == before["expectations"]
    assert after["expectations"][-1]["kwargs"] == {"column": "rows_landed", "min_value": 10}
    path = here.expectations_dir / "region_dispositifs" / "dossiers.json"
    assert review_file(here, path) == []


def test_a_change_of_a_number_is_a_change_of_one_line_and_a_new_version(here: Settings) -> None:
    path = here.expectations_dir / "region_dispositifs" / "dossiers.json"
    before, version = path.read_text("utf-8").splitlines(), read_stream_suites(here.expectations_dir)[0].sha256
    editing.change(here, STREAM, 3, Change(kwargs={"max_value": 4}))
    after = path.read_text("utf-8").splitlines()
    assert len(after) == len(before)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert read_stream_suites(here.expectations_dir)[0].sha256 != version


def test_a_removed_expectation_is_gone(here: Settings) -> None:
    before = suite(here)["expectations"]
    editing.remove(here, STREAM, 1)
    assert suite(here)["expectations"] == before[1:]
    with pytest.raises(LookupError, match="n° 99"):
        editing.remove(here, STREAM, 99)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change(BETWEEN, "info", "Région", "x", {"column": "rows_landed", "min_value": 1}), "severity"),
        (Change(BETWEEN, "warning", None, "x", {"column": "rows_landed", "min_value": 1}), "owner"),
        (Change(BETWEEN, "warning", "Région", " ", {"column": "rows_landed", "min_value": 1}), "message_fr"),
        (Change(BETWEEN, "warning", "Région", "x", {"column": "lignes", "min_value": 1}), "colonne inconnue : lignes"),
        (Change("expect_magic", "warning", "Région", "x", {}), "attente inconnue"),
        (Change(BETWEEN, "warning", "Région", "x", {"column": "rows_landed", "min_value": []}), "arguments refusés"),
        (Change("unexpected_rows_expectation", "warning", "R", "x", {"unexpected_rows_query": "delete"}), "batch"),
        (Change(BETWEEN, "critical", "R", "x", {"column": "rows_missing", "min_value": 0, "max_value": 0}), "déjà"),
    ],
)  # fmt: skip
def test_nothing_malformed_is_written(here: Settings, change: Change, reason: str) -> None:
    before = suite(here)
    with pytest.raises(InvalidSuite, match=reason):
        editing.add(here, STREAM, change)
    assert suite(here) == before


def test_check_names_file_expectation_and_column(here: Settings) -> None:
    told = suite(here, "fct_dossier")
    told["expectations"][2]["kwargs"]["column"] = "cle"
    write_suite(here.expectations_dir, told)
    path = here.expectations_dir / "fct_dossier.json"
    assert review_file(here, path) == [
        "fct_dossier.json : attente n° 3 (expect_column_values_to_not_be_null) : colonne inconnue : cle"
    ]
    path.write_text(json.dumps(suite(here, STREAM)), encoding="utf-8")
    assert "« name » doit valoir fct_dossier" in review_file(here, path)[0]


def test_check_sees_another_layout(here: Settings) -> None:
    path = here.expectations_dir / "fct_dossier.json"
    path.write_text(json.dumps(suite(here, "fct_dossier"), indent=4), encoding="utf-8")
    assert "mise en page" in review_file(here, path)[0]


def test_a_first_suite_of_a_mart_can_be_used(here: Settings) -> None:
    (here.expectations_dir / "fct_dossier.json").unlink()
    write_suite(here.expectations_dir, first_mart_suite(here.dbt_dir, "fct_loan", "France Active"))
    assert [one.name for one in read_suites(here.expectations_dir)] == ["fct_loan"]
    assert review_file(here, here.expectations_dir / "fct_loan.json") == []
    with pytest.raises(LookupError, match="fct_nothing"):
        first_mart_suite(here.dbt_dir, "fct_nothing", "x")


def test_a_first_suite_asks_only_what_a_stream_can_answer() -> None:
    contracts = load_contracts(ROOT / "include" / "sources")

    def facts(source: str, name: str) -> set[str]:
        told = first_stream_suite(contracts[source], name)["expectations"]
        return {one["kwargs"]["column"] for one in told}

    assert "keys_twice_pct" not in facts("essor", "orientations")
    assert "silent_days" in facts("region_dispositifs", "dossiers")
    assert "outside_period_pct" not in facts("dla", "structures")
    assert facts("sirene", "stock_unites_legales") & {"keys_twice_pct", "unplaced_pct"} == set()


def test_the_layout_is_the_same_whatever_the_order_given() -> None:
    one = {"meta": {"message_fr": "m", "owner": "o"}, "kwargs": {}, "severity": "warning", "type": "t"}
    text = suite_text({"expectations": [one], "name": "n"})
    assert list(json.loads(text)) == ["name", "expectations"]
    assert list(json.loads(text)["expectations"][0]) == ["type", "severity", "kwargs", "meta"]
    assert list(json.loads(text)["expectations"][0]["meta"]) == ["owner", "message_fr"]


def test_the_command_shows_edits_and_checks(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from sress.commands import expectations

    monkeypatch.setattr(expectations, "environment_settings", lambda: here)
    run = CliRunner()
    told = run.invoke(expectations.app, ["show", STREAM])
    assert "Chaque ligne lue est chargée ou rejetée." in told.output
    edited = ["edit", STREAM, "--change", "3", "--set", "max_value=2.5", "--message", "Au plus 2,5 %."]
    assert run.invoke(expectations.app, edited).exit_code == 0
    assert suite(here)["expectations"][2]["kwargs"]["max_value"] == 2.5
    assert run.invoke(expectations.app, ["edit", STREAM, "--change", "3", "--severity", "info"]).exit_code == 1
    assert run.invoke(expectations.app, ["edit", STREAM]).exit_code == 2
    assert run.invoke(expectations.app, ["new", STREAM]).exit_code == 1
    assert run.invoke(expectations.app, ["new", "dla.structures"]).exit_code == 0
    checked = run.invoke(expectations.app, ["check"])
    assert checked.exit_code == 1
    assert "essor/projets.json : le flux n'a pas de suite" in checked.output
    assert json.loads(run.invoke(expectations.app, ["list", "--json"]).output)[0]["gate"] == 1
