"""What is published is one whole, passed build, and nothing else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import PublicationRefused, list_publications, publish, withhold


def test_a_passed_build_is_served_whole(candidates: Any) -> None:
    publication = candidates.published("one")
    assert publication.is_current
    assert publication.status == "published"
    assert not publication.unchanged
    assert publication.rows == {"dim_thing": 20, "fct_thing": 20, "indicator_value": 20}
    assert publication.cut_off.isoformat() == "2026-10-31"
    assert candidates.served_tags() == candidates.all_tagged("one")


def test_a_second_publication_replaces_what_is_served_and_keeps_the_first(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    second = candidates.published("two", rows=30)
    assert candidates.served_tags() == candidates.all_tagged("two")
    with connect(settings, "engineer") as connection:
        kept = connection.execute(
            "select publication_id, count(*), min(tag) from publication.fct_thing group by 1 order by 1"
        ).fetchall()
    assert kept == [(first.publication_id, 20, "one"), (second.publication_id, 30, "two")]


def test_the_same_content_is_not_published_twice(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    again = candidates.published("one")
    assert again.unchanged
    assert again.publication_id == first.publication_id
    assert len(list_publications(settings)) == 1


def test_the_same_content_of_another_month_is_published(candidates: Any) -> None:
    first = candidates.published("one")
    other = candidates.published("one", month="2026-11")
    assert other.content_sha256 == first.content_sha256
    assert other.publication_id > first.publication_id
    assert not other.unchanged


def test_a_critical_failure_keeps_the_last_publication(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    build_id = candidates.build("two")
    candidates.judge(build_id, failed=["fct_thing"])
    with pytest.raises(PublicationRefused, match="échecs critiques sur fct_thing"):
        publish(settings, build_id)
    withheld = withhold(settings, build_id, "fct_thing est vide")
    assert candidates.served_tags() == candidates.all_tagged("one")
    assert [(p.publication_id, p.status, p.is_current) for p in list_publications(settings)] == [
        (withheld.publication_id, "withheld", False),
        (first.publication_id, "published", True),
    ]
    assert withheld.parameters == {"reason": "fct_thing est vide"}
    assert withhold(settings, build_id, "encore").publication_id == withheld.publication_id


def test_a_build_that_passes_when_judged_again_is_published(candidates: Any, settings: Settings) -> None:
    build_id = candidates.build("one")
    candidates.judge(build_id, failed=["fct_thing"])
    candidates.judge(build_id)
    assert publish(settings, build_id).is_current


def test_without_a_verdict_of_this_build_nothing_is_published(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    build_id = candidates.build("two")
    with pytest.raises(PublicationRefused, match="n'a pas été contrôlée"):
        publish(settings, build_id)


def test_a_build_that_is_not_complete_is_refused(candidates: Any, settings: Settings) -> None:
    build_id = candidates.build("one")
    candidates.judge(build_id)
    with connect(settings, "transformer") as connection:
        connection.execute("update ops.build set status = 'failed' where build_id = %s", (build_id,))
    with pytest.raises(PublicationRefused, match="pas complète"):
        publish(settings, build_id)
    with pytest.raises(PublicationRefused, match="n'existe pas"):
        publish(settings, 4242)


def test_a_build_whose_marts_were_replaced_is_refused(candidates: Any, settings: Settings) -> None:
    first = candidates.build("one")
    candidates.judge(first)
    candidates.build("two")
    with pytest.raises(PublicationRefused, match="plus récente"):
        publish(settings, first)


def test_a_published_build_cannot_be_withheld(candidates: Any, settings: Settings) -> None:
    publication = candidates.published("one")
    with pytest.raises(PublicationRefused, match="déjà publiée"):
        withhold(settings, publication.build_id, "trop tard")


@pytest.mark.parametrize("statement", ["delete from {}", "update {} set tag = 'x'", "truncate {}"])
def test_the_publisher_cannot_change_what_was_published(candidates: Any, settings: Settings, statement: str) -> None:
    candidates.published("one")
    with connect(settings, "publisher") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format("publication.fct_thing"))


def test_readers_of_the_marts_cannot_reach_the_store(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    with connect(settings, "bi") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from publication.fct_thing")
