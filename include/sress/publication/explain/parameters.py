"""Which parameters of the registry a measure uses: those that its model names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_INDICATORS = Path("models") / "marts" / "indicators"
_TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_LINE_COMMENT = re.compile(r"--[^\n]*")
_QUOTED = re.compile(r"""['"](\w+)['"]""")


def model_path(dbt_dir: Path, indicator_code: str) -> Path:
    """The model of an indicator: ind_a12_i1.sql is A12-I1's."""
    return dbt_dir / _INDICATORS / f"ind_{indicator_code.lower().replace('-', '_')}.sql"


def named_parameters(model: str, known: Iterable[str]) -> frozenset[str]:
    """The registry's parameters that a model's text names, by parameter('name') or in a list's condition."""
    code = _LINE_COMMENT.sub("", _TEMPLATE_COMMENT.sub("", model))
    return frozenset(_QUOTED.findall(code)) & frozenset(known)


def used_parameters(dbt_dir: Path, indicator_code: str, known: Iterable[str]) -> frozenset[str]:
    """The parameters of an indicator, from its model as it stands in the project; none without a model."""
    path = model_path(dbt_dir, indicator_code)
    return named_parameters(path.read_text(encoding="utf-8"), known) if path.is_file() else frozenset()
