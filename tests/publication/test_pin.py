"""A session may read an older publication, and never what was not published."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sress.brief.figures import read_figures
from sress.platform.database import Role, connect
from sress.platform.settings import Settings
from sress.publication import PublicationRefused, rollback, withhold
from sress.publication.history import current_publication
from sress.publication.session import pin, publishing

TAGS = "select distinct tag from marts.fct_thing"
REFUSED = psycopg.errors.ObjectNotInPrerequisiteState


def tags(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute("select distinct tag from marts.fct_thing").fetchall()


def test_a_pinned_session_reads_the_older_publication_until_it_is_unpinned(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    second = candidates.published("two")
    with connect(settings, "bi") as connection:
        assert connection.execute("select publication.pin(%s)", (first.publication_id,)).fetchone() == (
            first.publication_id,
        )
        connection.commit()
        candidates.published("three")
        assert tags(connection) == [("one",)]
        assert connection.execute("select publication_id from marts.publication_info").fetchall() == [
            (first.publication_id,)
        ]
        pin(connection, second.publication_id)
        assert tags(connection) == [("two",)]
        assert connection.execute("select distinct tag from marts.previous_indicator_value").fetchall() == [("one",)]
        connection.execute("select publication.unpin()")
        assert tags(connection) == [("three",)]


def test_a_pin_is_of_one_session(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    candidates.published("two")
    with connect(settings, "bi") as pinned, connect(settings, "bi") as other:
        pin(pinned, first.publication_id)
        assert (tags(pinned), tags(other)) == ([("one",)], [("two",)])


def test_a_refused_pin_leaves_the_session_on_the_served_publication(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    with connect(settings, "bi") as connection:
        connection.autocommit = True
        with pytest.raises(REFUSED, match="ne peut pas être lue"):
            connection.execute("select publication.pin(4242)")
        assert tags(connection) == [("one",)]
        with pytest.raises(PublicationRefused, match="n° 4242 ne peut pas"):
            pin(connection, 4242)


@pytest.mark.parametrize("role", ["bi", "engineer"])
def test_a_withheld_build_is_never_read(candidates: Any, settings: Settings, role: Role) -> None:
    candidates.published("one")
    build_id = candidates.build("two")
    withheld = withhold(settings, build_id, "refus").publication_id
    with connect(settings, role) as connection:
        connection.autocommit = True
        with pytest.raises(REFUSED):
            connection.execute("select publication.pin(%s)", (withheld,))
        connection.execute("select set_config('sress.publication', %s, false)", (str(withheld),))
        with pytest.raises(REFUSED):
            tags(connection)


def test_a_candidate_on_its_way_in_is_never_read(candidates: Any, settings: Settings) -> None:
    """Its rows are in the table and its number can be guessed: before the commit nobody reads it."""
    candidates.published("one")
    with connect(settings, "publisher") as publisher, connect(settings, "bi") as reader:
        row = publisher.execute(
            "insert into publication.publication (month, cut_off, status) values ('2026-11', '2026-11-30', 'published')"
            " returning publication_id"
        ).fetchone()
        assert row is not None
        publisher.execute("insert into publication.fct_thing (publication_id, tag) values (%s, 'unaudited')", row)
        with pytest.raises(REFUSED):
            reader.execute("select publication.pin(%s)", row)
        publisher.rollback()


@pytest.mark.parametrize("written", ["4242", "one", "-1", "1; select 1", "1 or true", "99999999999999999999"])
def test_the_setting_written_by_hand_opens_nothing(candidates: Any, settings: Settings, written: str) -> None:
    candidates.published("one")
    with connect(settings, "bi") as connection:
        connection.execute("select set_config('sress.publication', %s, false)", (written,))
        with pytest.raises(REFUSED):
            tags(connection)


def test_a_publication_that_was_rolled_back_is_read_by_the_engineer_only(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    second = candidates.published("two")
    with connect(settings, "bi") as reader:
        pin(reader, second.publication_id)
        reader.commit()
        assert tags(reader) == [("two",)]
        reader.commit()
        rollback(settings, why="chiffre faux")
        with pytest.raises(REFUSED):
            tags(reader)
    with connect(settings, "engineer") as connection:
        pin(connection, second.publication_id)
        assert tags(connection) == [("two",)]


def test_the_login_itself_counts_where_no_role_was_taken_on(candidates: Any, settings: Settings) -> None:
    """A BI tool's own login, a member of sress_bi, is no engineer; an engineer's login is one."""
    candidates.published("one")
    second = candidates.published("two")
    rollback(settings, why="chiffre faux")
    for group, reads in (("sress_bi", False), ("sress_engineer", True)):
        with psycopg.connect(str(settings.database_url)) as owner:
            owner.execute("drop role if exists sress_test_login")
            owner.execute("create role sress_test_login")
            owner.execute(f"grant {group} to sress_test_login")
            owner.execute("grant sress_test_login to current_user with set true")
            owner.execute("set local role sress_test_login")
            # SET SESSION AUTHORIZATION needs a superuser: a role that was taken on is judged the same way.
            if reads:
                pin(owner, second.publication_id)
                assert tags(owner) == [("two",)]
            else:
                with pytest.raises(PublicationRefused):
                    pin(owner, second.publication_id)
            owner.rollback()


def test_a_pinned_query_asks_once_who_may_read_what(candidates: Any, settings: Settings) -> None:
    """The views ask for the number in a sub-select: one InitPlan a table, whatever the number of rows."""
    candidates.published("one", rows=2_000)
    with connect(settings, "bi") as connection:
        for state in ("served", "pinned"):
            if state == "pinned":
                pin(connection, 1)
            told = connection.execute(
                "explain (analyze, costs off, timing off, summary off) select count(*) from marts.fct_thing"
            ).fetchall()
            plan = "\n".join(row[0] for row in told)
            assert "InitPlan" in plan
            assert "current_id" not in plan.split("InitPlan")[0]
            assert "actual rows=1.00 loops=1" in plan.split("InitPlan")[1]


@pytest.mark.parametrize("role", ["loader", "transformer"])
def test_who_reads_no_marts_pins_nothing(settings: Settings, role: Role) -> None:
    with connect(settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select publication.pin(1)")


def test_publishing_takes_no_notice_of_a_pin(candidates: Any, settings: Settings) -> None:
    """What is served, and which one came before it, is told by the pointer alone."""
    first = candidates.published("one")
    second = candidates.published("two")
    third = candidates.published("three")
    with publishing(settings) as connection:
        connection.execute("select set_config('sress.publication', %s, false)", (str(second.publication_id),))
        served = current_publication(connection)
        assert served is not None
        assert (served.publication_id, served.is_current) == (third.publication_id, True)
        connection.execute("select set_config('sress.publication', %s, false)", (str(first.publication_id),))
        assert connection.execute("select publication.rollback(null, 'x', 'y')").fetchone() == (second.publication_id,)


def test_the_brief_is_as_of_a_publication_that_may_be_read(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    withheld = withhold(settings, candidates.build("two"), "refus").publication_id
    for number in (withheld, 4242):
        with pytest.raises(PublicationRefused, match=f"n° {number} ne peut pas être lue"):
            read_figures(settings, number)
