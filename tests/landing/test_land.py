"""Landing on a real database: ledger, raw rows, quarantine, revisions, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sress.contracts.load import load_contracts
from sress.contracts.model import Contract
from sress.landing.land import land_file
from sress.landing.report import LandingReport
from sress.landing.store import forget_synthetic, prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings

HEADER = "N° dossier;Dispositif;Date de décision;Montant voté;Statut;origine_donnee\r\n"


def rows(*numbers: str, amount: str = "1 000,00", origin: str = "") -> str:
    return "".join(f"{number};Garantie;12/03/2025;{amount};Accordé;{origin}\r\n" for number in numbers)


@pytest.fixture
def contract(fresh_settings: Settings) -> Contract:
    return load_contracts(fresh_settings.contracts_dir)["region_dispositifs"]


@pytest.fixture
def land(fresh_settings: Settings, contract: Contract, tmp_path: Path) -> Any:
    """Write a file and land it."""

    def landing(name: str, body: str | bytes) -> LandingReport:
        path = tmp_path / "incoming" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else (HEADER + body).encode("windows-1252"))
        with connect(fresh_settings, "loader") as connection:
            prepare_streams(connection, [contract])
            return land_file(connection, fresh_settings, contract, "dossiers", path)

    return landing


@pytest.fixture
def query(fresh_settings: Settings) -> Any:
    """Rows of a query, as the engineer."""

    def run(statement: str) -> list[tuple[Any, ...]]:
        with connect(fresh_settings, "engineer") as connection:
            return connection.execute(statement).fetchall()

    return run


def test_a_delivery_is_in_the_vault_the_ledger_and_raw(land: Any, query: Any, fresh_settings: Settings) -> None:
    report = land("dispositifs_2025-03.csv", rows("A", "B"))
    assert (report.status, report.read, report.landed, report.rejected) == ("landed", 2, 2, 0)
    ((path, period, start, end, scope),) = query(
        "select vault_path, period, period_start::text, period_end::text, scope from ops.delivery"
    )
    assert (period, start, end, scope) == ("2025-03", "2025-01-01", "2025-03-31", "2025")
    assert (fresh_settings.vault_dir / path).read_bytes().startswith(HEADER.encode("windows-1252"))
    assert query("select n_dossier, _row_number, montant_vote from raw.region_dispositifs__dossiers order by 1") == [
        ("A", 2, "1000.00"),
        ("B", 3, "1000.00"),
    ]


def test_the_same_bytes_again_change_nothing_also_under_another_name(land: Any, query: Any) -> None:
    first = land("dispositifs_2025-03.csv", rows("A"))
    again = land("copie de dispositifs_2025-03.csv", rows("A"))
    assert (again.delivery_id, again.unchanged, again.landed) == (first.delivery_id, True, 1)
    assert query("select count(*) from ops.delivery") == [(1,)]
    assert query("select count(*) from raw.region_dispositifs__dossiers") == [(1,)]


def test_the_same_bytes_for_another_month_are_a_delivery_of_that_month(land: Any, query: Any) -> None:
    first = land("dispositifs_2025-03.csv", rows("A"))
    second = land("dispositifs_2025-04.csv", rows("A"))
    unnamed = land("export.csv", rows("A"))
    assert second.delivery_id != first.delivery_id
    assert unnamed.unchanged
    assert query("select count(*) from raw.region_dispositifs__dossiers__in_force") == [(1,)]


def test_a_newer_delivery_replaces_its_exercice_and_no_other(land: Any, query: Any) -> None:
    land("dispositifs_2025-04.csv", rows("A", "B", amount="2 000,00"))
    land("dispositifs_2025-03.csv", rows("A"))
    land("dispositifs_2024-12.csv", rows("Z"))
    in_force = query("select n_dossier, montant_vote from raw.region_dispositifs__dossiers__in_force order by 1")
    assert in_force == [("A", "2000.00"), ("B", "2000.00"), ("Z", "1000.00")]


def test_a_shrunken_delivery_is_held_and_the_former_stays_in_force(land: Any, query: Any) -> None:
    land("dispositifs_2025-03.csv", rows("A", "B", "C"))
    report = land("dispositifs_2025-04.csv", rows("A"))
    assert report.held
    assert "retenue" in report.messages[0]
    assert report.messages[0].startswith("Région – dispositifs aux entreprises, « dispositifs_2025-04.csv » : ")
    assert query("select count(*) from raw.region_dispositifs__dossiers__in_force") == [(3,)]


def test_too_many_rejects_hold_the_delivery(land: Any, query: Any) -> None:
    report = land("dispositifs_2025-03.csv", rows("A", "B", "C") + rows("D", amount="1,234"))
    assert (report.status, report.read, report.landed, report.rejected) == ("held", 4, 3, 1)
    assert query("select count(*) from raw.region_dispositifs__dossiers__in_force") == [(0,)]


def test_a_rejected_row_is_in_quarantine_and_in_the_reject_file(
    land: Any, query: Any, fresh_settings: Settings
) -> None:
    report = land("dispositifs_2025-03.csv", rows(*(f"N{i}" for i in range(20))) + rows("D", amount="1,234"))
    assert (report.status, report.reasons) == ("landed", {"amount_ambiguous": 1})
    ((row, column, header, value, message, blocking),) = query(
        "select row_number, column_name, header, value, message, blocking from quarantine.rejected_row"
    )
    assert (row, column, header, value, blocking) == (22, "montant_vote", "Montant voté", "1,234", True)
    assert message.startswith("ligne 22, colonne « Montant voté »")
    (reject_file,) = fresh_settings.rejects_dir.rglob("*.csv")
    lines = reject_file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "ligne;colonne;valeur;message;bloquant;doublon"
    assert lines[1].startswith("22;Montant voté;1,234;")


def test_a_refused_file_keeps_its_bytes_and_says_why(land: Any, query: Any, fresh_settings: Settings) -> None:
    report = land("dispositifs_2025-03.csv", "N° dossier;Dispositif\r\nA;Garantie\r\n".encode("windows-1252"))
    assert (report.status, report.landed, report.columns_missing[0]) == ("rejected", 0, "date_decision")
    ((path, status),) = query("select vault_path, status from ops.delivery")
    assert status == "rejected"
    assert (fresh_settings.vault_dir / path).exists()
    assert query("select rule, blocking from quarantine.rejected_row") == [("missing_header", True)]


def test_another_world_withdraws_synthetic_deliveries_only(
    land: Any, query: Any, fresh_settings: Settings, contract: Contract
) -> None:
    land("dispositifs_2025-03.csv", rows("A", origin="SYNTHETIQUE"))
    land("dispositifs_2024-12.csv", rows("R"))
    with connect(fresh_settings, "loader") as connection:
        assert forget_synthetic(connection, [contract]) == 1
    assert query("select n_dossier from raw.region_dispositifs__dossiers__in_force") == [("R",)]


def test_a_column_added_to_the_contract_reaches_raw_and_its_view(
    land: Any, query: Any, fresh_settings: Settings, contract: Contract
) -> None:
    land("dispositifs_2025-03.csv", rows("A"))
    stream = contract.streams["dossiers"]
    extra = stream.columns[0].model_copy(update={"name": "n_marche", "headers": (), "required": False})
    wider = contract.model_copy(
        update={"streams": {"dossiers": stream.model_copy(update={"columns": (*stream.columns, extra)})}}
    )
    with connect(fresh_settings, "loader") as connection:
        prepare_streams(connection, [wider])
    assert query("select n_dossier, n_marche from raw.region_dispositifs__dossiers__in_force") == [("A", None)]


def test_personal_columns_never_reach_the_database(fresh_settings: Settings, tmp_path: Path) -> None:
    governance = load_contracts(fresh_settings.contracts_dir)["gouvernance"]
    stream = governance.streams["participations"]
    csv_stream = stream.model_copy(
        update={"format": load_contracts(fresh_settings.contracts_dir)["region_dispositifs"].streams["dossiers"].format}
    )
    contract = governance.model_copy(update={"streams": {"participations": csv_stream}})
    path = tmp_path / "participants_2025-11.csv"
    path.write_text(
        "Date;Organisation;ESS;Nom;Courriel\n05/11/2025;Café;O;Nom Secret;secret@exemple.invalid\n",
        encoding="windows-1252",
    )
    with connect(fresh_settings, "loader") as connection:
        prepare_streams(connection, [contract])
        report = land_file(connection, replace(fresh_settings, month="2025-11"), contract, "participations", path)
    assert (report.landed, report.columns_unknown) == (1, [])
    with connect(fresh_settings, "engineer") as connection:
        row = connection.execute("select to_jsonb(r)::text from raw.gouvernance__participations r").fetchone()
    assert row is not None
    assert "ecret" not in row[0]
