"""Going back to an earlier publication, and reading any that was served."""

from __future__ import annotations

from typing import Any

import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import PublicationRefused, list_publications, publish, rollback, values, withhold

WHY = "un partenaire a corrigé son fichier"


def test_rollback_serves_the_one_before_and_keeps_the_other(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    second = candidates.published("two")
    back = rollback(settings, why=WHY)
    assert back.publication_id == first.publication_id
    assert back.is_current
    assert candidates.served_tags() == candidates.all_tagged("one")
    assert [(p.publication_id, p.status) for p in list_publications(settings)] == [
        (second.publication_id, "rolled_back"),
        (first.publication_id, "published"),
    ]
    with pytest.raises(PublicationRefused, match="antérieure"):
        rollback(settings, why=WHY)


def test_rollback_can_return_to_the_later_one(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    second = candidates.published("two")
    rollback(settings, why=WHY)
    assert rollback(settings, second.publication_id, why=WHY).status == "published"
    assert candidates.served_tags() == candidates.all_tagged("two")


def test_what_was_never_served_cannot_be_served(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    build_id = candidates.build("two")
    candidates.judge(build_id, failed=["fct_thing"])
    withheld = withhold(settings, build_id, "refus")
    for number in (withheld.publication_id, 4242):
        with pytest.raises(PublicationRefused, match="jamais été servie"):
            rollback(settings, number, why=WHY)
        with pytest.raises(PublicationRefused, match="jamais été servie"):
            values(settings, publication_id=number)


def test_after_a_rollback_the_next_build_is_published_anew(candidates: Any, settings: Settings) -> None:
    candidates.published("one")
    candidates.published("two")
    rollback(settings, why=WHY)
    assert not candidates.published("three").unchanged
    assert candidates.served_tags() == candidates.all_tagged("three")


def test_the_brief_sees_the_served_publication_and_the_one_before(candidates: Any, settings: Settings) -> None:
    first = candidates.published("one")
    withhold(settings, candidates.build("bad"), "refus")
    second = candidates.published("two")
    with connect(settings, "bi") as connection:
        info = connection.execute(
            "select publication_id, month, previous_publication_id, synthetic from marts.publication_info"
        ).fetchall()
        before = connection.execute("select distinct tag from marts.previous_indicator_value").fetchall()
    assert info == [(second.publication_id, "2026-10", first.publication_id, False)]
    assert before == [("one",)]


def test_values_have_the_shape_of_the_truth(candidates: Any, settings: Settings) -> None:
    assert values(settings) == []
    first = candidates.published("one", rows=3)
    candidates.published("two", rows=5)
    assert values(settings, territory="DEP-2") == [
        {
            "measure": "A01-I1",
            "period": "2025",
            "territory": "DEP-2",
            "dimension": None,
            "member": None,
            "value": 2,
            "numerator": 2,
            "denominator": None,
            "status": "final",
        }
    ]
    assert len(values(settings)) == 5
    assert len(values(settings, measure="A01-I1", period="2025", publication_id=first.publication_id)) == 3
    assert values(settings, measure="A99-I1") == []


def test_ratios_keep_their_decimals(candidates: Any, settings: Settings) -> None:
    build_id = candidates.build("one", rows=1)
    with connect(settings, "transformer") as connection:
        connection.execute("update audit.indicator_value set value = 66.666667")
    candidates.judge(build_id)
    publish(settings, build_id)
    assert values(settings)[0]["value"] == 66.666667
