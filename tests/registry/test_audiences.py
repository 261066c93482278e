"""Every mart says for whom it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sress.publication.audience import CATALOGUE, Audience

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"


def audiences() -> dict[str, str | None]:
    """Each table of the marts with the audience that its description names."""
    models: list[dict[str, Any]] = [
        model for path in MARTS.rglob("_*.yml") for model in (yaml.safe_load(path.read_text()).get("models") or [])
    ]
    return {
        model["name"]: model.get("config", {}).get("meta", {}).get("audience")
        for model in models
        if model.get("config", {}).get("materialized") != "view" and model["name"] != CATALOGUE
    }


def test_every_mart_has_an_audience() -> None:
    told = audiences()
    assert len(told) > 40
    assert {mart: audience for mart, audience in told.items() if audience not in set(Audience)} == {}


@pytest.mark.parametrize("mart", ["fct_dossier", "fct_loan", "dim_organisation", "indicator_evidence"])
def test_what_tells_of_one_case_is_detail(mart: str) -> None:
    assert audiences()[mart] == Audience.detail


def test_the_figures_are_for_everybody() -> None:
    assert {audiences()[mart] for mart in ("indicator_value", "ambition_status", "dim_measure")} == {Audience.public}
