"""A totals row of a file against the sum of its rows: landing leaves it out, here it is read once more."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import psycopg

from sress.contracts.column import Column
from sress.contracts.model import Stream
from sress.landing import vault
from sress.landing.check import match_headers
from sress.landing.clean import CellError, cleaner
from sress.landing.fold import fold
from sress.landing.problem import FileError
from sress.landing.reading.table import Table
from sress.landing.table import read_table
from sress.platform.settings import Settings

_DELIVERY = """
    select delivery.vault_path, array_agg(problem.row_number)
    from ops.delivery as delivery
    inner join quarantine.rejected_row as problem
        on problem.delivery_id = delivery.delivery_id and problem.rule = 'totals_row'
    where delivery.delivery_id = %s
    group by delivery.vault_path
"""


def totals_gap_pct(
    connection: psycopg.Connection[Any], settings: Settings, stream: Stream, delivery_id: int
) -> Decimal | None:
    """The largest difference between a total and what it totals, per cent of the total.

    Null without totals row, or without its file. A cell that nobody can read is missing from the sum.
    """
    found = connection.execute(_DELIVERY, (delivery_id,)).fetchone()
    if found is None:
        return None
    try:
        table = read_table(vault.read(settings, found[0]), stream)
    except (FileNotFoundError, FileError):
        return None
    places, _ = match_headers(table.header, stream)
    columns = [column for column in stream.stored_columns if column.type == "amount" and column.name in places]
    gaps = [gap for column in columns for gap in _gaps(table, column, places[column.name], set(found[1]))]
    return max(gaps, default=None)


def _gaps(table: Table, column: Column, place: int, totals: set[int]) -> list[Decimal]:
    """Row by row from the top: a total adds up what stands above it, since the total before or since the top.

    A grand total below subtotals adds up everything.
    """
    rule = cleaner(column, sorted({cells[place].strip() for _, cells in table.rows if cells[place].strip()}))
    since, whole = Decimal(0), Decimal(0)
    gaps = []
    for line, cells in table.rows:
        amount = _amount(rule, cells[place].strip())
        if amount is None:
            continue
        if line not in totals:
            since += amount
            whole += amount
            continue
        gap = min(abs(amount - since), abs(amount - whole))
        gaps.append(round(100 * gap / abs(amount), 2) if amount else Decimal(100 if gap else 0))
        since = Decimal(0)
    return gaps


def _amount(rule: Any, text: str) -> Decimal | None:
    if not text or fold(text).startswith("total"):
        return None
    try:
        return Decimal(str(rule(text).value))
    except (CellError, InvalidOperation):
        return None
