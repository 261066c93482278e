"""The store follows the columns of the marts without touching what was published."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import PublicationRefused, publish


def changed(candidates: Any, tag: str, statement: str) -> int:
    build_id = candidates.build(tag)
    with connect(candidates.settings, "transformer") as connection:
        connection.execute(statement)
    candidates.judge(build_id)
    return int(build_id)


def columns(settings: Settings, mart: str) -> list[str]:
    with connect(settings, "bi") as connection:
        found = connection.execute(f"select * from marts.{mart} limit 0").description
    return [column.name for column in found or []]


def test_a_new_column_appears_and_is_empty_in_earlier_publications(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    publish(settings, changed(candidates, "two", "alter table audit.fct_thing add column note text default 'n'"))
    assert columns(settings, "fct_thing") == ["thing_code", "amount", "tag", "loaded_at", "note"]
    with connect(settings, "engineer") as connection:
        notes = connection.execute("select distinct tag, note from publication.fct_thing order by tag").fetchall()
    assert notes == [("one", None), ("two", "n")]


def test_a_removed_column_leaves_the_view_and_stays_in_the_store(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    publish(settings, changed(candidates, "two", "alter table audit.fct_thing drop column amount"))
    assert columns(settings, "fct_thing") == ["thing_code", "tag", "loaded_at"]
    with connect(settings, "engineer") as connection:
        row = connection.execute("select sum(amount) from publication.fct_thing where tag = 'one'").fetchone()
    assert row == (210,)


def test_a_wider_type_widens_the_store(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    publish(settings, changed(candidates, "two", "alter table audit.fct_thing alter column amount type numeric"))
    assert candidates.served_tags() == candidates.all_tagged("two")


def test_a_narrower_type_is_taken_as_it_was_published(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    publish(settings, changed(candidates, "two", "alter table audit.fct_thing alter column amount type smallint"))
    assert candidates.served_tags() == candidates.all_tagged("two")


def test_an_incompatible_type_is_refused_and_nothing_changes(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    build_id = changed(candidates, "two", "alter table audit.fct_thing alter column amount type text")
    with pytest.raises(PublicationRefused, match=r"fct_thing\.amount est publiée en integer et arrive en text"):
        publish(settings, build_id)
    assert candidates.served_tags() == candidates.all_tagged("one")


KEY = "alter table audit.fct_thing add primary key (thing_code)"


def test_the_key_of_a_mart_is_kept_with_the_publication_before_it(candidates: Any, settings: Settings) -> None:
    publish(settings, changed(candidates, "one", KEY))
    publish(settings, changed(candidates, "two", KEY))
    with connect(settings, "publisher") as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("insert into publication.fct_thing select * from publication.fct_thing where tag = 'two'")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit.fct_thing select * from audit.fct_thing limit 1",
        "alter table audit.fct_thing add primary key (amount); update audit.fct_thing set thing_code = 'T1'",
        "alter table audit.fct_thing drop column thing_code",
    ],
)
def test_a_key_that_a_mart_gives_up_binds_its_later_publications_no_more(
    candidates: Any, settings: Settings, statement: str
) -> None:
    publish(settings, changed(candidates, "one", KEY))
    assert publish(settings, changed(candidates, "two", statement)).is_current
    assert candidates.served_tags() == candidates.all_tagged("two")


def test_comments_reach_the_views(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    with connect(settings, "bi") as connection:
        row = connection.execute(
            "select obj_description('marts.dim_thing'::regclass), col_description('marts.dim_thing'::regclass, 1)"
        ).fetchone()
    assert row == ("Les choses", "Code de la chose")


def test_views_are_left_alone_when_nothing_changed(candidates: Any, settings: Settings) -> None:
    def views() -> list[tuple[int]]:
        with connect(settings, "bi") as connection:
            return connection.execute(
                "select oid from pg_class where relnamespace = 'marts'::regnamespace order by 1"
            ).fetchall()

    candidates.published("one")
    before = views()
    candidates.published("two")
    assert views() == before


def test_a_dropped_view_comes_back_although_nothing_is_new(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    with connect(settings, "publisher") as connection:
        connection.execute("drop view marts.fct_thing")
    assert candidates.published("one").unchanged
    assert candidates.served_tags() == candidates.all_tagged("one")


def test_tables_that_start_with_an_underscore_are_not_published(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    with connect(settings, "engineer") as connection:
        assert connection.execute("select to_regclass('publication._info'), to_regclass('marts._info')").fetchone() == (
            None,
            None,
        )
