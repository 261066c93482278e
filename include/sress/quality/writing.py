"""Write suites: always in the same order and layout, so that a change of one line is a change of one line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sress.quality.suites import suite_path

Expectation = dict[str, Any]
_SUITE_KEYS = ("name", "meta", "expectations")
_EXPECTATION_KEYS = ("type", "severity", "kwargs", "meta")
_META_KEYS = ("owner", "message_fr")


def expectation(kind: str, severity: str, owner: str, message: str, **kwargs: Any) -> Expectation:
    """One expectation in the layout of the files."""
    return {"type": kind, "severity": severity, "kwargs": kwargs, "meta": {"owner": owner, "message_fr": message}}


def suite_text(suite: dict[str, Any]) -> str:
    """The file of a suite: known keys in their order, expectations as they stand, indented by two."""
    ordered = _ordered(suite, _SUITE_KEYS)
    ordered["expectations"] = [
        {**_ordered(one, _EXPECTATION_KEYS), "meta": _ordered(one.get("meta") or {}, _META_KEYS)}
        for one in suite.get("expectations") or []
    ]
    return json.dumps(ordered, indent=2, ensure_ascii=False) + "\n"


def write_suite(folder: Path, suite: dict[str, Any]) -> Path:
    """Write the file of a suite, whole or not at all; returns its path."""
    path = suite_path(folder, suite["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(suite_text(suite), encoding="utf-8")
    draft.replace(path)
    return path


def _ordered(values: dict[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    return {key: values[key] for key in (*first, *(key for key in values if key not in first)) if key in values}
