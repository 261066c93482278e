"""Invented numbers are well formed, and broken ones are really broken."""

from __future__ import annotations

import random

import pytest
from sandbox.identifiers import break_key, is_luhn, make_siren, make_siret, with_key


@pytest.mark.parametrize("siren", ["732829320", "552100554", "005880596"])
def test_luhn_agrees_with_published_examples(siren: str) -> None:
    assert is_luhn(siren)
    assert with_key(siren[:-1]) == siren


def test_numbers_are_valid_and_some_begin_with_zero() -> None:
    rng = random.Random(1)
    sirens = [make_siren(rng) for _ in range(500)]
    sirets = [make_siret(rng, siren) for siren in sirens]
    assert all(is_luhn(siren) and len(siren) == 9 for siren in sirens)
    assert all(is_luhn(siret) and len(siret) == 14 for siret in sirets)
    assert any(siren.startswith("0") for siren in sirens)
    assert not any(siren.startswith(("1", "2", "000")) for siren in sirens), "prefixes of public bodies"


def test_a_changed_digit_always_fails_the_key() -> None:
    rng = random.Random(2)
    for _ in range(500):
        siret = make_siret(rng, make_siren(rng))
        assert not is_luhn(break_key(siret, rng))
