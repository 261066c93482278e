"""Whole worlds through the real models: evidence gives back every value, and causes sum to every change."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from orchestration.connections import airflow_connection
from orchestration.sandbox_partners import sandbox_partners
from sress.build.dbt import build
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.landing.run import land_files
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, publish
from sress.publication.explain.recount import recount
from sress.publication.explain.store import read_cells
from sress.publication.explain.words import REASONS_FR
from sress.publication.why.model import Change
from sress.publication.why.why import why
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

# Two worlds are collected and landed, three warehouses built: minutes on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def published(settings: Settings) -> Publication:
    """Build and publish, without waiting for the gate's suites."""
    build_id = build(settings, settings.month).build_id
    store_verdicts(settings, [Verdict(2, "indicator_value", "indicator_value", "0" * 64, 1, (), build_id=build_id)])
    return publish(settings, build_id)


def land(settings: Settings) -> None:
    with sandbox_partners(settings):
        for contract in load_contracts(settings.contracts_dir).values():
            land_files(settings, contract, collect_source(settings, contract, airflow_connection).as_json()["found"])


def narrower(settings: Settings, root: Path) -> Settings:
    """The same project, whose list of actors of the social economy (A08) no longer has the CRESS."""
    for name in ("include", "expectations"):
        (root / name).symlink_to(settings.project_root / name)
    shutil.copytree(settings.dbt_dir, root / "dbt_project")
    file = root / "dbt_project" / "seeds" / "strategy" / "parameters.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [line.replace(" cress,list", ",list") if ",acteurs_ess," in line else line for line in lines]
    assert changed != lines
    file.write_text("".join(changed), encoding="utf-8")
    return replace(settings, project_root=root)


def assert_complete(settings: Settings, changes: tuple[Change, ...], before: int, after: int) -> None:
    """Every cell of one label whose value differs is among the changes, and each change is the sum of its parts."""
    for change in changes:
        effects = [part.effect for part in change.parts]
        assert change.change is None or sum((e for e in effects if e is not None), Decimal(0)) == change.change
    told = {(one.measure_code, one.span.before, one.face) for one in changes if one.span.before == one.span.after}
    with connect(settings, "engineer") as connection:
        values = [
            {
                (one.measure_code, one.period, one.face): one.value
                for one in read_cells(connection, publication, as_computed=True)
            }
            for publication in (before, after)
        ]
    differ = {cell for cell in values[0].keys() & values[1].keys() if values[0][cell] != values[1][cell]}
    assert differ <= told


def test_two_months_and_a_changed_parameter(settings: Settings, tmp_path: Path) -> None:
    here = replace(settings, sandbox_seed=1, sandbox_dirt=2, month="2026-09")
    land(here)
    september = published(here)
    here = replace(here, month="2026-10")
    land(here)
    october = published(here)
    settled = published(narrower(here, tmp_path))
    with connect(here, "engineer") as connection:
        for publication in (september, october, settled):
            cells, wrong = recount(connection, publication.publication_id)
            assert wrong == []
            assert cells > 50_000
        reasons = connection.execute(
            "select distinct reason from publication.indicator_evidence where reason is not null"
        ).fetchall()
    assert {reason for (reason,) in reasons} <= REASONS_FR.keys(), "every reason has words"
    month = why(here, before=september.publication_id, after=october.publication_id, breakdowns=True).changes
    assert_complete(here, month, september.publication_id, october.publication_id)
    causes = {part.cause.value for change in month for part in change.parts}
    assert {"new_event", "late_row", "revised", "window", "source", "identity"} <= causes
    assert "rule" not in causes
    rule = why(here, before=october.publication_id, after=settled.publication_id, breakdowns=True).changes
    assert_complete(here, rule, october.publication_id, settled.publication_id)
    assert {part.cause.value for change in rule for part in change.parts} == {"rule"}
    assert {change.measure_code.split("+")[0] for change in rule} == {"A08-I1"}
