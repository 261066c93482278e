"""The fingerprint is that of the content: no order, no ledger number, no moment of a run."""

from __future__ import annotations

from typing import Any

from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication.content import read_content
from sress.publication.marts import candidate_names, describe_mart


def fingerprint(settings: Settings) -> str:
    with connect(settings, "publisher") as connection:
        return read_content(connection, [describe_mart(connection, n) for n in candidate_names(connection)]).sha256


def change(settings: Settings, statement: str) -> None:
    with connect(settings, "transformer") as connection:
        connection.execute(statement)


def test_the_same_rows_in_another_order_and_at_another_time(candidates: Any, settings: Settings) -> None:
    candidates.build("one")
    before = fingerprint(settings)
    change(
        settings,
        """
        create table audit.other as select thing_code, amount, tag, now() as loaded_at
        from audit.fct_thing order by amount desc;
        drop table audit.fct_thing;
        alter table audit.other rename to fct_thing
        """,
    )
    assert fingerprint(settings) == before


def test_another_value_a_missing_row_and_a_moved_null_are_seen(candidates: Any, settings: Settings) -> None:
    candidates.build("one")
    seen = {fingerprint(settings)}
    for statement in (
        "update audit.fct_thing set amount = 21 where amount = 20",
        "delete from audit.fct_thing where amount = 21",
        "update audit.indicator_value set dimension = '' where territory = 'DEP-1'",
        "insert into audit.dim_thing select * from audit.dim_thing limit 1",
    ):
        change(settings, statement)
        seen.add(fingerprint(settings))
    assert len(seen) == 5


def test_a_delivery_counts_by_its_bytes_not_by_its_number(candidates: Any, settings: Settings) -> None:
    candidates.build("one")
    with connect(settings, "loader") as connection:
        numbers = [
            row[0]
            for stream in ("a", "b")
            for row in connection.execute(
                """
                insert into ops.delivery (
                    source, stream, sha256, byte_size, file_name, vault_path, status, scope, synthetic
                )
                values ('s', %s, 'same-bytes', 1, 'f', 'v', 'landed', '', false)
                returning delivery_id
                """,
                (stream,),
            ).fetchall()
        ]
    change(settings, f"create table audit.evidence as select {numbers[0]}::bigint as delivery_id, 1 as row_number")
    before = fingerprint(settings)
    change(settings, f"update audit.evidence set delivery_id = {numbers[1]}")
    assert fingerprint(settings) == before
