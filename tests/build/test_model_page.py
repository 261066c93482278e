"""The page of the core marts is the one that the models' contracts make."""

from __future__ import annotations

from pathlib import Path

from sress.build.model_page import PAGE, core_page, read_marts

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "dbt_project" / "models" / "marts" / "core"


def test_the_page_is_up_to_date() -> None:
    """`sress marts document` writes it."""
    assert (ROOT / "docs" / PAGE).read_text(encoding="utf-8") == core_page(CORE)


def test_every_core_mart_has_its_section_its_key_and_its_links() -> None:
    marts = read_marts(CORE)
    assert {mart.name for mart in marts} == {path.stem for path in CORE.glob("*.sql")}
    page = core_page(CORE)
    for mart in marts:
        assert f"### {mart.name}\n" in page
        assert mart.key, f"{mart.name} has no primary key"
    links = {(mart.name, target) for mart in marts for _, target, _ in mart.links}
    assert {("fct_dossier", "dim_project"), ("fct_dossier", "dim_organisation"), ("fct_loan", "fct_dossier")} <= links
