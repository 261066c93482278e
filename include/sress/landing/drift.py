"""What differs between a delivery and the one before: columns, number of rows, share of empty cells."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from sress.contracts.model import Stream
from sress.landing.fold import fold
from sress.landing.ledger import Former
from sress.landing.tally import Tally

EMPTY_POINTS = 0.20
ROWS_SHARE = 0.20

Drift = dict[str, Any]


def measure_drift(
    connection: psycopg.Connection[Any], table: str, tally: Tally, former: Former | None, *, whole: bool
) -> Drift:
    """The differences as JSON; empty without a delivery before.

    `rows` and `empty` are measured on whole deliveries only (`whole`), and `rows` against a delivery
    that this one replaces: a pull of changes is as long as there were changes.
    """
    if former is None:
        return {}
    gone, added = _difference(former.columns_missing, tally.columns_missing)
    unknown_gone, unknown_added = _difference(tally.columns_unknown, former.columns_unknown)
    drift: Drift = {
        "before": former.delivery_id,
        "before_file": former.file_name,
        "columns_added": [*added, *unknown_added],
        "columns_gone": [*gone, *unknown_gone],
    }
    if whole:
        if former.same_scope:
            drift["rows"] = [former.landed, tally.landed]
        drift["empty"] = _moved(_shares_before(connection, table, former, tally.columns), _shares_now(tally))
    return drift


def describe_drift(drift: Drift, stream: Stream) -> list[str]:
    """What of it a partner should know, in French; a stable delivery says nothing."""
    if not drift:
        return []
    titles = {column.name: column.headers[0] if column.headers else column.name for column in stream.columns}
    opening = f"par rapport à la livraison précédente (« {drift['before_file']} »)"
    told = []
    for key, words in (("columns_gone", "absente"), ("columns_added", "nouvelle")):
        if names := [f"« {titles.get(name, name)} »" for name in drift[key]]:
            plural = "s" if len(names) > 1 else ""
            told.append(f"{opening}, colonne{plural} {words}{plural} : {', '.join(names)}.")
    before, now = drift.get("rows", (0, 0))
    if before and abs(now - before) > ROWS_SHARE * before:
        told.append(f"{opening}, {now} lignes au lieu de {before}.")
    if moved := drift.get("empty"):
        shares = ", ".join(
            f"« {titles.get(name, name)} » {_percent(was)} → {_percent(share)}" for name, (was, share) in moved.items()
        )
        told.append(f"{opening}, part de cellules vides : {shares}.")
    return told


def _difference(before: list[str], now: list[str]) -> tuple[list[str], list[str]]:
    """What is only in `now`, and what was only in `before`, spelling aside."""
    known, present = {fold(name) for name in before}, {fold(name) for name in now}
    return [name for name in now if fold(name) not in known], [name for name in before if fold(name) not in present]


def _shares_now(tally: Tally) -> dict[str, float]:
    return {name: empty / tally.landed for name, empty in tally.empty.items()} if tally.landed else {}


def _shares_before(
    connection: psycopg.Connection[Any], table: str, former: Former, columns: list[str]
) -> dict[str, float]:
    counts = sql.SQL(", ").join(sql.SQL("count(nullif({}, ''))").format(sql.Identifier(name)) for name in columns)
    row = connection.execute(
        sql.SQL("select count(*), {} from {} where _delivery_id = %s").format(counts, sql.Identifier("raw", table)),
        [former.delivery_id],
    ).fetchone()
    if row is None or not row[0]:
        return {}
    return {name: 1 - filled / row[0] for name, filled in zip(columns, row[1:], strict=True)}


def _moved(before: dict[str, float], now: dict[str, float]) -> dict[str, list[float]]:
    """[before, now] of each column whose share of empty cells moved by more than 20 points."""
    return {
        name: [round(before[name], 4), round(share, 4)]
        for name, share in now.items()
        if name in before and abs(share - before[name]) > EMPTY_POINTS + 1e-9
    }


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", "\u00a0%")
