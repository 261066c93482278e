"""A first suite for a stream (from its contract) or a mart (from its model's yml), for its owner to go on from.

Numbers are proposals: the owner of a stream changes them in its suite (`sress expectations edit`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sress.contracts.formats import JsonFormat
from sress.contracts.model import Contract, Stream
from sress.quality.verdict import CRITICAL, WARNING
from sress.quality.writing import Expectation, expectation

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ENGINEER = "data_engineer"
BETWEEN = "expect_column_values_to_be_between"
NOT_NULL = "expect_column_values_to_not_be_null"
COLUMNS = "expect_table_columns_to_match_set"
SAME_COLUMNS = "Les colonnes sont celles du contrat du mart, et aucune autre."
ROWS = "expect_table_row_count_to_be_between"


def first_stream_suite(contract: Contract, name: str) -> dict[str, Any]:
    """The suite of gate 1 for a stream: what can be asked of its deliveries as a whole."""
    stream = contract.streams[name]
    return {
        "name": f"{contract.source}.{name}",
        "meta": {"protects_fr": f"Une livraison de « {contract.label} » ({name}), regardée en entier."},
        "expectations": [*_counted(contract.owner, stream), *_looked_at(contract.owner, stream)],
    }


def _counted(owner: str, stream: Stream) -> list[Expectation]:
    rejected = 50 * stream.thresholds.max_rejected_share
    told = [
        _fact("rows_unaccounted", CRITICAL, ENGINEER, "Chaque ligne lue est chargée ou rejetée.", (0, 0)),
        _fact("rows_missing", CRITICAL, ENGINEER, "Chaque ligne chargée est dans l'entrepôt.", (0, 0)),
        _fact("rejected_pct", WARNING, owner, _rejected_sentence(rejected), (None, rejected)),
    ]
    if any(column.type == "code" for column in stream.stored_columns):
        message = "Au plus une ligne sur dix porte un code que le contrat ne connaît pas (dispositif, statut…)."
        told.append(_fact("refused_codes_pct", WARNING, owner, message, (None, 10)))
    if stream.revision.replaces in ("stream", "exercice"):
        message = "La livraison n'a pas plus du triple des lignes de la précédente."
        told.append(_fact("growth_pct", WARNING, owner, message, (None, 300)))
        message = "La livraison n'a pas plus de dix fois les lignes de la précédente."
        told.append(_fact("growth_pct", CRITICAL, owner, message, (None, 1000)))
    if stream.revision.replaces in ("exercice", "vintage"):
        message = "Un nouvel exercice ou millésime n'a pas plus de dix fois les lignes des autres."
        told.append(_fact("against_usual_pct", CRITICAL, owner, message, (None, 1000)))
    if stream.revision.replaces == "vintage":
        message = "Un nouveau millésime a au moins le quart des lignes des autres."
        told.append(_fact("against_usual_pct", WARNING, owner, message, (25, None)))
    return told


def _looked_at(owner: str, stream: Stream) -> list[Expectation]:
    if stream.bulk:
        return []
    types = {column.name: column.type for column in stream.stored_columns}
    told = [*_keyed(owner, stream), *_dated(owner, stream, types)]
    if any(kind == "insee_code" and name not in stream.key for name, kind in types.items()):
        message = "Au plus 5 % des codes commune sont inconnus du code officiel géographique."
        told.append(_fact("unknown_communes_pct", WARNING, owner, message, (None, 5)))
    if "commune" in types and {"insee_code", "postal_code"} & set(types.values()):
        message = "Au plus une ligne sur dix est sans aucun lieu."
        told.append(_fact("unplaced_pct", WARNING, owner, message, (None, 10)))
    if stream.format.kind in ("csv", "xlsx") and "amount" in types.values():
        message = "La ligne de total du fichier, s'il y en a une, est la somme de ses lignes à 5 % près."
        told.append(_fact("totals_gap_pct", WARNING, owner, message, (None, 5)))
    return told


def _keyed(owner: str, stream: Stream) -> list[Expectation]:
    if not stream.key or (isinstance(stream.format, JsonFormat) and stream.format.explode):
        return []
    message = "Au plus 15 % des lignes répètent la clé d'une autre."
    twice = "Le fichier ne contient pas deux fois la même extraction."
    return [
        _fact("keys_twice_pct", WARNING, owner, message, (None, 15)),
        _fact("keys_twice_pct", CRITICAL, owner, twice, (None, 49)),
    ]


def _dated(owner: str, stream: Stream, types: Mapping[str, str]) -> list[Expectation]:
    if stream.revision.replaces != "exercice" or not stream.revision.year_of:
        return []
    message = "Au plus 5 % des lignes sont d'une autre année que l'exercice déclaré."
    other = "Le fichier est bien celui de l'exercice qu'il déclare."
    told = [
        _fact("outside_period_pct", WARNING, owner, message, (None, 5)),
        _fact("outside_period_pct", CRITICAL, owner, other, (None, 50)),
    ]
    if types[stream.revision.year_of[0]] == "date":
        message = "Les lignes vont jusqu'à la fin de la période déclarée, à un trimestre près."
        told.append(_fact("silent_days", WARNING, owner, message, (None, 92)))
    return told


def _fact(
    name: str, severity: str, owner: str, message: str, bounds: tuple[float | None, float | None]
) -> Expectation:
    """A bound on a fact, in whole numbers where it is one."""
    given = {
        key: int(bound) if bound == int(bound) else round(bound, 2)
        for key, bound in zip(("min_value", "max_value"), bounds, strict=True)
        if bound is not None
    }
    return expectation(BETWEEN, severity, owner, message, column=name, **given)


def _rejected_sentence(limit: float) -> str:
    if not limit:
        return "Aucune ligne n'est rejetée."
    return f"Au plus {_number(limit)} % des lignes sont rejetées : la moitié de ce que le contrat admet."


def first_mart_suite(dbt_dir: Path, name: str, owner: str) -> dict[str, Any]:
    """The suite of gate 2 for a mart: its columns, and no empty cell in its key. Raises LookupError."""
    model = mart_models(dbt_dir).get(name)
    if model is None:
        raise LookupError(f"dbt ne décrit aucun mart {name}")
    columns = [column["name"] for column in model["columns"]]
    described = {column["name"]: column for column in model["columns"]}
    keys = [one for one in columns if _is_never_empty(described[one])] or columns[:1]
    return {
        "name": name,
        "meta": {"protects_fr": f"La table {name}, telle que son contrat la décrit."},
        "expectations": [
            expectation(COLUMNS, CRITICAL, ENGINEER, SAME_COLUMNS, column_set=columns, exact_match=True),
            expectation(ROWS, WARNING, owner, "La table n'est pas vide.", min_value=1),
            *(expectation(NOT_NULL, CRITICAL, ENGINEER, f"Chaque ligne dit « {key} ».", column=key) for key in keys),
        ],
    }


def mart_models(dbt_dir: Path) -> dict[str, dict[str, Any]]:
    """The yml entry of every mart, by name."""
    return {
        model["name"]: model
        for path in sorted((dbt_dir / "models" / "marts").rglob("*.yml"))
        for model in (yaml.load(path.read_text(encoding="utf-8"), Loader) or {}).get("models") or []
    }


def _is_never_empty(column: dict[str, Any]) -> bool:
    tests = [*(column.get("data_tests") or []), *(one.get("type") for one in column.get("constraints") or [])]
    return "not_null" in tests


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")
