"""A stock of legal units of national size, in the shape of INSEE's monthly file: made, not real.

The columns are those of StockUniteLegale since 16 December 2025, in INSEE's order, and one more that
marks each row as synthetic. Rows are made by DuckDB from their rank, so the same arguments give the same
file and memory stays flat. Names are « Unité fictive n » and persons have none. With `dirt`, one row in
`DIRT_EVERY` is wrong in a way that the contract refuses or mends; how many, the function tells.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

COLUMNS = (
    "siren",
    "statutDiffusionUniteLegale",
    "unitePurgeeUniteLegale",
    "dateCreationUniteLegale",
    "sigleUniteLegale",
    "sexeUniteLegale",
    "prenom1UniteLegale",
    "prenom2UniteLegale",
    "prenom3UniteLegale",
    "prenom4UniteLegale",
    "prenomUsuelUniteLegale",
    "pseudonymeUniteLegale",
    "identifiantAssociationUniteLegale",
    "trancheEffectifsUniteLegale",
    "anneeEffectifsUniteLegale",
    "dateDernierTraitementUniteLegale",
    "nombrePeriodesUniteLegale",
    "categorieEntreprise",
    "anneeCategorieEntreprise",
    "dateDebut",
    "etatAdministratifUniteLegale",
    "nomUniteLegale",
    "nomUsageUniteLegale",
    "denominationUniteLegale",
    "denominationUsuelle1UniteLegale",
    "denominationUsuelle2UniteLegale",
    "denominationUsuelle3UniteLegale",
    "categorieJuridiqueUniteLegale",
    "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale",
    "nicSiegeUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "societeMissionUniteLegale",
    "caractereEmployeurUniteLegale",
    "activitePrincipaleNAF25UniteLegale",
)
MARK_COLUMN, MARK = "origineDonnee", "SYNTHETIQUE"
DIRT_EVERY = 997
# Ranks from 1 on, eight digits; the step has no divisor in common with them, so no rank comes twice.
_STEP, _RANKS = 38_183_903, 99_999_999
_CATEGORIES = ("1000", "5499", "5710", "9220", "9220", "5560", "5599", "6540", "8210", "9300", "7344", "5498")
_ACTIVITIES = ("88.99B", "94.99Z", "47.11B", "68.20B", "56.10A", "62.02A", "90.01Z", "43.32A", "85.59B", "01.13Z")
_WORKFORCE = ("NN", "NN", "00", "01", "02", "03", "11", "12", "21")
# What each kind of wrong row becomes: a rejected row, a cell left empty, a mended cell.
_KINDS = ("siren_key", "siren_missing", "date_impossible", "rna_format", "leading_zero")
_REJECTED, _MENDED = ("siren_key", "siren_missing"), ("leading_zero",)


@dataclass(frozen=True)
class Made:
    """What a file holds and what landing must find in it, by the file's own rules."""

    rows: int
    rejected: int
    mended: int
    reasons: dict[str, int]


def write_stock(path: Path, rows: int, *, seed: int = 1, dirt: bool = True) -> Made:
    """Write `rows` legal units as CSV, or as Parquet when the name says so, and `<name>.expected.json` beside it.

    Raises ValueError for a number of rows that eight digits cannot name.
    """
    if not 0 < rows <= _RANKS // 2:
        raise ValueError(f"between 1 and {_RANKS // 2} rows, not {rows}")
    path.parent.mkdir(parents=True, exist_ok=True)
    form = "format parquet, compression zstd" if path.suffix == ".parquet" else "format csv, header true"
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"}) as connection:
        connection.execute(f"copy ({_query(rows, seed, dirt=dirt)}) to '{path}' ({form})")
    made = _expected(rows, dirt=dirt)
    path.with_name(f"{path.name}.expected.json").write_text(json.dumps(asdict(made), indent=2) + "\n", encoding="utf-8")
    return made


