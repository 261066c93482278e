"""The page of the core marts: a diagram of entities and a table of each mart, from dbt's own descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PAGE = "core_marts.md"
_INTRODUCTION = """# Core marts

Every indicator stands on these tables. They live in schema `marts`, as of the publication that is served; a column's
meaning is its comment there, and the page of its model in dbt's documentation (`sress marts document --dbt FOLDER`).
Facts end with their place (`commune_code`, `departement_code`, `epci_code`, `location_level`), `flags`, and the row
they come from (`source_code`, `delivery_id`, `row_number`). This page is written by `sress marts document`.
"""


@dataclass(frozen=True)
class Mart:
    """A mart as its contract describes it. `links` are (column, mart, field); `key` the columns of a row's name."""

    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]


def read_marts(folder: Path) -> list[Mart]:
    """The marts described in the YAML files of a folder, by name."""
    models = [
        model
        for path in sorted(folder.glob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models") or []
    ]
    return sorted((_mart(model) for model in models), key=lambda mart: mart.name)


def core_page(folder: Path) -> str:
    """The page as Markdown: facts, then dimensions, with their relationships as a Mermaid diagram."""
    marts = read_marts(folder)
    facts = [mart for mart in marts if mart.name.startswith("fct_")]
    others = [mart for mart in marts if not mart.name.startswith("fct_")]
    parts = [_INTRODUCTION, _diagram(marts)]
    parts += ["## Facts\n", *map(_section, facts), "## Dimensions and bridges\n", *map(_section, others)]
    return "\n".join(parts)


def _mart(model: Mapping[str, Any]) -> Mart:
    columns = model.get("columns") or []
    keys = [one["columns"] for one in model.get("constraints") or [] if one["type"] == "primary_key"]
    single = [
        column["name"]
        for column in columns
        if any(one["type"] == "primary_key" for one in column.get("constraints") or [])
    ]
    return Mart(
        model["name"],
        model["description"],
        tuple((column["name"], column["data_type"], column["description"]) for column in columns),
        tuple(keys[0] if keys else single),
        tuple(_links(columns)),
    )


def _links(columns: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str, str]]:
    for column in columns:
        for test in column.get("data_tests") or []:
            if isinstance(test, dict) and "relationships" in test:
                told = test["relationships"]["arguments"]
                found = re.fullmatch(r"ref\('(\w+)'\)", told["to"])
                if found:
                    yield column["name"], found[1], told["field"]


def _diagram(marts: list[Mart]) -> str:
    names = {mart.name for mart in marts}
    lines = ["```mermaid", "erDiagram"]
    for mart in marts:
        for column, target, _ in mart.links:
            if target in names:
                lines.append(f"    {target} ||--o{{ {mart.name} : {column}")
    for mart in marts:
        lines.append(f"    {mart.name} {{")
        lines += [f"        {kind.replace(' ', '_')} {name} PK" for name, kind, _ in mart.columns if name in mart.key]
        lines.append("    }")
    return "\n".join([*lines, "```", ""])


def _section(mart: Mart) -> str:
    key = ", ".join(f"`{name}`" for name in mart.key) or "none"
    rows = [f"| `{name}` | {kind} | {_cell(told)} |" for name, kind, told in mart.columns]
    head = [f"### {mart.name}\n", f"{mart.description} Key: {key}.\n", "| Column | Type | Meaning |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
