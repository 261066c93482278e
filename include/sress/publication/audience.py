"""For whom a mart is: everybody, the pilots, or those who may read it row by row (docs/decisions/016)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import psycopg

from sress.publication.marts import CANDIDATES

CATALOGUE = "_mart_audience"


class Audience(StrEnum):
    """Who may read a mart."""

    public = "public"
    pilots = "pilots"
    detail = "detail"


def audience_of(connection: psycopg.Connection[Any], mart: str) -> Audience:
    """What dbt's `meta.audience` says of a candidate; detail, the narrowest, where nothing is said."""
    known = connection.execute(
        "select to_regclass(format('%%I.%%I', %s::text, %s::text)) is not null", (CANDIDATES, CATALOGUE)
    ).fetchone()
    if known is None or not known[0]:
        return Audience.detail
    told = connection.execute(f"select audience from {CANDIDATES}.{CATALOGUE} where mart = %s", (mart,)).fetchone()
    return Audience.detail if told is None else Audience(told[0])