def _expected(rows: int, *, dirt: bool) -> Made:
    found = dict.fromkeys(_KINDS, 0)
    for place in range(DIRT_EVERY - 1, rows, DIRT_EVERY) if dirt else ():
        found[_KINDS[place // DIRT_EVERY % len(_KINDS)]] += 1
    reasons = {
        "siren_key": found["siren_key"],
        "missing_value": found["siren_missing"],
        "date_impossible": found["date_impossible"],
        "rna_format": found["rna_format"],
    }
    return Made(
        rows,
        sum(found[kind] for kind in _REJECTED),
        sum(found[kind] for kind in _MENDED),
        {reason: count for reason, count in sorted(reasons.items()) if count},
    )


def _query(rows: int, seed: int, *, dirt: bool) -> str:
    wrong = (
        f"case when i % {DIRT_EVERY} = {DIRT_EVERY - 1} then i // {DIRT_EVERY} % {len(_KINDS)} end" if dirt else "null"
    )
    digits = [f"((n // {10**place}) % 10)" for place in range(8)]
    # Luhn: counted from the key that is added on the right, every second digit doubled.
    doubled = [f"({digit} * 2 - case when {digit} > 4 then 9 else 0 end)" for digit in digits[::2]]
    total = " + ".join([*doubled, *digits[1::2]])
    columns = ", ".join(f"{_VALUES.get(name, 'null')} as {name}" for name in COLUMNS)
    return f"""
        with ranks as (
            select i, hash(i, {seed}) as h, {wrong} as wrong,
                (i * {_STEP} + {seed % 9973 + 1} * 7919) % {_RANKS} + 1 as n
            from range({rows}) as r (i)
        ),
        units as (
            select i, h, wrong, n, (10 - ({total}) % 10) % 10 as key,
                {_pick(_CATEGORIES, 8)} as category, {_pick(_ACTIVITIES, 16)} as activity,
                {_pick(_WORKFORCE, 24)} as workforce,
                date '1950-01-01' + ((h >> 32) % 27000)::integer as created
            from ranks
        )
        select {columns}, '{MARK}' as {MARK_COLUMN} from units
    """


def _pick(values: tuple[str, ...], shift: int) -> str:
    told = ", ".join(f"'{value}'" for value in values)
    return f"[{told}][((h >> {shift}) % {len(values)})::integer + 1]"


_ASSOCIATION = "starts_with(category, '9')"
_VALUES = {
    "siren": (
        "case wrong when 0 then lpad(n::varchar, 8, '0') || ((key + 1) % 10)::varchar when 1 then null "
        "else lpad(n::varchar, 8, '0') || key::varchar end"
    ),
    "statutDiffusionUniteLegale": "case when h % 50 = 0 then 'P' else 'O' end",
    "dateCreationUniteLegale": "case wrong when 2 then '2023-02-30' else strftime(created, '%Y-%m-%d') end",
    "identifiantAssociationUniteLegale": (
        f"case when wrong = 3 then 'W44' when {_ASSOCIATION} then 'W' || lpad((i % 1000000000)::varchar, 9, '0') end"
    ),
    "trancheEffectifsUniteLegale": "workforce",
    "anneeEffectifsUniteLegale": "case when workforce <> 'NN' then '2024' end",
    "dateDernierTraitementUniteLegale": (
        "strftime(timestamp '2020-01-01 00:00:00' + to_seconds((h >> 20) % 190000000), '%Y-%m-%dT%H:%M:%S')"
    ),
    "nombrePeriodesUniteLegale": "(h % 6 + 1)::varchar",
    "dateDebut": "strftime(least(created + ((h >> 40) % 9000)::integer, date '2026-10-01'), '%Y-%m-%d')",
    "etatAdministratifUniteLegale": "case when h % 3 = 0 then 'C' else 'A' end",
    "denominationUniteLegale": "case when category <> '1000' then 'UNITE FICTIVE ' || i::varchar end",
    "categorieJuridiqueUniteLegale": "category",
    "activitePrincipaleUniteLegale": "activity",
    "nomenclatureActivitePrincipaleUniteLegale": "'NAFRev2'",
    "nicSiegeUniteLegale": "case wrong when 4 then '17' else lpad((h % 99 + 1)::varchar, 5, '0') end",
    "economieSocialeSolidaireUniteLegale": f"case when {_ASSOCIATION} then 'O' when h % 7 = 0 then 'N' end",
    "activitePrincipaleNAF25UniteLegale": "case when h % 2 = 0 then activity end",
}
