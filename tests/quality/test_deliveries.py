"""Gate 1: a delivery is looked at as a whole; what fails critically is held, and the others go on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from sress.contracts.load import load_contract
from sress.landing.held import decide
from sress.landing.land import land_file
from sress.landing.store import prepare_streams
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.quality import Verdict, check_deliveries, check_delivery, critical_lines
from sress.quality.holding import hold_delivery
from sress.quality.suites import suite_path

HEADER = (
    "N° dossier;Dispositif;Raison sociale;Code INSEE;Commune;Date de décision;Montant voté;Statut;Origine de la donnée"
)
Row = tuple[str, str, str, str]
Check = Callable[..., Verdict]


def dossiers(count: int, month: str = "2026-09", *, insee: str = "44109", first: int = 1) -> list[Row]:
    return [(f"D-{number}", insee, f"15/{month[5:]}/{month[:4]}", "100,00") for number in range(first, first + count)]


def file_text(rows: Iterable[Row], total: str | None = None) -> str:
    lines = [
        f"{number};Prime Création;La Suite (fictif);{insee};Nantes;{day};{amount};Voté;SYNTHETIQUE"
        for number, insee, day, amount in rows
    ]
    return "\n".join([HEADER, *lines, *([f"Total;;;;;;{total};;"] if total else [])]) + "\n"


@pytest.fixture
def land(settings: Settings, tmp_path: Path) -> Callable[..., int]:
    """Land a file of the Région; gives the delivery."""
    contract = load_contract(settings.contracts_dir / "region_dispositifs.yml")

    def run(text: str, period: str = "2026-09") -> int:
        path = tmp_path / f"dispositifs_{period}.csv"
        path.write_bytes(text.encode("windows-1252"))
        with connect(settings, "loader") as connection:
            prepare_streams(connection, [contract, load_contract(settings.contracts_dir / "cog.yml")])
            connection.execute(
                "insert into raw.cog__communes (_delivery_id, _row_number, code) select 0, 1, '44109' "
                "where not exists (select from raw.cog__communes)"
            )
            return land_file(connection, settings, contract, "dossiers", path).delivery_id

    return run


@pytest.fixture
def check(land: Callable[..., int], settings: Settings) -> Check:
    """Land a file and hold it against gate 1."""
    return lambda text, period="2026-09": check_delivery(settings, land(text, period))


def enter(settings: Settings, status: str, messages: list[str]) -> int:
    """A delivery that landing did not take in."""
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


def status_of(settings: Settings, delivery_id: int | None) -> Any:
    with connect(settings, "engineer") as connection:
        return connection.execute(
            "select status, (select count(*) from raw.region_dispositifs__dossiers__in_force) "
            "from ops.delivery where delivery_id = %s",
            (delivery_id,),
        ).fetchone()


def said(verdict: Verdict) -> dict[str, str]:
    return {finding.message: finding.severity for finding in verdict.findings}


def test_a_sound_delivery_passes_with_version_counts_and_page(check: Check, settings: Settings) -> None:
    verdict = check(file_text(dossiers(20), total="2 000,00"))
    assert said(verdict) == {}
    assert verdict.subject == "region_dispositifs / dossiers / dispositifs_2026-09.csv"
    suite = suite_path(settings.expectations_dir, "region_dispositifs.dossiers").read_bytes()
    with connect(settings, "engineer") as connection:
        row = connection.execute(
            "select gate, delivery_id, build_id, suite, suite_sha256, passed, evaluated, failed, owners, details "
            "from ops.verdict"
        ).fetchone()
        facts = connection.execute("select facts from ops.delivery_facts").fetchone()
    assert row is not None
    assert facts is not None
    name, version = "region_dispositifs.dossiers", hashlib.sha256(suite).hexdigest()
    assert row[:6] == (1, verdict.delivery_id, None, name, version, True)
    assert row[6] > 10
    assert row[7:9] == (0, [])
    assert row[9] == {"rows_read": 21, "rows_landed": 20, "rows_mended": 0, "rows_rejected": 1, "findings": []}
    assert facts[0]["totals_gap_pct"] == 0
    assert facts[0]["silent_days"] == 15
    assert verdict.data_docs is not None
    assert (settings.data_docs_dir / verdict.data_docs).is_file()


OTHER_YEAR = file_text(dossiers(20, "2025-03"))
SPOILED = [
    (OTHER_YEAR, "Le fichier est bien celui de l'exercice qu'il déclare.", "critical"),
    (file_text(dossiers(10) + dossiers(10)).replace("100,00", "150,00", 10), "deux fois la même", "critical"),
    (file_text(dossiers(20) + dossiers(2, "2025-03", first=21)), "d'une autre année", "warning"),
    (file_text(dossiers(20, "2026-01")), "jusqu'à la fin de la période", "warning"),
    (file_text(dossiers(20, insee="44110")), "inconnus du code officiel", "warning"),
    (file_text(dossiers(20), total="3 000,00"), "La ligne de total du fichier", "warning"),
    (file_text(dossiers(20)).replace("Nantes", "").replace(";44109;", ";;"), "sans aucun lieu", "warning"),
    (file_text(dossiers(40)).replace("Voté", "Peut-être", 3), "sont rejetées", "warning"),
    (file_text(dossiers(20) + dossiers(5)).replace("100,00", "200,00", 5), "répètent la clé", "warning"),
]


@pytest.mark.parametrize(("text", "message", "severity"), SPOILED)
def test_each_kind_of_check_can_fail(check: Check, text: str, message: str, severity: str) -> None:
    found = said(check(text))
    assert [found[one] for one in found if message in one] == [severity], found


def test_what_fails_critically_is_held_and_the_former_stays_in_force(check: Check, settings: Settings) -> None:
    sound = check(file_text(dossiers(20)))
    wrong = check(file_text(dossiers(30, "2025-03")), "2026-10")
    assert [sound.passed, wrong.passed] == [True, False]
    assert status_of(settings, wrong.delivery_id) == ("held", 20)
    with connect(settings, "engineer") as connection:
        report = connection.execute(
            "select held, messages ->> 0 from ops.landing_report where delivery_id = %s", (wrong.delivery_id,)
        ).fetchone()
    assert report == (True, "Livraison retenue : Le fichier est bien celui de l'exercice qu'il déclare.")


def test_what_a_person_released_is_not_held_again(check: Check, settings: Settings) -> None:
    wrong = check(OTHER_YEAR)
    assert wrong.delivery_id is not None
    decide(settings, wrong.delivery_id, "release", why="année de reprise", by="Région")
    assert not check_delivery(settings, wrong.delivery_id).passed
    assert status_of(settings, wrong.delivery_id) == ("landed", 20)


def test_a_file_ten_times_as_long_is_held(check: Check, settings: Settings) -> None:
    check(file_text(dossiers(4)))
    found = said(check(file_text(dossiers(60)), "2026-10"))
    assert found["La livraison n'a pas plus de dix fois les lignes de la précédente."] == "critical"
    assert found["La livraison n'a pas plus du triple des lignes de la précédente."] == "warning"


def test_rows_that_vanished_from_raw_are_critical(land: Callable[..., int], settings: Settings) -> None:
    delivery_id = land(file_text(dossiers(20)))
    with connect(settings, "loader") as connection:
        connection.execute("delete from raw.region_dispositifs__dossiers where n_dossier = 'D-3'")
    assert said(check_delivery(settings, delivery_id))["Chaque ligne chargée est dans l'entrepôt."] == "critical"


def test_one_scan_of_the_rows_a_delivery(land: Callable[..., int], settings: Settings) -> None:
    delivery_id = land(file_text(dossiers(20)))
    query = (
        "select pg_stat_force_next_flush(), seq_scan + idx_scan from pg_stat_user_tables "
        "where relname = 'region_dispositifs__dossiers'"
    )
    with connect(settings, "engineer") as connection:
        before = connection.execute(query).fetchone()
    check_delivery(settings, delivery_id)
    with connect(settings, "engineer") as connection:
        after = connection.execute(query).fetchone()
    assert before is not None
    assert after is not None
    assert after[1] - before[1] == 1


def test_a_held_delivery_warns_with_its_reason(check: Check) -> None:
    verdict = check(file_text(dossiers(20)).replace("15/09/2026", "31/06/2026", 5))
    assert verdict.passed
    assert verdict.findings[0].message.startswith("Livraison mise en attente d'une décision : Région")
    assert verdict.warning_failed == 2


@pytest.mark.parametrize("status", ["rejected", "received"])
def test_a_refused_delivery_is_critical_and_the_others_go_on(
    land: Callable[..., int], settings: Settings, status: str
) -> None:
    refused = enter(settings, status, ["en-tête obligatoire absent : n_dossier"])
    verdicts = check_deliveries(settings, [refused, land(file_text(dossiers(20)))])
    assert [verdict.passed for verdict in verdicts] == [False, True]
    assert len(critical_lines(verdicts)) == 1
    assert "n_dossier" in critical_lines(verdicts)[0]
    assert status_of(settings, refused) == (status, 20)


def test_an_unknown_delivery_is_an_error(settings: Settings) -> None:
    with pytest.raises(LookupError, match="4242"):
        check_delivery(settings, 4242)
    with pytest.raises(LookupError, match="4242"):
        hold_delivery(settings, 4242, [])
