"""Nothing is published while somebody holds publications back; who did what, when and why stays."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import (
    PublicationHeld,
    PublicationRefused,
    hold,
    list_publications,
    publish,
    release,
    rollback,
)
from sress.publication.history import read_turns
from sress.publication.publish import publish_or_withhold
from sress.status import read_status

ASKED = "les pilotes relisent"


def test_a_held_build_waits_and_is_published_after_the_release(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    hold(settings, ASKED, by="M. Essai")
    build_id = candidates.build("two")
    candidates.judge(build_id)
    for _ in range(2):  # the scheduled run, and its retry
        with pytest.raises(PublicationHeld, match=rf"sont retenues par M\. Essai depuis le .* : {ASKED}"):
            publish_or_withhold(settings, build_id, by="refresh_marts")
    assert ASKED in list_publications(settings)[0].sentence
    assert candidates.served_tags() == candidates.all_tagged("one")
    assert read_status(settings)["hold"]["why"] == ASKED
    ended = release(settings, by="Mme Essai")
    assert read_status(settings)["hold"] is None
    assert (ended.held_by, ended.why) == ("M. Essai", ASKED)
    assert publish(settings, build_id).is_current
    assert candidates.served_tags() == candidates.all_tagged("two")
    assert [p.status for p in list_publications(settings)] == ["published", "withheld", "published"]


def test_what_is_served_already_is_no_publication_to_hold(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    hold(settings, ASKED)
    assert candidates.published("one").unchanged


def test_the_store_itself_refuses_to_serve_while_it_is_held(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    hold(settings, ASKED)
    with connect(settings, "publisher") as connection, pytest.raises(psycopg.Error, match="Publication retenue"):
        connection.execute("select publication.serve(%s, 'x')", (first.publication_id,))


def test_a_rollback_is_possible_while_publications_are_held(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    candidates.published("two")
    hold(settings, ASKED)
    rollback(settings, why="chiffre faux")
    assert candidates.served_tags() == candidates.all_tagged("one")


def test_a_second_hold_and_a_release_of_nothing_are_refused(settings: Settings) -> None:
    with pytest.raises(PublicationRefused, match="Aucune publication n'est retenue"):
        release(settings)
    hold(settings, ASKED, by="M. Essai")
    with pytest.raises(PublicationRefused, match=rf"déjà retenues par M\. Essai, depuis le .* : {ASKED}"):
        hold(settings, "autre motif")
    release(settings)
    assert hold(settings, "autre motif").why == "autre motif"


@pytest.mark.parametrize("why", ["", "  "])
def test_a_decision_has_a_reason(candidates: Any, settings: Settings, why: str) -> None:
    candidates.published("one")
    candidates.published("two")
    with pytest.raises(PublicationRefused, match="motif"):
        hold(settings, why)
    with pytest.raises(PublicationRefused, match="motif"):
        rollback(settings, why=why)


def test_every_turn_of_the_pointer_is_kept(candidates: Any, settings: Settings) -> None:
    numbers = [candidates.published(tag).publication_id for tag in ("one", "two", "three")]
    rollback(settings, numbers[0], why="chiffre faux", by="Mme Essai")
    rollback(settings, numbers[2], why="il était juste", by="M. Essai")
    with connect(settings, "engineer") as connection:
        turns = read_turns(connection)
    assert [(t.kind, t.publication_id, t.former_id, t.withdrawn) for t in turns] == [
        ("publish", 1, None, []),
        ("publish", 2, 1, []),
        ("publish", 3, 2, []),
        ("rollback", 1, 3, [2, 3]),
        ("rollback", 3, 1, []),
    ]
    assert [(t.turned_by, t.why) for t in turns[3:]] == [("Mme Essai", "chiffre faux"), ("M. Essai", "il était juste")]
    assert all(turn.turned_by for turn in turns)
    assert [turn.turned_at for turn in turns] == sorted(turn.turned_at for turn in turns)


def test_figures_that_a_person_took_back_do_not_come_back_by_themselves(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    second = candidates.published("two")
    rollback(settings, why="chiffre faux", by="Mme Essai")
    build_id = candidates.build("two")
    candidates.judge(build_id)
    for number in (second.build_id, build_id):
        with pytest.raises(PublicationRefused, match=r"n° 2, retirée par Mme Essai \(chiffre faux\)|plus récente"):
            publish_or_withhold(settings, number, by="refresh_marts")
    assert [(p.build_id, p.status) for p in list_publications(settings)] == [
        (build_id, "withheld"),
        (second.build_id, "rolled_back"),
        (1, "published"),
    ]
    assert candidates.served_tags() == candidates.all_tagged("one")
    rollback(settings, second.publication_id, why="il était juste")
    assert publish(settings, build_id).unchanged


@pytest.mark.parametrize("role", ["publisher", "engineer"])
@pytest.mark.parametrize(
    "statement",
    [
        "update ops.publication_turn set why = 'autre'",
        "delete from ops.publication_turn",
        "delete from ops.publication_hold",
        "update ops.publication_hold set why = 'autre'",
        "insert into ops.publication_release (hold_id, released_by) values (1, 'x')",
        "update publication.current_publication set publication_id = 1",
        "insert into publication.current_publication values (true, 1) on conflict (only_row) do update "
        "set publication_id = 1",
        "update publication.publication set content_sha256 = 'autre'",
        "update publication.publication set status = 'published'",
        "delete from publication.publication",
    ],
)
def test_history_and_pointer_change_through_the_functions_only(settings: Settings, role: Any, statement: str) -> None:
    with connect(settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", ["bi", "transformer", "loader", "engineer"])
@pytest.mark.parametrize(
    "call", ["hold('x', 'y')", "release('x', 'y')", "serve(1, 'y')", "rollback(null, 'x', 'y')"]
)
def test_only_the_publisher_decides(settings: Settings, role: Any, call: str) -> None:
    with connect(settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"select publication.{call}".encode())
