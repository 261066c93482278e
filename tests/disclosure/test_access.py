"""Rows of a secret class stay with the engineer; a suppressed cell gives no count away."""

from __future__ import annotations

import pytest
from sress.disclosure import Audience, may_see_counts, may_see_raw, may_see_rows


@pytest.mark.parametrize("audience", list(Audience))
def test_rows_of_an_open_class_are_for_everybody(audience: Audience) -> None:
    assert may_see_rows("C0", audience)


@pytest.mark.parametrize("disclosure_class", ["C1", "C2", None, "C9"])
def test_rows_of_any_other_class_are_for_the_engineer_only(disclosure_class: str | None) -> None:
    assert [audience for audience in Audience if may_see_rows(disclosure_class, audience)] == [Audience.engineer]


def test_the_counts_of_a_suppressed_cell_are_for_the_engineer_only() -> None:
    assert [audience for audience in Audience if may_see_counts("suppressed", audience)] == [Audience.engineer]
    assert all(may_see_counts("final", audience) for audience in Audience)


def test_landed_rows_are_for_the_engineer_only() -> None:
    assert [audience for audience in Audience if may_see_raw(audience)] == [Audience.engineer]
