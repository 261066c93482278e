"""The French pages of the indicators say what the registry and the models say, and are up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sress.publication.explain.indicator_page import Registry, ambition_page, index_page, indicator_page
from sress.publication.explain.parameters import model_path
from sress.publication.explain.words import REASONS_FR

ROOT = Path(__file__).resolve().parents[3]
REGISTRY = Registry(ROOT / "dbt_project")
PAGES = ROOT / "docs" / "indicators"
AMBITIONS = {row["ambition_code"]: row for row in REGISTRY.rows("ambitions")}
INDICATORS = {row["indicator_code"]: row for row in REGISTRY.rows("indicators")}


@pytest.mark.parametrize("code", INDICATORS)
def test_a_page_is_what_the_registry_and_the_model_say(code: str) -> None:
    page = indicator_page(REGISTRY, INDICATORS[code])
    assert (PAGES / f"{code}.md").read_text(encoding="utf-8") == page, "sress indicators document"
    for measure in REGISTRY.rows("measures"):
        if measure["indicator_code"] == code:
            assert measure["rule_fr"] in page
    assert "Flux : `" in page, "no stream feeds it"


def test_the_index_leads_to_every_page() -> None:
    assert (PAGES / "README.md").read_text(encoding="utf-8") == index_page(REGISTRY)
    linked = set(re.findall(r"\]\((A\d\d-I\d\.md)\)", index_page(REGISTRY)))
    assert linked == {path.name for path in PAGES.glob("A[0-9]*.md")}
    assert len(linked) == 27
    ambitions = set(re.findall(r"\]\((AMB-\d\d\.md)\)", index_page(REGISTRY)))
    assert ambitions == {path.name for path in PAGES.glob("AMB-*.md")}
    assert len(ambitions) == 12


@pytest.mark.parametrize("code", AMBITIONS)
def test_the_page_of_an_ambition_says_what_is_computed(code: str) -> None:
    page = ambition_page(REGISTRY, AMBITIONS[code])
    assert (PAGES / f"{code}.md").read_text(encoding="utf-8") == page, "sress indicators document"
    readings = [row for row in REGISTRY.rows("ambition_readings") if row["ambition_code"] == code]
    assert readings
    assert all(row["rule_fr"] in page for row in readings)
    assert "Flux : `" in page, "no stream feeds it"


@pytest.mark.parametrize("model", sorted({row["model"] for row in REGISTRY.rows("ambition_readings")}))
def test_every_reason_of_an_ambition_has_french_words(model: str) -> None:
    text = model_path(REGISTRY.dbt_dir, model).read_text(encoding="utf-8")
    assert set(re.findall(r"then '(\w+)'", text)) - {"synthetic", "provisional_base"} <= set(REASONS_FR)


@pytest.mark.parametrize("code", INDICATORS)
def test_every_reason_of_a_rule_has_french_words(code: str) -> None:
    """What a model writes after `then` in its reasons is what a reader of the evidence is told."""
    text = model_path(REGISTRY.dbt_dir, code).read_text(encoding="utf-8")
    parts = re.findall(r"case\b((?:(?!\bcase\b).)*?)end as reason", text, flags=re.DOTALL)
    reasons = {reason for part in parts for reason in re.findall(r"then '(\w+)'", part)}
    assert reasons <= set(REASONS_FR)
