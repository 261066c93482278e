"""Which parameters of the registry a measure uses: those that its model names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_MARTS = Path("models") / "marts"
# What every ambition reads besides its own model: the days of its editions.
_EDITIONS = Path("models") / "intermediate" / "ambition" / "int_ambition__editions.sql"
_TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_LINE_COMMENT = re.compile(r"--[^\n]*")
_QUOTED = re.compile(r"""['"](\w+)['"]""")


def model_path(dbt_dir: Path, indicator_code: str) -> Path:
    """The model of an indicator: ind_a12_i1.sql is A12-I1's. An ambition's code is the name of its model."""
    if indicator_code.startswith("amb_"):
        return dbt_dir / _MARTS / "ambitions" / f"{indicator_code}.sql"
    return dbt_dir / _MARTS / "indicators" / f"ind_{indicator_code.lower().replace('-', '_')}.sql"


def named_parameters(model: str, known: Iterable[str]) -> frozenset[str]:
    """The registry's parameters that a model's text names, by parameter('name') or in a list's condition."""
    code = _LINE_COMMENT.sub("", _TEMPLATE_COMMENT.sub("", model))
    return frozenset(_QUOTED.findall(code)) & frozenset(known)


def used_parameters(dbt_dir: Path, indicator_code: str, known: Iterable[str]) -> frozenset[str]:
    """The parameters of an indicator, from its model as it stands in the project; none without a model."""
    paths = [model_path(dbt_dir, indicator_code)]
    if indicator_code.startswith("amb_"):
        paths.append(dbt_dir / _EDITIONS)
    named = (named_parameters(path.read_text(encoding="utf-8"), known) for path in paths if path.is_file())
    return frozenset().union(*named)
