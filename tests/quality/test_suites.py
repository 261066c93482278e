"""The suites that ship: each can pass, and each of their checks can fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg import sql
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality import Finding
from sress.quality.judge import judge_mart
from sress.quality.probes import PROBES
from sress.quality.suites import read_suites
from sress.quality.warehouse import open_context

EXPECTATIONS = Path(__file__).parents[2] / "expectations"
MODELS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
JUDGED = ("indicator_value", "indicator_evidence")

Judge = Callable[[str], list[Finding]]


@pytest.fixture
def judge(world: Any, settings: Settings, tmp_path: Path) -> Iterator[Judge]:
    """Hold a small world, changed by one statement, against the suites of values and evidence."""
    here = replace(settings, project_root=tmp_path)
    here.expectations_dir.mkdir()
    for name in JUDGED:
        shutil.copy(EXPECTATIONS / f"{name}.json", here.expectations_dir)
    suites = read_suites(here.expectations_dir)
    with open_context(here, "audit", JUDGED) as context:

        def run(statement: str) -> list[Finding]:
            world.make()
            world.change(statement)
            return [finding for suite in suites for finding in judge_mart(context, suite)[1]]

        yield run


def test_every_suite_is_readable_and_names_owner_and_purpose() -> None:
    suites = {suite.name for suite in read_suites(EXPECTATIONS)}
    assert suites >= {
        "indicator_value", "indicator_evidence", "fct_dossier", "fct_event", "fct_participation",
        "fct_flores", "dim_commune", "dim_measure", "source_status",
    }  # fmt: skip


def test_suites_are_written_for_people() -> None:
    for path in EXPECTATIONS.rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n", f"{path.name}: indent by two"
        assert '"id"' not in text, f"{path.name}: Great Expectations wrote ids into it"


def test_a_consistent_world_passes(judge: Judge) -> None:
    assert judge("select 1") == []


def test_every_check_can_be_evaluated_on_the_marts_that_dbt_builds(
    settings: Settings, make_seed: Callable[[str], None]
) -> None:
    make_seed("control_totals")
    contracts = mart_contracts()
    suites = [suite for suite in read_suites(EXPECTATIONS) if suite.name not in PROBES]
    names = [suite.name for suite in suites]
    assert sorted(set(names) - set(contracts)) == [], "a suite judges a mart that dbt does not build"
    with connect(settings, "transformer") as connection:
        for name, contract in contracts.items():
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))  # type: ignore[arg-type]
                for column, kind in contract.items()
            )
            connection.execute(sql.SQL("create table {} ({})").format(sql.Identifier("audit", name), columns))
    with open_context(settings, "audit", names) as context:
        findings = {suite.name: judge_mart(context, suite)[1] for suite in suites}
    unable = [(mart, finding.message, finding.error) for mart in names for finding in findings[mart] if finding.error]
    assert unable == []
    other = [mart for mart in names for finding in findings[mart] if "match_set" in finding.expectation]
    assert other == [], "the columns of a suite are those of dbt's contract"


def mart_contracts() -> dict[str, dict[str, str]]:
    """The columns and types of each mart, as dbt's contracts state them."""
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for path in MODELS.glob("**/*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models") or []
    }


VALUE = "update audit.indicator_value set "
EVIDENCE = "update audit.indicator_evidence set "


