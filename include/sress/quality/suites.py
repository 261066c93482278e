"""The suites of expectations: one readable JSON file a mart (`<mart>.json`) or a stream (`<source>/<stream>.json`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sress.quality.verdict import CRITICAL, WARNING

SEVERITIES = (CRITICAL, WARNING)


@dataclass(frozen=True)
class Suite:
    """A suite as it stands on disk; `sha256` is the version that a verdict records.

    A mart's suite is named after it, a stream's `source.stream`.
    """

    name: str
    path: Path
    sha256: str


class InvalidSuite(ValueError):
    """A suite file that cannot be used; names the file and what to correct."""


def suite_path(folder: Path, name: str) -> Path:
    """Where the suite of this name is kept."""
    return folder.joinpath(*name.split(".")).with_suffix(".json")


def read_suites(folder: Path) -> list[Suite]:
    """The suites of gate 2, by name. Raises InvalidSuite when one is not usable."""
    return _read(folder, folder.glob("*.json"))


def read_stream_suites(folder: Path) -> list[Suite]:
    """The suites of gate 1, by name. Raises InvalidSuite when one is not usable."""
    return _read(folder, folder.glob("*/*.json"))


def _read(folder: Path, paths: Iterable[Path]) -> list[Suite]:
    suites = []
    for path in sorted(paths):
        content = path.read_bytes()
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        problems = problems_of(name, content)
        if problems:
            raise InvalidSuite(f"{path} : {' ; '.join(problems)}")
        suites.append(Suite(name, path, hashlib.sha256(content).hexdigest()))
    return suites


def problems_of(name: str, content: bytes) -> list[str]:
    """What makes a suite unusable, in French; empty when it can be used."""
    try:
        suite = json.loads(content)
    except ValueError as error:
        return [f"JSON illisible ({error})"]
    problems = []
    if suite.get("name") != name:
        problems.append(f"« name » doit valoir {name}")
    if not suite.get("expectations"):
        problems.append("aucune attente")
    for number, expectation in enumerate(suite.get("expectations") or [], start=1):
        where = f"attente n° {number} ({expectation.get('type', 'sans type')})"
        problems += [f"{where} : {problem}" for problem in shape_problems(expectation)]
    return problems


def shape_problems(expectation: dict[str, Any]) -> list[str]:
    """What an expectation lacks by itself: severity, owner, sentence."""
    problems = []
    if expectation.get("severity") not in SEVERITIES:
        problems.append("« severity » vaut critical ou warning")
    meta = expectation.get("meta") or {}
    empty = [key for key in ("owner", "message_fr") if not str(meta.get(key) or "").strip()]
    return problems + [f"« meta.{key} » est vide" for key in empty]
