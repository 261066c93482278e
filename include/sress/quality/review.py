"""What is malformed in the suites: unknown column or type, no owner, no sentence, other severity, layout."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sress.contracts.load import load_contracts
from sress.platform.settings import Settings
from sress.quality.delivery_facts import fact_names
from sress.quality.first_suite import mart_models
from sress.quality.probes import PROBES
from sress.quality.suites import problems_of
from sress.quality.writing import suite_text

Known = dict[str, set[str] | None]
SQL = "unexpected_rows_expectation"
_QUERY = re.compile(r"\s*(?:with|select)\b", re.IGNORECASE)


def review(settings: Settings) -> list[str]:
    """One French line for each thing to correct, and for each stream without a suite; empty when all is well."""
    folder = settings.expectations_dir
    known = known_columns(settings)
    told = [line for path in sorted(folder.rglob("*.json")) for line in review_file(settings, path, known)]
    for contract in load_contracts(settings.contracts_dir).values():
        names = [name for name in contract.streams if not (folder / contract.source / f"{name}.json").is_file()]
        told += [
            f"{contract.source}/{name}.json : le flux n'a pas de suite "
            f"(sress expectations new {contract.source}.{name})"
            for name in names
        ]
    return told


def review_file(settings: Settings, path: Path, known: Known | None = None) -> list[str]:
    """The same for one file."""
    name = ".".join(path.relative_to(settings.expectations_dir).with_suffix("").parts)
    content = path.read_bytes()
    problems = problems_of(name, content)
    if not problems:
        suite = json.loads(content)
        problems = _review(known or known_columns(settings), name, suite)
        if not problems and suite_text(suite) != content.decode("utf-8"):
            problems = ["ordre ou mise en page : sress expectations edit l'écrit comme il se doit"]
    return [f"{path.relative_to(settings.expectations_dir)} : {problem}" for problem in problems]


def expectation_problems(one: dict[str, Any], columns: set[str] | None) -> list[str]:
    """What is wrong with an expectation on a table of these columns (None: not known)."""
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    kind, kwargs = str(one.get("type")), one.get("kwargs") or {}
    if kind not in list_registered_expectation_implementations():
        return [f"attente inconnue : {kind}"]
    named = _columns_of(kwargs) if columns is not None else []
    told = [f"colonne inconnue : {column}" for column in named if columns is not None and column not in columns]
    if kind == SQL:
        query = str(kwargs.get("unexpected_rows_query", ""))
        if "{batch}" not in query or not _QUERY.match(query):
            told.append("la requête doit lire {batch}")
    return told + _refused_by_gx(one)


def known_columns(settings: Settings) -> Known:
    """The columns that a suite of each name may name; None for a probe, whose columns are its own affair."""
    known: Known = dict.fromkeys(PROBES)
    for name, model in mart_models(settings.dbt_dir).items():
        known[name] = {column["name"] for column in model.get("columns") or []}
    for contract in load_contracts(settings.contracts_dir).values():
        known |= {f"{contract.source}.{stream}": set(fact_names()) for stream in contract.streams}
    return known


def _review(known: Known, name: str, suite: dict[str, Any]) -> list[str]:
    if name not in known:
        return ["ni un mart que dbt décrit, ni un flux d'un contrat, ni une sonde"]
    columns = known[name]
    told = []
    seen: set[str] = set()
    for number, one in enumerate(suite["expectations"], start=1):
        problems = expectation_problems(one, columns)
        identity = json.dumps([one["type"], one.get("kwargs")], sort_keys=True)
        if identity in seen:
            problems.append("la même attente deux fois")
        seen.add(identity)
        told += [f"attente n° {number} ({one['type']}) : {problem}" for problem in problems]
    return told


def _columns_of(kwargs: dict[str, Any]) -> list[str]:
    named = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    return [*named, *kwargs.get("column_list", []), *kwargs.get("column_set", [])]


def _refused_by_gx(one: dict[str, Any]) -> list[str]:
    """Great Expectations' own word on the arguments."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    try:
        severity = FailureSeverity(one.get("severity"))
        ExpectationConfiguration(
            type=one["type"], kwargs=one.get("kwargs") or {}, meta=one.get("meta"), severity=severity
        ).to_domain_obj()
    except Exception as error:  # it raises its own, pydantic's and plain TypeErrors alike
        return [f"arguments refusés : {' '.join(str(error).split())[:200]}"]
    return []
