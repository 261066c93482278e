"""What dbt's yml promises of the marts that BI reads."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def described_marts() -> dict[str, dict[str, str]]:
    """Data type by column of every mart that dbt's yml describes, views of evidence and marts of detail left out."""
    models: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "dbt_project" / "models" / "marts").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            config = model.get("config", {})
            if config.get("materialized") != "view" and config.get("meta", {}).get("audience") in ("public", "pilots"):
                models[model["name"]] = {column["name"]: column["data_type"] for column in model["columns"]}
    return models
