"""The parameters of a measure are those that its model names, by a call or as a list."""

from __future__ import annotations

from pathlib import Path

from sress.publication.explain.parameters import model_path, named_parameters, used_parameters

DBT = Path(__file__).parents[3] / "dbt_project"


def test_calls_lists_and_nothing_else() -> None:
    model = """
    -- parameter('in_a_comment') is not read, nor is 'in_a_comment'
    {# neither 'in_a_template_comment' #}
    select {{ parameter('window_months', on='d') }}, {{ parameter("double") }} from x
    where list.name in ('actors', 'reseau') and kind = 'not_a_parameter'
    """
    known = ["window_months", "actors", "double", "in_a_comment", "in_a_template_comment", "unused"]
    assert named_parameters(model, known) == {"window_months", "actors", "double"}


def test_a_model_is_named_after_its_indicator() -> None:
    assert model_path(DBT, "A12-I1").is_file()
    known = ["review_window_months", "review_min_per_window", "funders_window_months", "strategy_start"]
    assert used_parameters(DBT, "A12-I1", known) == {"review_window_months", "review_min_per_window", "strategy_start"}
    assert "acteurs_ess" in used_parameters(DBT, "A08-I1", ["acteurs_ess"])


def test_an_indicator_that_is_not_computed_yet_uses_none(tmp_path: Path) -> None:
    assert used_parameters(tmp_path, "A06-I1", ["strategy_start"]) == frozenset()
