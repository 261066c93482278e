"""Hold the core facts against the world's own rows: key by key, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

# What names a row of each fact; where the world has no key for a row, its other columns are compared as they are.
KEYS = {
    "fct_dossier": ("dossier_key",),
    "fct_loan": ("loan_key",),
    "fct_takeover": ("takeover_key",),
    "fct_support": ("support_key",),
    "fct_referral": ("referral_key",),
    "fct_publicity": ("publicity_key",),
    "fct_event": ("event_key",),
    "fct_participation": (),
    "fct_third_place": ("third_place_key", "vintage"),
}
# Compared by their own rules: the carrier, the place.
_OF_THEIR_OWN = {"siren", "rna", "commune_code", "departement_code", "epci_code"}
# A third place that only its name tells has a fingerprint of the reader's own for a key.
_FINGERPRINT = "tl-p3:"


def differences(fact: str, found: list[dict[str, Any]], truth: list[dict[str, Any]]) -> list[str]:
    """What is wrong in a fact, a sentence each: rows missing or too many, and columns that differ.

    A month may have none of a fact, such as before the first conference; then both sides say so.
    """
    if not found and not truth:
        return []
    columns = _columns(fact, found, truth)
    keys = KEYS[fact]
    named = {_key(row, keys): row for row in truth if keys and _key(row, keys) is not None}
    said = []
    by_key: dict[Any, dict[str, Any]] = {}
    for row in found:
        if keys and (key := _key(row, keys)) in named:
            if key in by_key:
                said.append(f"{fact} {key}: twice")
            by_key[key] = row
    said += [f"{fact} {key}: missing" for key in named if key not in by_key]
    for key, row in by_key.items():
        true = named[key]
        said += [
            f"{fact} {key}.{column}: {_plain(row[column])!r}, truly {_plain(true[column])!r}"
            for column in columns
            if _plain(row[column]) != _plain(true[column]) and not str(row[column]).startswith(_FINGERPRINT)
        ]
        said += [f"{fact} {key}: {sentence}" for sentence in (*_carrier(row, true), *_place(row, true))]
    rest = [row for row in found if not keys or _key(row, keys) not in by_key]
    unnamed = [row for row in truth if not keys or _key(row, keys) is None]
    return said + _as_multisets(fact, columns - set(keys), rest, unnamed)


def _columns(fact: str, found: list[dict[str, Any]], truth: list[dict[str, Any]]) -> set[str]:
    """Columns that both tell of. Raises AssertionError when there is nothing to compare."""
    assert found, f"{fact} is empty"
    assert truth, f"the truth has no {fact}"
    shared = (set(found[0]) & set(truth[0])) - _OF_THEIR_OWN - set(KEYS[fact])
    assert len(shared) >= 3, f"{fact}: nothing to compare"
    return shared


def _key(row: Row, keys: tuple[str, ...]) -> tuple[str, ...] | None:
    values = tuple(row[name] for name in keys)
    return None if None in values else tuple(str(value) for value in values)


def _plain(value: object) -> object:
    """A value as JSON tells it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, int, float)) and not isinstance(value, bool):
        return float(value)
    return value


def _carrier(row: Row, true: Row) -> Iterable[str]:
    """The SIREN that the record shows is the carrier's; without one an RNA number may tell it."""
    if "organisation_key" in row and true.get("siren"):
        if row["organisation_key"] != f"siren:{true['siren']}":
            yield f"carrier {row['organisation_key']}, truly siren:{true['siren']}"
    elif "organisation_key" in row and not true.get("rna") and row["organisation_key"] is not None:
        yield f"carrier {row['organisation_key']}, truly nobody knows"


def _place(row: Row, true: Row) -> Iterable[str]:
    """A place may stay undetermined where its spelling leaves doubt; a wrong one is never given."""
    for column in ("commune_code", "departement_code", "epci_code"):
        if column in row and column in true and row[column] not in (None, true[column]):
            yield f"{column} {row[column]}, truly {true[column]}"


def undetermined(found: list[dict[str, Any]], truth: list[dict[str, Any]], fact: str) -> tuple[int, int]:
    """(rows whose commune the world tells and the fact does not, rows whose commune the world tells)."""
    keys = KEYS[fact]
    communes = {_key(row, keys): row["commune_code"] for row in found}
    told = [row for row in truth if row.get("commune_code") and _key(row, keys) in communes]
    return sum(communes[_key(row, keys)] is None for row in told), len(told)


def _as_multisets(fact: str, columns: set[str], found: list[dict[str, Any]], truth: list[dict[str, Any]]) -> list[str]:
    names = sorted(columns)
    have = Counter(tuple(str(_plain(row[name])) for name in names) for row in found)
    want = Counter(tuple(str(_plain(row[name])) for name in names) for row in truth)
    return [
        *(f"{fact} {names}: {row} is {count} too many" for row, count in (have - want).items()),
        *(f"{fact} {names}: {row} is missing {count} times" for row, count in (want - have).items()),
    ]
