"""The cascade: what rules unite, what waits for a person, and that neither order nor history changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sress.matching.decisions import MERGE, SPLIT, Decision, in_force
from sress.matching.match import Matching, match
from sress.matching.rules import Rules, months_between
from sress.matching.sighting import Sighting, birth_id

RULES = Rules()
DAY = date(2024, 3, 1)


def sighting(key: str, **told: object) -> Sighting:
    """A record of an association in Angers, unless told otherwise."""
    plain = Sighting(key, (), "", "garage solidaire falumagaude", "association lignac", "49007", "49", DAY)
    return replace(plain, **told)  # type: ignore[arg-type]


def decision(number: int, verdict: str, left: str, right: str) -> Decision:
    left, right = sorted((left, right))
    return Decision(number, datetime(2026, 1, 1, tzinfo=UTC), "une analyste", verdict, left, right, "vu au dossier")


def projects(matching: Matching) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for member in matching.members:
        found.setdefault(member.project_id, set()).add(member.sighting_key)
    return {frozenset(keys) for keys in found.values()}


def together(matching: Matching, *keys: str) -> bool:
    return any(set(keys) <= group for group in projects(matching))


def test_a_shared_number_unites_whatever_else_is_told() -> None:
    one = sighting("a", shared_ids=("essor:1",), carrier="siren:1")
    other = sighting("b", shared_ids=("region:9", "essor:1"), carrier="siren:2", title="x", seen_on=date(2020, 1, 1))
    found = match([one, other], [], RULES)
    assert together(found, "a", "b")
    assert [member.rule for member in found.members if member.rule] == ["P0"]


@pytest.mark.parametrize(("carrier", "rule"), [("siren:1", "P1"), ("rna:W1", "P2")])
def test_one_carrier_with_alike_titles_within_two_years_is_one_project(carrier: str, rule: str) -> None:
    one = sighting("a", carrier=carrier)
    near = sighting("b", carrier=carrier, title="projet garage solidaire falumagaude", seen_on=date(2026, 3, 1))
    far = sighting("c", carrier=carrier, seen_on=date(2028, 3, 2))
    found = match([one, near, far], [], RULES)
    assert together(found, "a", "b")
    assert not together(found, "b", "c")
    assert {member.rule for member in found.members} == {None, rule}


def test_one_carrier_with_other_titles_has_two_projects() -> None:
    one = sighting("a", carrier="siren:1")
    other = sighting("b", carrier="siren:1", title="creation d une epicerie")
    found = match([one, other], [], RULES)
    assert not together(found, "a", "b")
    assert found.candidates == ()


def test_half_alike_titles_of_one_carrier_wait_for_a_person() -> None:
    one = sighting("a", carrier="siren:1")
    other = sighting("b", carrier="siren:1", title="essaimage garage solidaire vimumont")
    found = match([one, other], [], RULES)
    assert not together(found, "a", "b")
    assert [item.reason for item in found.candidates] == ["same_carrier"]


def test_without_identifier_nothing_is_united_by_itself() -> None:
    one, other = sighting("a", carrier="siren:1"), sighting("b")
    found = match([one, other], [], RULES)
    assert not together(found, "a", "b")
    assert [(item.reason, item.left, item.right) for item in found.candidates] == [("same_commune", "a", "b")]


@pytest.mark.parametrize(
    "told",
    [
        {"seen_on": date(2025, 3, 2)},
        {"seen_on": None},
        {"commune": "44109", "organisation": ""},
        {"title": "creation d une epicerie"},
        {"carrier": "siren:2"},
    ],
)
def test_what_is_far_in_place_time_or_name_is_not_even_proposed(told: dict[str, object]) -> None:
    found = match([sighting("a", carrier="siren:1"), sighting("b", **told)], [], RULES)
    assert found.candidates == ()


def test_a_record_without_a_title_is_proposed_by_its_carrier() -> None:
    one, other = sighting("a", carrier="siren:1"), sighting("b", carrier="siren:1", title="")
    assert [item.reason for item in match([one, other], [], RULES).candidates] == ["untitled"]


def test_a_person_unites_splits_and_is_obeyed_at_the_next_run() -> None:
    records = [sighting("a", carrier="siren:1"), sighting("b")]
    start = match(records, [], RULES)
    merged = match(records, [decision(1, MERGE, "a", "b")], RULES)
    assert together(merged, "a", "b")
    assert merged.candidates == ()
    back = match(records, [decision(1, MERGE, "a", "b"), decision(2, SPLIT, "a", "b")], RULES)
    assert back.members == start.members
    assert back.candidates == (), "a refused pair is not proposed again"


def test_a_split_holds_against_every_rule_and_chain() -> None:
    records = [sighting(key, shared_ids=("essor:1",)) for key in ("a", "b", "c")]
    found = match(records, [decision(1, SPLIT, "a", "c")], RULES)
    assert not together(found, "a", "c")
    assert len(projects(found)) == 2


def test_the_latest_decision_of_a_pair_counts() -> None:
    taken = [decision(3, MERGE, "b", "a"), decision(1, MERGE, "a", "b"), decision(2, SPLIT, "a", "b")]
    assert [(item.decision_id, item.verdict) for item in in_force(taken)] == [(3, MERGE)]


def test_a_merge_keeps_the_older_identifier_and_the_other_is_an_alias() -> None:
    young = sighting("a", shared_ids=("essor:1",), seen_on=date(2025, 1, 1))
    old = sighting("b", shared_ids=("essor:1",), seen_on=date(2022, 1, 1))
    found = {member.sighting_key: member for member in match([young, old], [], RULES).members}
    assert found["a"].project_id == found["b"].project_id == birth_id("b")
    assert found["a"].birth_id == birth_id("a")
    assert (found["b"].rule, found["a"].rule, found["a"].linked_to) == (None, "P0", "b")


def test_months_are_counted_as_begun() -> None:
    assert months_between(date(2024, 1, 31), date(2024, 2, 29)) == 1
    assert months_between(date(2024, 1, 31), date(2024, 3, 1)) == 2
    assert months_between(date(2024, 3, 1), date(2026, 3, 1)) == 24
    assert months_between(date(2024, 3, 1), date(2026, 3, 2)) == 25


RECORDS = st.lists(
    st.builds(
        Sighting,
        key=st.uuids().map(str),
        shared_ids=st.sampled_from([(), (), (), ("essor:1",), ("region:2",), ("essor:1", "region:2"), ("tl:3",)]),
        carrier=st.sampled_from(["", "siren:1", "siren:2", "rna:W1"]),
        title=st.sampled_from(
            ["", "garage solidaire ligne", "projet garage solidaire ligne", "garage solidaire vimont", "epicerie ligne"]
        ),
        organisation=st.sampled_from(["", "association lignac", "scic vimont"]),
        commune=st.sampled_from(["", "49007", "44109"]),
        departement=st.just("49"),
        seen_on=st.none() | st.integers(0, 1500).map(lambda days: date(2022, 1, 1) + timedelta(days=days)),
    ),
    max_size=14,
    unique_by=lambda record: record.key,
)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False), st.data())
def test_order_of_arrival_changes_nothing(records: list[Sighting], chance: object, data: st.DataObject) -> None:
    keys = [record.key for record in records]
    taken = []
    if len(keys) > 1:
        pairs = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True)
        for number in range(data.draw(st.integers(0, 4))):
            left, right = data.draw(pairs)
            taken.append(decision(number, data.draw(st.sampled_from([MERGE, SPLIT])), left, right))
    found = match(records, taken, RULES)
    shuffled, retold = list(records), list(taken)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(retold)  # type: ignore[attr-defined]
    assert match(shuffled, retold, RULES) == found
    assert sorted(member.sighting_key for member in found.members) == sorted(keys)
    for held in in_force(taken):
        if held.verdict == SPLIT:
            assert not together(found, held.left_key, held.right_key)


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.data())
def test_merge_then_split_returns_to_the_start(records: list[Sighting], data: st.DataObject) -> None:
    start = match(records, [], RULES)
    apart = [
        (one.sighting_key, other.sighting_key)
        for one in start.members
        for other in start.members
        if one.project_id < other.project_id
    ]
    if apart:
        left, right = data.draw(st.sampled_from(apart))
        merged = match(records, [decision(1, MERGE, left, right)], RULES)
        assert together(merged, left, right)
        assert match(records, [decision(1, MERGE, left, right), decision(2, SPLIT, left, right)], RULES).members == (
            start.members
        )


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_every_member_is_linked_to_another_of_its_project(records: list[Sighting]) -> None:
    found = {member.sighting_key: member for member in match(records, [], RULES).members}
    for member in found.values():
        if member.rule is None:
            assert member.project_id == member.birth_id
        else:
            assert member.linked_to is not None
            assert found[member.linked_to].project_id == member.project_id
