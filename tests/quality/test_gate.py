"""Gate 2: what a suite says about a candidate mart becomes a verdict that can be read later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality import InvalidSuite, Verdict, check_candidate, critical_lines, gate_passed, summarise

NOT_EMPTY = {
    "type": "expect_table_row_count_to_be_between",
    "severity": "critical",
    "kwargs": {"min_value": 1},
    "meta": {"owner": "data_engineer", "message_fr": "La table n'est pas vide."},
}
SMALL_AMOUNTS = {
    "type": "expect_column_values_to_be_between",
    "severity": "warning",
    "kwargs": {"column": "amount", "max_value": 2},
    "meta": {"owner": "Région", "message_fr": "Les montants sont petits."},
}
EARLY_DATES = {
    "type": "unexpected_rows_expectation",
    "severity": "critical",
    "kwargs": {"unexpected_rows_query": "select * from {batch} where reference_date > '2025-02-28'"},
    "meta": {"owner": "CRESS", "message_fr": "Les dates précèdent mars."},
}
UNREADABLE = {
    "type": "expect_column_values_to_not_be_null",
    "severity": "warning",
    "kwargs": {"column": "absent"},
    "meta": {"owner": "CRESS", "message_fr": "La colonne est remplie."},
}

Gate = Callable[..., list[Verdict]]


@pytest.fixture
def gate(world: Any, settings: Settings, tmp_path: Path) -> Gate:
    """Run the gate on a fresh world with the given expectations about indicator_evidence."""

    def run(*expectations: dict[str, Any], mart: str = "indicator_evidence") -> list[Verdict]:
        here = replace(settings, project_root=tmp_path)
        here.expectations_dir.mkdir(exist_ok=True)
        suite = {"name": mart, "expectations": list(expectations)}
        (here.expectations_dir / f"{mart}.json").write_text(json.dumps(suite), encoding="utf-8")
        return check_candidate(here, world.make())

    return run


def test_a_good_mart_passes_and_the_verdict_is_stored(gate: Gate, settings: Settings, tmp_path: Path) -> None:
    (verdict,) = gate(NOT_EMPTY)
    assert verdict.passed
    assert gate_passed([verdict])
    assert verdict.sentence == "indicator_evidence : 1 contrôle, tout est conforme."
    suite = tmp_path / "expectations" / "indicator_evidence.json"
    with connect(settings, "engineer") as connection:
        stored = connection.execute(
            """
            select gate, build_id, subject, suite_sha256, passed, critical_failed, warning_failed, evaluated
            from ops.verdict
            """
        ).fetchall()
    sha256 = hashlib.sha256(suite.read_bytes()).hexdigest()
    assert stored == [(2, verdict.build_id, "indicator_evidence", sha256, True, 0, 0, 1)]


def test_a_warning_does_not_close_the_gate(gate: Gate) -> None:
    verdicts = gate(NOT_EMPTY, SMALL_AMOUNTS)
    assert gate_passed(verdicts)
    assert critical_lines(verdicts) == []
    (finding,) = verdicts[0].findings
    assert (finding.severity, finding.owner, finding.column) == ("warning", "Région", "amount")
    assert finding.observed["unexpected_rows"] == 1
    assert finding.observed["examples"] == [3]
    assert summarise(verdicts) == "2 contrôles sur 1 table : aucun échec critique, 1 avertissement."


def test_a_critical_failure_closes_the_gate_and_shows_rows(gate: Gate, settings: Settings) -> None:
    verdicts = gate(NOT_EMPTY, SMALL_AMOUNTS, EARLY_DATES)
    assert not gate_passed(verdicts)
    assert critical_lines(verdicts) == ["indicator_evidence : Les dates précèdent mars."]
    with connect(settings, "engineer") as connection:
        row = connection.execute("select passed, critical_failed, warning_failed, details from ops.verdict").fetchone()
    assert row is not None
    assert row[:3] == (False, 1, 1)
    (critical,) = (finding for finding in row[3]["findings"] if finding["severity"] == "critical")
    assert critical["observed"]["observed_value"] == 2
    assert critical["observed"]["examples"][0]["unit_key"] == "project-3"


def test_what_could_not_be_evaluated_is_never_a_pass(gate: Gate) -> None:
    verdicts = gate(NOT_EMPTY, UNREADABLE)
    assert not gate_passed(verdicts)
    (finding,) = verdicts[0].findings
    assert finding.severity == "warning"
    assert finding.is_critical
    assert finding.error is not None
    assert "absent" in finding.error


def test_a_mart_that_was_not_built_closes_the_gate(gate: Gate) -> None:
    verdicts = gate(NOT_EMPTY, mart="fct_absent")
    assert critical_lines(verdicts) == ["fct_absent : La table fct_absent est attendue et n'a pas été construite."]


def test_no_verdict_does_not_open_the_gate() -> None:
    assert not gate_passed([])


def test_data_docs_show_each_suite_and_suites_stay_as_they_are(gate: Gate, settings: Settings, tmp_path: Path) -> None:
    (verdict,) = gate(NOT_EMPTY, EARLY_DATES)
    suite = json.loads((tmp_path / "expectations" / "indicator_evidence.json").read_text(encoding="utf-8"))
    assert suite == {"name": "indicator_evidence", "expectations": [NOT_EMPTY, EARLY_DATES]}
    assert verdict.data_docs is not None
    assert "Les dates précèdent mars." in (settings.data_docs_dir / verdict.data_docs).read_text(encoding="utf-8")
    assert (settings.data_docs_dir / "index.html").is_file()
    assert [path.name for path in (tmp_path / "expectations").iterdir()] == ["indicator_evidence.json"]


def test_the_gate_cannot_write(gate: Gate, settings: Settings) -> None:
    with connect(settings, "transformer") as connection:
        connection.execute("create sequence audit.counter; grant usage on sequence audit.counter to sress_engineer")
    query = "select nextval('audit.counter') from {batch}"
    (verdict,) = gate({**EARLY_DATES, "kwargs": {"unexpected_rows_query": query}})
    assert "read-only transaction" in str(verdict.findings[0].error)
    with connect(settings, "transformer") as connection:
        assert connection.execute("select is_called from audit.counter").fetchone() == (False,)


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        ({"severity": "info"}, "severity"),
        ({"meta": {"owner": "CRESS"}}, "message_fr"),
        ({"meta": {"message_fr": "x"}}, "owner"),
    ],
)
def test_an_expectation_without_owner_sentence_or_severity_is_refused(
    gate: Gate, spoiled: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidSuite, match=reason):
        gate({**NOT_EMPTY, **spoiled})


def test_a_gate_without_suites_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InvalidSuite, match="aucune suite"):
        check_candidate(replace(settings, project_root=tmp_path), 1)
