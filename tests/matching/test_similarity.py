"""Titles: alike whatever the order and the little words, apart as soon as a proper noun differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sress.matching.similarity import contradict, similarity, trigrams

TITLES = st.text("abcdeimnorstu é", max_size=30).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("creation d une epicerie solidaire a lign", "epicerie solidaire a lign creation"),
        ("projet garage solidaire falumagaude", "garage solidaire falumagaude"),
        ("le garage solidaire de falumagaude", "garage solidaire falumagaude"),
    ],
)
def test_order_and_little_words_do_not_count(left: str, right: str) -> None:
    assert similarity(left, right) == 1.0
    assert not contradict(left, right)


@pytest.mark.parametrize(
    ("left", "right", "least", "most"),
    [
        ("essaimage garage solidaire falumagaude", "garage solidaire falumagaude", 0.70, 0.90),
        ("creation d une epicerie", "atelier velo participatif", 0.0, 0.25),
        ("", "atelier velo participatif", 0.0, 0.0),
    ],
)
def test_likeness_of_known_pairs(left: str, right: str, least: float, most: float) -> None:
    assert least <= similarity(left, right) <= most


def test_dice_of_trigrams_by_hand() -> None:
    # '  v', ' ve', 'vel', 'elo', 'lo ' against '  v', ' ve', 'vel', 'els', 'ls ': three of five are shared.
    assert trigrams("velo") == ("  v", " ve", "elo", "lo ", "vel")
    assert similarity("velo", "vels") == pytest.approx(2 * 3 / 10)


def test_another_proper_noun_is_another_project_and_a_slip_is_not() -> None:
    assert similarity("mobilite douce a la demande vimumamont", "mobilite douce a la demande vimandimont") > 0.85
    assert contradict("mobilite douce a la demande vimumamont", "mobilite douce a la demande vimandimont")
    assert not contradict("mobilite douce a la demande vimumamont", "mobilite douce a la demande vimumamond")


@given(TITLES, TITLES)
def test_likeness_is_symmetric_and_bounded(left: str, right: str) -> None:
    assert similarity(left, right) == similarity(right, left)
    assert 0.0 <= similarity(left, right) <= 1.0
    assert similarity(left, left) == (1.0 if left else 0.0)
    assert contradict(left, right) == contradict(right, left)
