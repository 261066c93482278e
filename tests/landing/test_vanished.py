"""Pulls of changes and whole pulls: which row of a key is in force, and what vanished at the source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from landing_kit import Kit, contract
from sress.contracts.load import load_contracts
from sress.landing.land import land_file
from sress.landing.store import forget_synthetic, prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings

HEADER = "Numéro;Ville"


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    return Kit(
        fresh_settings,
        tmp_path / "incoming",
        contract(
            personal=False,
            revision={"replaces": "changes"},
            thresholds={"max_rejected_share": 0.5, "min_rows": 2, "hold_when_fewer_rows": False},
        ),
    )


def full(kit: Kit, month: str, *rows: str) -> tuple[str, int]:
    report = kit.land(f"fiches_{month}_full.jsonl", *rows, header=HEADER)
    return report.status, report.vanished


def changes(kit: Kit, month: str, *rows: str) -> tuple[str, int]:
    report = kit.land(f"fiches_{month}_changes.jsonl", *rows, header=HEADER)
    return report.status, report.vanished


def test_changes_replace_rows_of_their_key_and_leave_the_rest(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes")
    assert changes(kit, "2026-10", "B;Rezé") == ("landed", 0)
    changes(kit, "2026-10", "C;Laval")
    assert kit.in_force() == [("A", "Angers"), ("B", "Rezé"), ("C", "Laval")]
    assert kit.query("select mode, count(*) from ops.delivery group by 1 order by 1") == [("changes", 2), ("full", 1)]


def test_the_last_of_several_changes_wins_also_inside_one_delivery(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes")
    changes(kit, "2026-10", "A;Cholet", "A;Segré")
    assert kit.in_force() == [("A", "Segré"), ("B", "Nantes")]
    changes(kit, "2026-11", "A;Saumur")
    changes(kit, "2026-10", "A;Baugé")
    assert kit.in_force() == [("A", "Saumur"), ("B", "Nantes")]


def test_changes_without_a_whole_pull_before_are_in_force_by_themselves(kit: Kit) -> None:
    changes(kit, "2026-10", "A;Angers")
    assert kit.in_force() == [("A", "Angers")]


def test_a_whole_pull_replaces_everything_and_names_what_vanished(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes", "C;Laval")
    changes(kit, "2026-10", "D;Le Mans")
    report = kit.land("fiches_2026-11_full.jsonl", "A;Angers", "C;Laval", header=HEADER)
    assert (report.status, report.vanished) == ("landed", 2)
    assert kit.in_force() == [("A", "Angers"), ("C", "Laval")]
    assert any(message.endswith("2 enregistrements ont disparu de la source.") for message in report.messages)
    assert kit.query(
        "select delivery_id, row_key, last_delivery_id, last_row_number from quarantine.vanished_row order by row_key"
    ) == [(3, "B", 1, 3), (3, "D", 2, 2)]
    assert kit.query("select vanished from ops.landing_report order by delivery_id") == [(0,), (0,), (2,)]
    assert full(kit, "2026-12", "A;Angers", "B;Nantes") == ("landed", 1)


def test_one_that_vanished_is_told_in_the_singular_and_a_rejected_row_as_a_doubt(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes", "C;Laval")
    report = kit.land("fiches_2026-11_full.jsonl", "A;Angers", "B;Nantes", ";Laval", header=HEADER)
    assert (report.rejected, report.vanished) == (1, 1)
    assert any(
        message.endswith("1 enregistrement a disparu de la source, ou sa ligne est rejetée.")
        for message in report.messages
    )


def test_a_late_pull_of_an_older_month_makes_nothing_vanish(kit: Kit) -> None:
    full(kit, "2026-11", "A;Angers", "B;Nantes")
    assert full(kit, "2026-10", "A;Angers", "Z;Ailleurs") == ("landed", 0)
    assert kit.in_force() == [("A", "Angers"), ("B", "Nantes")]


def test_changes_make_nothing_vanish_and_are_never_held_for_being_short(kit: Kit) -> None:
    kit.contract = contract(
        personal=False,
        revision={"replaces": "changes"},
        thresholds={"max_rejected_share": 0.5, "min_rows": 2, "hold_when_fewer_rows": True},
    )
    full(kit, "2026-10", "A;Angers", "B;Nantes", "C;Laval")
    assert changes(kit, "2026-10", "A;Cholet") == ("landed", 0)
    assert changes(kit, "2026-10", "E;Cholet") == ("landed", 0)
    status, _ = full(kit, "2026-11", "A;Angers", "B;Nantes", "C;Laval")
    assert status == "held"
    assert [number for number, _ in kit.in_force()] == ["A", "B", "C", "E"]
    assert full(kit, "2026-11", "A;Angers", "B;Nantes", "C;Laval", "F;Craon") == ("landed", 1)


def test_changes_that_are_mostly_unreadable_are_held(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes")
    assert changes(kit, "2026-10", ";Angers", ";Cholet", "A;Segré")[0] == "held"
    assert kit.in_force() == [("A", "Angers"), ("B", "Nantes")]


def test_a_panorama_of_a_stream_also_says_what_is_gone(kit: Kit) -> None:
    kit.contract = contract(personal=False, thresholds={"hold_when_fewer_rows": False})
    kit.land("fiches_2026-10.csv", "A;Angers", "B;Nantes", header=HEADER)
    assert kit.land("fiches_2026-11.csv", "A;Angers", header=HEADER).vanished == 1


def test_a_contract_that_changes_what_is_replaced_changes_the_rows_in_force(kit: Kit) -> None:
    full(kit, "2026-10", "A;Angers", "B;Nantes")
    changes(kit, "2026-10", "A;Cholet")
    with connect(kit.settings, "loader") as connection:
        prepare_streams(connection, [contract(personal=False, revision={"replaces": "stream"})])
    assert kit.in_force() == [("A", "Cholet")]


def test_another_world_forgets_what_vanished_what_was_decided_and_what_was_pulled(kit: Kit) -> None:
    header = "Numéro;Ville;Origine"
    for month, rows in (("2026-10", ("A", "B", "C")), ("2026-11", ("A", "B"))):
        kit.land(f"fiches_{month}_full.jsonl", *(f"{row};Angers;SYNTHETIQUE" for row in rows), header=header)
    with connect(kit.settings, "loader") as connection:
        connection.execute("insert into ops.collect_state values ('essai', 'fiches', 'mark', '1')")
        connection.execute(
            "insert into ops.delivery_decision (delivery_id, decision, decided_by, why) values (1, 'release', 'x', 'y')"
        )
        connection.commit()
        assert forget_synthetic(connection, [kit.contract]) == 2
    for table in ("ops.delivery", "ops.delivery_decision", "ops.collect_state", "quarantine.vanished_row"):
        assert kit.query(f"select count(*) from {table}") == [(0,)], table


def test_of_a_record_that_makes_several_rows_all_those_told_last_are_in_force(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    essor = load_contracts(fresh_settings.contracts_dir)["essor"]
    texts = {
        "essor_projets_2026-10_full.jsonl": [("P1", ["a", "b"]), ("P2", ["c"])],
        "essor_projets_2026-10_changes.jsonl": [("P1", ["d", "e"])],
    }
    with connect(fresh_settings, "loader") as connection:
        prepare_streams(connection, [essor])
        for name, projects in texts.items():
            records = [
                {"projet_id": project, "orientations": [{"from": "CRESS", "to": "IRESA", "date": day(x)} for x in sent]}
                for project, sent in projects
            ]
            path = tmp_path / name
            path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
            assert land_file(connection, fresh_settings, essor, "orientations", path).status == "landed"
        rows = connection.execute(
            "select projet_id, date_orientation from raw.essor__orientations__in_force order by 1, 2"
        ).fetchall()
    assert rows == [("P1", day("d")), ("P1", day("e")), ("P2", day("c"))]


def day(letter: str) -> str:
    return f"2026-10-{ord(letter) - ord('a') + 1:02d}"
