"""The true rows of fct_takeover: when an end is known, and what is lost."""

from __future__ import annotations

import pytest
from meets_contract import COG
from mini_funders import LAVAL, MONTH, lost, takeover, world
from sandbox.core import takeovers
from sandbox.facts import Lost


@pytest.mark.parametrize(
    ("entered", "ended", "month", "state", "end"),
    [
        ("2026-02-01", "2026-09-10", "2026-10", "aboutie", "2026-09-10"),
        ("2026-02-01", "2026-10-20", "2026-10", "en_cours", None),
        ("2025-02-01", "2026-01-05", "2026-10", "aboutie", "2026-01-05"),
        ("2025-02-01", "2026-01-06", "2026-10", "en_cours", None),
        ("2026-02-01", "2026-10-03", "2026-09", "en_cours", None),
        ("2026-02-01", "2026-10-03", "2026-10", "aboutie", "2026-10-03"),
    ],
)
def test_an_end_is_known_by_the_last_workbook_of_its_year(
    monkeypatch: pytest.MonkeyPatch, entered: str, ended: str, month: str, state: str, end: str | None
) -> None:
    monkeypatch.setattr(takeovers, "takeovers", lambda _: [takeover(entered, ended)])
    (row,) = takeovers.rows(world(), month, COG, Lost())
    assert (row["takeover_status"], row["end_date"], row["entry_date"]) == (state, end, entered)


def test_a_lost_end_leaves_the_outcome_and_a_bracket_no_employees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeovers, "takeovers", lambda _: [takeover("2026-02-01", "2026-09-10", "abandonnee")])
    place = ("urscop", "operations", "URS-1")
    (row,) = takeovers.rows(world(), MONTH, COG, lost((*place, "date_fin"), (*place, "effectif")))
    assert (row["takeover_status"], row["end_date"], row["employees"]) == ("abandonnee", None, None)
    assert (row["takeover_key"], row["takeover_type"], row["commune_code"]) == (
        "urscop:URS-1",
        "transmission_saine",
        LAVAL.code,
    )
    assert takeovers.rows(world(), MONTH, COG, lost((*place, None))) == []


def test_an_outcome_whose_day_is_lost_cannot_be_put_after_the_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeovers, "takeovers", lambda _: [takeover("2026-02-01", "2026-10-03")])
    (row,) = takeovers.rows(world(), "2026-09", COG, lost(("urscop", "operations", "URS-1", "date_fin")))
    assert (row["takeover_status"], row["end_date"]) == ("aboutie", None)


def test_an_operation_entered_after_the_cut_off_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeovers, "takeovers", lambda _: [takeover("2026-10-02", "2028-01-01")])
    assert takeovers.rows(world(), "2026-09", COG, Lost()) == []
    assert len(takeovers.rows(world(), "2026-10", COG, Lost())) == 1
