"""The suites of expectations: one readable JSON file per mart, named after it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sress.quality.verdict import CRITICAL, WARNING


@dataclass(frozen=True)
class Suite:
    """A suite as it stands on disk; `sha256` is the version that a verdict records."""

    name: str
    path: Path
    sha256: str


class InvalidSuite(ValueError):
    """A suite file that cannot be used; names the file and what to correct."""


def read_suites(folder: Path) -> list[Suite]:
    """The suites of `folder`, by name. Raises InvalidSuite when one is not usable."""
    suites = []
    for path in sorted(folder.glob("*.json")):
        content = path.read_bytes()
        problems = _problems(path, content)
        if problems:
            raise InvalidSuite(f"{path} : {' ; '.join(problems)}")
        suites.append(Suite(path.stem, path, hashlib.sha256(content).hexdigest()))
    return suites


def _problems(path: Path, content: bytes) -> list[str]:
    try:
        suite = json.loads(content)
    except ValueError as error:
        return [f"JSON illisible ({error})"]
    problems = []
    if suite.get("name") != path.stem:
        problems.append(f"« name » doit valoir {path.stem}")
    if not suite.get("expectations"):
        problems.append("aucune attente")
    for number, expectation in enumerate(suite.get("expectations") or [], start=1):
        where = f"attente n° {number} ({expectation.get('type', 'sans type')})"
        if expectation.get("severity") not in (CRITICAL, WARNING):
            problems.append(f"{where} : « severity » vaut critical ou warning")
        meta = expectation.get("meta") or {}
        problems += [f"{where} : « meta.{key} » est vide" for key in ("owner", "message_fr") if not meta.get(key)]
    return problems
