"""A fingerprint of the candidate marts: the same deliveries give the same one.

Rows are taken in no order. Two things differ between two runs on the same deliveries and are not
content: a delivery's number in the ledger, replaced by the sha256 of its bytes, and the moments at
which this product did something (columns with a time zone; dates of the partners have none).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from sress.publication.marts import CANDIDATES, Mart

DELIVERY = "delivery_id"
MOMENT = "timestamp with time zone"


@dataclass(frozen=True)
class MartContent:
    """How many rows a mart has, and the fingerprint of its columns and rows."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Content:
    """The content of all marts: one fingerprint of the whole, one of each."""

    sha256: str
    marts: dict[str, MartContent]

    @property
    def rows(self) -> dict[str, int]:
        """Rows per mart."""
        return {name: mart.rows for name, mart in self.marts.items()}

    def as_json(self) -> dict[str, dict[str, Any]]:
        """What `publication.publication.content` keeps."""
        return {name: {"rows": mart.rows, "sha256": mart.sha256} for name, mart in self.marts.items()}


def read_content(connection: psycopg.Connection[Any], marts: Iterable[Mart]) -> Content:
    """The content of candidate marts as they are; for a publisher's session (`publishing`)."""
    whole = hashlib.sha256()
    found: dict[str, MartContent] = {}
    for mart in sorted(marts, key=lambda mart: mart.name):
        columns = told_columns(mart)
        rows, digest = _mart_digest(connection, mart.name, columns)
        line = f"{mart.name}|{','.join(columns)}|{digest}\n".encode()
        whole.update(line)
        found[mart.name] = MartContent(rows, hashlib.sha256(line).hexdigest())
    return Content(whole.hexdigest(), found)


def told_columns(mart: Mart) -> list[str]:
    """The columns that are content, in the order of the fingerprint."""
    return sorted(name for name, kind in mart.columns if kind != MOMENT)


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
