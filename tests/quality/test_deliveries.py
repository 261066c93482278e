"""Gate 1: landed passes, held warns, refused is critical for that delivery only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from psycopg.types.json import Jsonb
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality import check_deliveries, check_delivery, critical_lines


def deliver(settings: Settings, status: str, messages: list[str]) -> int:
    with connect(settings, "loader") as connection:
        row = connection.execute(
            """
            insert into ops.delivery (
                source, stream, sha256, byte_size, file_name, vault_path, status, scope, synthetic
            )
            values ('region_dispositifs', 'dossiers', %s, 1, 'dispositifs_2026-10.csv', 'v', %s, '2026', true)
            returning delivery_id
            """,
            (status, status),
        ).fetchone()
        assert row is not None
        connection.execute(
            """
            insert into ops.landing_report (
                delivery_id, rows_read, rows_landed, rows_mended, rows_rejected, held, reasons,
                columns_unknown, columns_missing, messages
            )
            values (%s, 10, 8, 1, 2, %s, %s, '[]', '[]', %s)
            """,
            (row[0], status == "held", Jsonb({"impossible_date": 2}), Jsonb(messages)),
        )
    return int(row[0])


def test_a_landed_delivery_passes_with_its_counts(settings: Settings) -> None:
    delivery_id = deliver(settings, "landed", [])
    verdict = check_delivery(settings, delivery_id)
    assert verdict.passed
    assert verdict.findings == ()
    assert verdict.subject == "region_dispositifs / dossiers / dispositifs_2026-10.csv"
    with connect(settings, "engineer") as connection:
        row = connection.execute("select gate, delivery_id, build_id, passed, details from ops.verdict").fetchone()
    assert row is not None
    assert row[:4] == (1, delivery_id, None, True)
    assert row[4] == {"rows_read": 10, "rows_landed": 8, "rows_mended": 1, "rows_rejected": 2, "findings": []}


def test_a_held_delivery_warns_with_its_reason(settings: Settings) -> None:
    verdict = check_delivery(settings, deliver(settings, "held", ["20 % des lignes sont rejetées"]))
    assert verdict.passed
    assert verdict.warning_failed == 1
    assert verdict.sentence.endswith(
        "1 contrôle, 1 avertissement — Livraison mise en attente d'une décision : 20 % des lignes sont rejetées"
    )


@pytest.mark.parametrize("status", ["rejected", "received"])
def test_a_refused_delivery_is_critical_and_the_others_go_on(settings: Settings, status: str) -> None:
    refused = deliver(settings, status, ["en-tête obligatoire absent : n_dossier"])
    landed = deliver(settings, "landed", [])
    verdicts = check_deliveries(settings, [refused, landed])
    assert [verdict.passed for verdict in verdicts] == [False, True]
    assert len(critical_lines(verdicts)) == 1
    assert "n_dossier" in critical_lines(verdicts)[0]


def test_the_verdict_names_the_contract_and_its_version(settings: Settings, tmp_path: Path) -> None:
    here = replace(settings, project_root=tmp_path)
    here.contracts_dir.mkdir(parents=True)
    (here.contracts_dir / "region_dispositifs.yml").write_text("source: region_dispositifs\n", encoding="utf-8")
    verdict = check_delivery(here, deliver(settings, "landed", []))
    assert verdict.suite == "region_dispositifs.yml"
    assert verdict.suite_sha256 is not None
    assert len(verdict.suite_sha256) == 64


def test_an_unknown_delivery_is_an_error(settings: Settings) -> None:
    with pytest.raises(LookupError, match="4242"):
        check_delivery(settings, 4242)
