"""What a comparison tells others than engineers: nothing withheld, no small group of an amount told apart."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sress.disclosure import Audience
from sress.platform.database import connect
from sress.platform.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "explain"))

from evidence_by_hand import row
from published_by_hand import A01, A10, Hand
from sress.publication.explain.explain import NoSuchFigure, explain
from sress.publication.why.model import Change
from sress.publication.why.why import why

AMOUNTS = "update audit.dim_measure set aggregation = 'sum' where measure_code = 'A01-I1'"


@pytest.fixture
def hand(settings: Settings) -> Hand:
    """Two publications: one unit was corrected away, one is new, in the protected measure and in the open one."""
    hand = Hand(settings)
    first = hand.deliver("region_dispositifs", "dossiers", "f-2026-09", ("2026-01-01", "2026-09-30"), LINES)
    second = hand.deliver("region_dispositifs", "dossiers", "f-2026-10", ("2026-01-01", "2026-10-31"), LINES[:1])
    for month, delivery, names in (("2026-09", first, "ab"), ("2026-10", second, "ac")):
        rows = [
            row(f"{code}{name}", "2026-10-08" if name == "c" else "2026-03-10", measure_code=code, delivery_id=delivery)
            for code in ("A01-I1", "A10-I2")
            for name in names
        ]
        hand.publish(month, rows, [delivery], measures=[A01, A10], change=AMOUNTS)
    return hand


LINES = [{"n_dossier": "D1", "statut": "accorde"}, {"n_dossier": "D2", "statut": "accorde"}]


def _withhold(hand: Hand, publication: int, territory: str, reason: str) -> None:
    """As the publication would have kept it."""
    with connect(hand.settings, "publisher") as connection:
        connection.execute(
            """
            insert into publication.withheld_value
            select publication_id, 'indicator_value', measure_code, period, territory, '', '', %s, to_jsonb(cell)
            from publication.indicator_value as cell
            where publication_id = %s and measure_code = 'A01-I1' and territory = %s and dimension is null
            """,
            (reason, publication, territory),
        )


def _changes(hand: Hand, code: str, audience: Audience) -> dict[str, Change]:
    changes = why(hand.settings, [code], period="2026", audience=audience).changes
    return {change.face.territory: change for change in changes}


def test_an_engineer_sees_each_cause_a_pilot_of_a_small_group_only_the_change(hand: Hand) -> None:
    own = _changes(hand, "A01-I1", Audience.engineer)["REG-52"]
    assert {part.cause.value for part in own.parts} == {"new_event", "revised"}
    assert own.moves
    told = _changes(hand, "A01-I1", Audience.pilot)["REG-52"]
    assert [(part.cause.value, part.units, part.effect) for part in told.parts] == [("disclosure", None, 0)]
    assert told.moves == ()
    open_one = _changes(hand, "A10-I2", Audience.pilot)["REG-52"]
    assert {part.cause.value for part in open_one.parts} == {"new_event", "revised"}


def test_a_withheld_cell_has_no_figure_and_no_cause_but_secrecy(hand: Hand) -> None:
    _withhold(hand, 2, "DEP-49", "primary")
    told = _changes(hand, "A01-I1", Audience.pilot)["DEP-49"]
    assert (told.before.value, told.after.value, told.after.status) == (2, None, "suppressed")
    assert [(part.cause.value, part.effect) for part in told.parts] == [("disclosure", None)]
    assert _changes(hand, "A01-I1", Audience.engineer)["DEP-49"].after.value == 2


def test_a_cell_that_is_not_published_or_hidden_twice_is_not_spoken_of(hand: Hand) -> None:
    for publication in (1, 2):
        _withhold(hand, publication, "DEP-49", "secondary")
    assert "DEP-49" not in _changes(hand, "A01-I1", Audience.pilot)
    assert "DEP-49" in _changes(hand, "A01-I1", Audience.engineer)


def test_an_explanation_tells_the_engineer_what_is_withheld_and_why(hand: Hand) -> None:
    _withhold(hand, 2, "DEP-49", "primary")
    own = explain(hand.settings, "A01-I1", period="2026", territory="DEP-49")
    assert (own.cell.value, own.withheld) == (2, "primary")
    told = explain(hand.settings, "A01-I1", period="2026", territory="DEP-49", audience=Audience.pilot)
    assert told.withheld is None, "why would tell whether the cell is small"
    with pytest.raises(NoSuchFigure, match="n'est pas publiée"):
        explain(
            hand.settings, "A01-I1", period="2026", territory="DEP-49", dimension="ess_family", member="x",
            audience=Audience.pilot,
        )  # fmt: skip
