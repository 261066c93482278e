"""Drift: what a delivery has that the one before had not, in numbers and in French."""

from __future__ import annotations

from pathlib import Path

import pytest
from landing_kit import Kit, contract
from sress.platform.settings import Settings

HEADER = "Numéro;Ville;Montant"


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    kit = Kit(fresh_settings, tmp_path / "incoming", contract(personal=False))
    kit.land("fiches_2026-10.csv", *(f"{number};Angers;1,00" for number in "ABCDE"), header=HEADER)
    return kit


def test_a_first_delivery_and_a_stable_one_have_nothing_to_tell(kit: Kit) -> None:
    assert kit.query("select drift from ops.landing_report") == [({},)]
    report = kit.land("fiches_2026-11.csv", *(f"{number};Angers;2,00" for number in "ABCDE"), header=HEADER)
    assert report.drift == {
        "before": 1,
        "before_file": "fiches_2026-10.csv",
        "columns_added": [],
        "columns_gone": [],
        "rows": [5, 5],
        "empty": {},
    }
    assert report.messages == []


def test_columns_that_come_and_go_are_named(kit: Kit) -> None:
    report = kit.land("fiches_2026-11.csv", *(f"{number};1,00;x" for number in "ABCDE"), header="Numéro;Montant;Canton")
    assert (report.drift["columns_gone"], report.drift["columns_added"]) == (["ville"], ["Canton"])
    told = " ".join(report.messages)
    assert "livraison précédente (« fiches_2026-10.csv »), colonne absente : « Ville »." in told
    assert "colonne nouvelle : « Canton »." in told
    back = kit.land("fiches_2026-12.csv", *(f"{number};Angers;1,00" for number in "ABCDE"), header=HEADER)
    assert (back.drift["columns_gone"], back.drift["columns_added"]) == (["Canton"], ["ville"])


def test_a_column_that_empties_is_told_beyond_twenty_points(kit: Kit) -> None:
    one_empty = kit.land("fiches_2026-11.csv", "A;;1,00", *(f"{n};Angers;1,00" for n in "BCDE"), header=HEADER)
    assert one_empty.drift["empty"] == {}
    report = kit.land("fiches_2026-12.csv", *(f"{n};;1,00" for n in "ABC"), "D;X;1,00", "E;X;1,00", header=HEADER)
    assert report.drift["empty"] == {"ville": [0.2, 0.6]}
    assert any("part de cellules vides : « Ville » 20\u00a0% → 60\u00a0%." in message for message in report.messages)
    assert kit.query(
        "select drift->'empty'->'ville'->>1 from ops.landing_report order by delivery_id desc limit 1"
    ) == [("0.6",)]


def test_a_delivery_that_doubles_is_told(kit: Kit) -> None:
    report = kit.land("fiches_2026-11.csv", *(f"{number};Angers;1,00" for number in range(10)), header=HEADER)
    assert report.drift["rows"] == [5, 10]
    assert any(message.endswith("10 lignes au lieu de 5.") for message in report.messages)


def test_the_comparison_is_with_the_month_before_not_with_a_later_one(kit: Kit) -> None:
    kit.land("fiches_2026-12.csv", *(f"{number};Angers;1,00" for number in range(9)), header=HEADER)
    report = kit.land("fiches_2026-11.csv", *(f"{number};Angers;1,00" for number in range(5)), header=HEADER)
    assert (report.drift["before"], report.drift["rows"]) == (1, [5, 5])


def test_a_held_delivery_is_no_reference(kit: Kit) -> None:
    assert kit.land("fiches_2026-11.csv", "A;Angers;1,00", header=HEADER).status == "held"
    report = kit.land("fiches_2026-12.csv", *(f"{number};Angers;1,00" for number in range(5)), header=HEADER)
    assert report.drift["before"] == 1


def test_another_exercice_tells_of_columns_and_not_of_rows(fresh_settings: Settings, tmp_path: Path) -> None:
    kit = Kit(
        fresh_settings,
        tmp_path / "incoming",
        contract(personal=False, revision={"replaces": "exercice"}, covers="exercice_to_month"),
    )
    kit.land("fiches_2025-12.csv", *(f"{number};Angers;1,00" for number in range(9)), header=HEADER)
    report = kit.land("fiches_2026-01.csv", "A;1,00", header="Numéro;Montant")
    assert report.status == "landed"
    assert "rows" not in report.drift
    assert report.drift["columns_gone"] == ["ville"]


def test_parts_of_a_stream_are_compared_with_themselves_only(fresh_settings: Settings, tmp_path: Path) -> None:
    kit = Kit(
        fresh_settings,
        tmp_path / "incoming",
        contract(personal=False, file=r"(?P<part>[a-z]+)_(?P<period>\d{4}-\d{2})\.csv"),
    )
    kit.land("nord_2026-10.csv", *(f"{number};Angers;1,00" for number in range(9)), header=HEADER)
    assert kit.land("sud_2026-10.csv", "A;1,00", header="Numéro;Montant").drift == {}
    assert kit.land("sud_2026-11.csv", "A;1,00", "B;2,00", header="Numéro;Montant").drift["rows"] == [1, 2]


def test_a_pull_of_changes_is_not_measured_by_its_length(fresh_settings: Settings, tmp_path: Path) -> None:
    kit = Kit(fresh_settings, tmp_path / "incoming", contract(personal=False, revision={"replaces": "changes"}))
    kit.land("fiches_2026-10_changes.jsonl", *(f"{number};Angers;1,00" for number in range(9)), header=HEADER)
    report = kit.land("fiches_2026-11_changes.jsonl", "A;;", header=HEADER)
    assert report.drift == {
        "before": 1,
        "before_file": "fiches_2026-10_changes.jsonl",
        "columns_added": [],
        "columns_gone": [],
    }
