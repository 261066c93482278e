"""Two publications on a real database: default choices, real coverage, real parameters, the command."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from sress.cli import app
from sress.platform.settings import Settings
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "explain"))

from evidence_by_hand import aside, row
from published_by_hand import A01, A08, PARAMETER, Hand
from sress.publication import PublicationRefused, rollback
from sress.publication.why.model import Change
from sress.publication.why.why import why

WIDER = {**PARAMETER, "value": "iresa cress urscop"}
FILE = [{"n_dossier": "D1", "statut": "accorde"}, {"n_dossier": "D2", "statut": "accorde"}]


@pytest.fixture
def hand(settings: Settings) -> Hand:
    return Hand(settings)


def deliver(hand: Hand, name: str, until: str, rows: list[dict[str, str | None]] | None = None) -> int:
    return hand.deliver("region_dispositifs", "dossiers", name, ("2026-01-01", until), rows or FILE)


def causes(changes: tuple[Change, ...], period: str = "2026", territory: str = "REG-52") -> dict[str, float | None]:
    found = [one for one in changes if (one.span.before, one.face.territory) == (period, territory)]
    return {part.cause.value: part.effect for one in found for part in one.parts}


def test_a_month_later_each_row_has_its_cause(hand: Hand) -> None:
    first, second = deliver(hand, "f-2026-09", "2026-09-30"), deliver(hand, "f-2026-10", "2026-10-31")
    before = [
        row("kept", delivery_id=first),
        row("gone", delivery_id=first),
        row("m1", unit_key="P1", delivery_id=first),
        row("m2", unit_key="P2", delivery_id=first),
        aside("ess", "not_ess", delivery_id=first),
        row("moved", delivery_id=first),
    ]
    after = [
        row("kept", delivery_id=second, row_number=9),
        row("m1", unit_key="P1", delivery_id=second),
        row("m2", unit_key="P1", delivery_id=second),
        row("ess", delivery_id=second),
        row("late", "2026-08-08", delivery_id=second),
        row("new", "2026-10-08", delivery_id=second),
        row("new2", "2026-10-09", delivery_id=second),
        row("moved", departement_code="44", epci_code=None, delivery_id=second),
    ]
    hand.publish("2026-09", before, [first], measures=[A01])
    hand.publish("2026-10", after, [second], measures=[A01], aliases=[("P2", "P1")])
    found = why(hand.settings, ["A01-I1"])
    assert (found.before.publication_id, found.after.publication_id) == (1, 2)
    assert causes(found.changes) == {"new_event": 2, "late_row": 1, "revised": -1, "ess": 1, "identity": -1}
    assert causes(found.changes, territory="DEP-44") == {"geography": 1}
    labels = {one.span.label for one in found.changes}
    assert labels == {"2026", "2026-09 → 2026-10"}
    current = why(hand.settings, ["A01-I1"], period="current-ytd", territory="REG-52").changes
    assert causes(current, "2026-09") == causes(found.changes)
    assert {one.face.territory for one in current} == {"REG-52"}


def test_a_source_that_did_not_cover_the_day_is_told_apart_from_a_late_row(hand: Hand) -> None:
    old, new = deliver(hand, "f-2026-06", "2026-06-30"), deliver(hand, "f-2026-10", "2026-10-31")
    hand.publish("2026-09", [], [old], measures=[A01])
    late, missing = row("late", "2026-06-15", delivery_id=new), row("missing", "2026-08-15", delivery_id=new)
    hand.publish("2026-10", [late, missing], [new], measures=[A01])
    assert causes(why(hand.settings, ["A01-I1"]).changes) == {"late_row": 1, "source": 1}
    hand.publish("2026-10", [late], [old], measures=[A01])
    assert causes(why(hand.settings, ["A01-I1"]).changes) == {"source": -1}


def test_a_figure_that_was_not_received_is_shown_and_not_summed(hand: Hand) -> None:
    first, second = deliver(hand, "f-2026-09", "2026-09-30"), deliver(hand, "f-2026-10", "2026-10-31")
    hand.publish("2026-09", [], [first], measures=[A01], statuses={"A01-I1": "not_received"})
    hand.publish("2026-10", [row("a", "2026-10-10", delivery_id=second)], [second], measures=[A01])
    change = next(one for one in why(hand.settings, ["A01-I1"], territory="REG-52", period="2026").changes)
    assert (change.before.value, change.after.value, change.change) == (None, 1, None)
    assert [(part.cause.value, part.effect) for part in change.parts] == [("source", None)]


def test_a_parameter_of_the_measure_is_the_rule_where_the_partner_wrote_the_same(hand: Hand) -> None:
    """Also across two deliveries: the same line in a newer file is the same, a changed one is a revision."""
    first = deliver(hand, "f-2026-09", "2026-09-30")
    changed = [FILE[0], {"n_dossier": "D2", "statut": "solde"}]
    second = deliver(hand, "f-2026-10", "2026-10-31", changed)
    reason = "not_an_ess_actor"
    before = [
        aside("same", reason, measure_code="A08-I1", delivery_id=first, row_number=2),
        aside("changed", reason, measure_code="A08-I1", delivery_id=first, row_number=3),
    ]
    after = [
        row("same", measure_code="A08-I1", delivery_id=second, row_number=2),
        row("changed", measure_code="A08-I1", delivery_id=second, row_number=3),
    ]
    hand.publish("2026-09", before, [first], measures=[A08])
    hand.publish("2026-10", after, [second], measures=[A08], parameters=[WIDER])
    assert causes(why(hand.settings, ["A08-I1"]).changes) == {"rule": 1, "revised": 1}


def test_a_parameter_of_another_measure_is_not_the_rule(hand: Hand) -> None:
    first = deliver(hand, "f-2026-09", "2026-09-30")
    hand.publish("2026-09", [aside("a", "not_granted", delivery_id=first)], [first], measures=[A01])
    hand.publish("2026-09", [row("a", delivery_id=first)], [first], measures=[A01], parameters=[WIDER])
    assert causes(why(hand.settings, ["A01-I1"]).changes) == {"revised": 1}


def test_breakdowns_are_told_when_asked_for(hand: Hand) -> None:
    first = deliver(hand, "f-2026-10", "2026-10-31")
    hand.publish("2026-09", [], [], measures=[A01])
    hand.publish(
        "2026-10", [row("a", "2026-10-10", dispositif_code="garantie", delivery_id=first)], [first], measures=[A01]
    )
    totals = why(hand.settings, ["A01-I1"], territory="REG-52", period="2026")
    lines = why(hand.settings, ["A01-I1"], territory="REG-52", period="2026", breakdowns=True)
    assert [one.face.member for one in totals.changes] == [None]
    assert [one.face.member for one in lines.changes] == [None, "garantie", "indetermine"]


def test_any_two_publications_are_compared_and_those_rolled_back_too(hand: Hand) -> None:
    first = deliver(hand, "f-2026-10", "2026-10-31")
    for count in (1, 3, 2):
        rows = [row(f"r{number}", delivery_id=first) for number in range(count)]
        hand.publish("2026-10", rows, [first], measures=[A01])
    assert causes(why(hand.settings, before=1, after=2).changes) == {"late_row": 2}
    assert causes(why(hand.settings, before=1, after=3).changes) == {"late_row": 1}
    assert causes(why(hand.settings, before=3, after=1).changes) == {"revised": -1}
    rollback(hand.settings, 2, why="essai")
    assert why(hand.settings).after.publication_id == 2
    assert causes(why(hand.settings, before=2, after=3).changes) == {"revised": -1}


def test_nothing_to_compare_is_said(hand: Hand) -> None:
    with pytest.raises(PublicationRefused, match="Rien n'est publié"):
        why(hand.settings)
    hand.publish("2026-10", [], [], measures=[A01])
    with pytest.raises(PublicationRefused, match="Rien n'a été publié avant"):
        why(hand.settings)
    hand.publish("2026-10", [row("a")], [], measures=[A01])
    with pytest.raises(LookupError, match="A99-I1"):
        why(hand.settings, ["A99-I1"])


def test_the_command_tells_causes_in_french_and_as_json(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    first = deliver(hand, "f-2026-10", "2026-10-31")
    hand.publish("2026-09", [row("a", delivery_id=first)], [first], measures=[A01])
    hand.publish("2026-10", [row("b", "2026-10-10", delivery_id=first)], [first], measures=[A01])
    monkeypatch.setenv("SRESS_HOME", str(hand.settings.home))
    monkeypatch.setenv("SRESS_DATABASE_URL", hand.settings.database_url or "")
    told = CliRunner().invoke(app, ["why", "A01-I1", "--territory", "REG-52"])
    assert told.exit_code == 0, told.output
    for words in ("De la publication n° 1", "événements nouveaux", "lignes corrigées, annulées ou retirées", "−1"):
        assert words in told.output
    found = json.loads(CliRunner().invoke(app, ["why", "A01-I1", "--period", "2026", "--json"]).output)
    for change in found["changes"]:
        assert change["change"] == sum(part["effect"] for part in change["parts"]) == 0
    assert CliRunner().invoke(app, ["why", "A99-I1"]).exit_code == 2
    assert CliRunner().invoke(app, ["why", "A01-I1", "--from", "7"]).exit_code == 2
    hand.publish(
        "2026-10", [row("b", "2026-10-10", delivery_id=first)], [first], measures=[A01],
        change="update audit.indicator_value set value = 7, numerator = 7",
    )  # fmt: skip
    spoilt = CliRunner().invoke(app, ["why", "A01-I1"])
    assert spoilt.exit_code == 1
    assert "A01-I1" in spoilt.output