SPOILED = [
    ("alter table audit.indicator_value add column extra text", "Les colonnes sont celles"),
    ("alter table audit.indicator_value drop column coverage", "Les colonnes sont celles"),
    ("delete from audit.indicator_value", "La table n'est pas vide."),
    (VALUE + "territory = null where territory = 'DEP-72' and period = '2025'", "dit son territoire"),
    (VALUE + "status = 'revised' where period = '2025'", "statut est un de ceux"),
    (VALUE + "territory = 'DEP-35' where territory = 'DEP-72'", "la région, un de ses cinq"),
    (VALUE + "measure_code = 'A99-I1' where measure_code = 'A01-I1'", "Une mesure du registre"),
    (VALUE + "period = 'r12-2025' where period_kind = 'r12'", "La période s'écrit"),
    ("insert into audit.indicator_value select * from audit.indicator_value limit 1", "Une seule valeur par"),
    (VALUE + "period_end = '2026-11-30' where period = '2025'", "date d'arrêté"),
    (VALUE + "value = -1, numerator = -1 where territory = 'DEP-85'", "négative"),
    (VALUE + "denominator = 0 where territory = 'REG-52'", "Le numérateur ne dépasse pas"),
    (VALUE + "status = 'not_received' where period = '2025'", "vide, jamais zéro"),
    (VALUE + "value = null where territory = 'DEP-44'", "vide seulement si"),
    (VALUE + "lower_bound = value + 1, upper_bound = value + 2 where territory = 'DEP-44'", "entre ses bornes"),
    ("delete from audit.indicator_value where territory = 'REG-52' and period = '2025'", "La région a une valeur"),
    ("delete from audit.indicator_value where territory = 'DEP-85' and period = '2025'", "aucun zéro ne manque"),
    (VALUE + "numerator = 9, value = 9 where territory = 'DEP-72'", "plus grand de ses départements"),
    (VALUE + "numerator = 0, value = 0 where territory like 'DEP-%'", "Rien ne se perd"),
    (VALUE + "numerator = 9, value = 9 where period = 'cum-2025-01'", "ne diminue jamais"),
    (VALUE + "numerator = 2, value = 2 where period = '2025'", "Une année et son cumul"),
    (
        "insert into audit.indicator_value select measure_code, period, period_kind, period_start, period_end, "
        "territory, 'dispositif', 'ptce', 9, 9, null, null, null, null, null, coverage, records, "
        "matched_pct, status, is_synthetic "
        "from audit.indicator_value where territory = 'REG-52' and period = '2025'",
        "ne dépasse pas le total",
    ),
    (VALUE + "value = value + 1, numerator = numerator + 1", "unités distinctes de la région"),
    (VALUE + "value = value + 1, numerator = numerator + 1", "somme des lignes de la région"),
    ("delete from audit.indicator_evidence", "La table n'est pas vide."),
    (EVIDENCE + "unit_key = null where row_number = 2", "ce qui est compté"),
    (EVIDENCE + "delivery_id = null where row_number = 2", "sauf ce que le calendrier"),
    (EVIDENCE + "role = 'other'", "Une ligne compte au numérateur"),
    (EVIDENCE + "reason = 'not_ess' where row_number = 2", "dit pourquoi"),
    (EVIDENCE + "role = 'set_aside' where row_number = 2", "dit pourquoi"),
    (EVIDENCE + "last_date = '2024-12-31' where row_number = 2", "finit le jour où elle commence"),
    (EVIDENCE + "record_key = null where row_number = 2", "nomme le fait"),
    (EVIDENCE + "amount = null where row_number = 2", "dit pour combien"),
    (EVIDENCE + "departement_code = '35' where row_number = 2", "un des cinq de la région"),
    (EVIDENCE + "epci_code = '44109'", "L'EPCI est un SIREN"),
    (EVIDENCE + "amount = -3 where row_number = 2", "Aucune quantité n'est négative."),
    (EVIDENCE + "source_code = 'gouvernance'", "mène à un fichier chargé"),
    (EVIDENCE + "delivery_id = 4242", "mène à un fichier chargé"),
    (EVIDENCE + "measure_code = 'A99-I1' where row_number = 2", "mesure absente du registre"),
]


@pytest.mark.slow
def test_a_spoiled_mart_fails_where_it_should(judge: Judge) -> None:
    unseen = []
    for statement, message in SPOILED:
        found = judge(statement)
        if not any(message in finding.message for finding in found):
            unseen.append((statement, message, [finding.message for finding in found]))
        if "drop column" not in statement:
            assert [finding.error for finding in found if finding.error] == [], statement
    assert unseen == []
