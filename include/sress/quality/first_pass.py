"""The first pass over a table: every SQL check of a suite is asked whether it holds, in as few scans as it takes.

Great Expectations runs each SQL check twice, in scans of its own, even when nothing is wrong. Here the checks that
look at one row at a time share one scan, and each of those that look at several rows runs once. Only what does not
hold goes on to Great Expectations, for its counts and examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

_ONE_ROW_AT_A_TIME = re.compile(
    r"with (?P<name>\w+) as \(\s*select \* from \{batch\}\s*\)\s*"
    r"select [\w\s.,*]+ from (?P=name) where (?P<condition>.+)",
    re.DOTALL,
)
_OVER_SEVERAL = re.compile(r"\b(?:group by|having|order by|limit|union|window)\b")


def row_condition(query: str) -> tuple[str, str] | None:
    """(name of the row, condition on it) of a query that judges each row by itself; None for any other."""
    match = _ONE_ROW_AT_A_TIME.fullmatch(query.strip())
    if match is None or "{batch}" in match["condition"] or _OVER_SEVERAL.search(_top_level(match["condition"])):
        return None
    return match["name"], match["condition"]


def holding(datasource: SQLDatasource, table: str, queries: Mapping[int, str]) -> set[int]:
    """Which of the queries find nothing in `table` (as SQL). What cannot be evaluated does not hold."""
    by_row = {number: found for number, query in queries.items() if (found := row_condition(query)) is not None}
    connection = datasource.get_engine().raw_connection()
    try:
        kept: set[int] = set()
        for name in {name for name, _ in by_row.values()}:
            conditions = {number: text for number, (own, text) in by_row.items() if own == name}
            kept |= _hold_in_one_scan(connection, table, name, conditions)
        for number in queries.keys() - by_row.keys():
            query = _literal(queries[number], table)
            if _answer(connection, f"select count(*) = 0 from ({query}) as found") == (True,):
                kept.add(number)
        return kept
    finally:
        connection.close()


def _hold_in_one_scan(connection: Any, table: str, name: str, conditions: Mapping[int, str]) -> set[int]:
    told = ", ".join(f"coalesce(not bool_or({_literal(text, table)}), true)" for text in conditions.values())
    answers = _answer(connection, f"select {told} from (select * from {table}) as {name}")
    if answers is None:
        return set()
    return {number for number, holds in zip(conditions, answers, strict=True) if holds}


def _answer(connection: Any, query: str) -> tuple[Any, ...] | None:
    """The only row of a query; None when the database refuses it."""
    import psycopg

    cursor = connection.cursor()
    try:
        cursor.execute(query)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
    except psycopg.Error:
        return None
    finally:
        connection.rollback()


def _literal(query: str, table: str) -> str:
    """The query as Great Expectations runs it: the table named, doubled braces undone."""
    return query.replace("{batch}", table).replace("{{", "{").replace("}}", "}")


def _top_level(condition: str) -> str:
    """The condition without what stands in parentheses or quotes."""
    text = re.sub(r"'(?:[^']|'')*'", "''", condition)
    before = None
    while before != text:
        before, text = text, re.sub(r"\([^()]*\)", "", text)
    return text
