"""A fingerprint of the candidate marts: the same deliveries give the same one.

Rows are taken in no order. Two things differ between two runs on the same deliveries and are not
content: a delivery's number in the ledger, replaced by the sha256 of its bytes, and the moments at
which this product did something (columns with a time zone; dates of the partners have none).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.marts import CANDIDATES, Mart

DELIVERY = "delivery_id"
MOMENT = "timestamp with time zone"


def content_sha256(connection: psycopg.Connection[Any], marts: Iterable[Mart]) -> tuple[str, dict[str, int]]:
    """The fingerprint of all rows of `marts`, and the number of rows of each."""
    whole = hashlib.sha256()
    counts: dict[str, int] = {}
    for mart in sorted(marts, key=lambda mart: mart.name):
        columns = sorted(name for name, kind in mart.columns if kind != MOMENT)
        rows, digest = _mart_digest(connection, mart.name, columns)
        whole.update(f"{mart.name}|{','.join(columns)}|{digest}\n".encode())
        counts[mart.name] = rows
    return whole.hexdigest(), counts


def _mart_digest(connection: psycopg.Connection[Any], mart: str, columns: list[str]) -> tuple[int, str]:
    parts: list[sql.Composable] = [
        sql.SQL("delivery.sha256") if name == DELIVERY else sql.Identifier("mart", name) for name in columns
    ]
    deliveries = (
        sql.SQL("left join ops.delivery as delivery on delivery.delivery_id = mart.delivery_id")
        if DELIVERY in columns
        else sql.SQL("")
    )
    query = sql.SQL(
        """
        with digested as (
            select sha256(convert_to(row({columns})::text, 'UTF8')) as digest
            from {mart} as mart
            {deliveries}
        )
        select count(*), encode(sha256(coalesce(string_agg(digest, ''::bytea order by digest), ''::bytea)), 'hex')
        from digested
        """
    ).format(columns=sql.SQL(", ").join(parts), mart=sql.Identifier(CANDIDATES, mart), deliveries=deliveries)
    row = connection.execute(query).fetchone()
    if row is None:
        raise RuntimeError(f"audit.{mart} gave no fingerprint")
    return row[0], row[1]
