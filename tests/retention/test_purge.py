"""Retention: each class goes when its term is over, not before; what was erased is on record."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from landing_kit import Kit, body, contract, person
from sress.cli import app
from sress.landing import vault
from sress.landing.problem import Problem
from sress.landing.reject_file import write_reject_files
from sress.platform.database import connect
from sress.platform.settings import ZONE, Settings
from sress.retention.purge import Erased, purge
from sress.retention.rules import Retention, months_before
from typer.testing import CliRunner

RAW = "raw files with personal data"


@pytest.fixture
def kit(fresh_settings: Settings, tmp_path: Path) -> Kit:
    return Kit(fresh_settings, tmp_path / "incoming", contract(thresholds={"max_rejected_share": 0.9}))


def counts(erased: list[Erased]) -> dict[str, int]:
    return {item.what: item.count for item in erased if item.count}


def make_older(path: Path, days: float) -> Path:
    then = (datetime.now(ZONE) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def old_file(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return make_older(path, days)


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2026-11-22", 13, "2025-10-22"),
        ("2027-03-31", 13, "2026-02-28"),
        ("2029-03-31", 13, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-01", 12, "2025-12-01"),
    ],
)
def test_months_are_counted_by_the_calendar(now: str, months: int, expected: str) -> None:
    assert months_before(datetime.fromisoformat(now), months).date().isoformat() == expected


def test_a_raw_file_with_persons_goes_after_thirteen_months_and_its_rows_stay(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"))
    ((path,),) = kit.query("select vault_path from ops.delivery")
    kit.age(30 * 12)
    assert counts(purge(kit.settings)).get(RAW) is None
    assert vault.holds(kit.settings, path)
    kit.age(60)
    assert counts(purge(kit.settings))[RAW] == 1
    assert not vault.holds(kit.settings, path)
    assert kit.query("select purged_at is not null, status from ops.delivery") == [(True, "landed")]
    assert kit.in_force() == [("A", "Angers")]
    assert kit.query("select kind, subject, rows_erased from ops.erasure") == [("retention", RAW, 1)]


def test_a_raw_file_without_persons_is_kept_for_good(kit: Kit) -> None:
    kit.contract = contract(personal=False)
    kit.land("fiches_2026-10.csv", "A;Angers", header="Numéro;Ville")
    kit.age(3000)
    assert counts(purge(kit.settings)) == {}
    ((path,),) = kit.query("select vault_path from ops.delivery")
    assert vault.holds(kit.settings, path)


def test_a_file_received_twice_stays_as_long_as_the_later_receipt_allows(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"))
    kit.age(500)
    kit.land("fiches_2026-11.csv", person("A"))
    assert RAW not in counts(purge(kit.settings))
    kit.age(500)
    assert counts(purge(kit.settings))[RAW] == 1
    assert kit.query("select count(*) from ops.delivery where purged_at is not null") == [(2,)]


def test_a_purged_file_that_comes_back_is_no_new_delivery_and_goes_again(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"))
    kit.age(500)
    purge(kit.settings)
    assert kit.land("fiches_2026-10.csv", person("A")).unchanged
    assert counts(purge(kit.settings)) == {RAW: 1}
    assert counts(purge(kit.settings)) == {}


def test_refused_values_go_after_ninety_days_and_their_count_stays(kit: Kit) -> None:
    report = kit.land("fiches_2026-10.csv", f"A;x;y;Angers;abc\nB;x;y;Angers;'1000,00\n{person('C')}")
    assert report.reasons
    assert report.mended
    kit.age(89)
    assert counts(purge(kit.settings)) == {}
    kit.age(2)
    assert counts(purge(kit.settings)) == {"quarantined values": 2, "messages of landing reports": 1}
    assert kit.query("select count(*) from quarantine.rejected_row") == [(0,)]
    assert kit.query("select count(*) from quarantine.mended_cell") == [(0,)]
    ((messages, reasons, mended),) = kit.query("select messages, reasons, rows_mended from ops.landing_report")
    assert (messages, reasons, mended) == ([], report.reasons, report.mended)


def test_a_held_delivery_keeps_saying_why(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"), person("B"))
    assert kit.land("fiches_2026-11.csv", person("A")).held
    kit.age(91)
    purge(kit.settings)
    ((messages,),) = kit.query("select messages from ops.landing_report where delivery_id = 2")
    assert "retenue" in messages[0]


def test_reject_files_go_after_ninety_days(kit: Kit) -> None:
    report = kit.land("fiches_2026-10.csv", person("A"))
    problem = Problem(1, None, None, "x", "x", "x", True)
    files = write_reject_files(kit.settings.rejects_dir, report, [problem])
    make_older(files[0], 91)
    make_older(files[1], 89)
    assert counts(purge(kit.settings)) == {"reject files": 1}
    assert [file.exists() for file in files] == [False, True]


def test_a_file_nobody_landed_goes_after_a_week_and_its_source_is_pulled_again(kit: Kit) -> None:
    stuck = old_file(kit.settings.inbox_dir / "essai" / "fiches_2026-10.csv.sealed", 8)
    fresh = old_file(kit.settings.inbox_dir / "autre" / "x.csv", 6)
    with connect(kit.settings, "loader") as connection:
        for source in ("essai", "autre"):
            connection.execute("insert into ops.collect_state values (%s, 'fiches', 'mark', '1')", [source])
    assert counts(purge(kit.settings)) == {"files waiting to be landed": 1}
    assert (stuck.exists(), fresh.exists()) == (False, True)
    assert kit.query("select source from ops.collect_state") == [("autre",)]


def test_unfinished_pulls_go_after_a_week(kit: Kit) -> None:
    old = old_file(kit.settings.home / "collect" / "essai" / "fiches" / "page-1.sealed", 8)
    young = old_file(kit.settings.home / "collect" / "essai" / "fiches" / "page-2.sealed", 1)
    assert counts(purge(kit.settings)) == {"unfinished pulls": 1}
    assert (old.exists(), young.exists()) == (False, True)


def test_leftovers_of_the_vault_go_and_what_a_delivery_names_stays(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"))
    ((named,),) = kit.query("select vault_path from ops.delivery")
    _, orphan = vault.store(kit.settings, b"somebody", personal=True)
    _, clear = vault.store(kit.settings, b"nobody")
    draft = old_file(kit.settings.vault_dir / "ab" / "tmp1x2y3z", 8)
    for path in (named, orphan, clear):
        make_older(kit.settings.vault_dir / path, 8)
    assert counts(purge(kit.settings)) == {"vault files of no delivery": 2}
    assert [vault.holds(kit.settings, path) for path in (named, orphan, clear)] == [True, False, True]
    assert not draft.exists()


def test_a_leftover_of_today_may_be_a_landing_under_way(kit: Kit) -> None:
    _, orphan = vault.store(kit.settings, b"somebody", personal=True)
    assert counts(purge(kit.settings)) == {}
    assert vault.holds(kit.settings, orphan)


def test_a_dry_run_counts_the_same_and_erases_nothing(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", f"A;x;y;Angers;abc\nB;x;y;Angers;'1000,00\n{person('C')}")
    for file in kit.settings.rejects_dir.rglob("*_rejets.*"):
        make_older(file, 500)
    old_file(kit.settings.inbox_dir / "essai" / "x.csv", 8)
    kit.age(500)
    before = kit.everything()
    foreseen = counts(purge(kit.settings, dry_run=True))
    assert kit.everything() == before
    assert counts(purge(kit.settings)) == foreseen
    assert foreseen[RAW] == 1
    assert len(foreseen) == 5
    assert counts(purge(kit.settings)) == {}


def test_other_terms_can_be_set(kit: Kit) -> None:
    kit.land("fiches_2026-10.csv", person("A"))
    kit.age(40)
    assert counts(purge(kit.settings, retention=Retention(raw_files_months=1)))[RAW] == 1


@pytest.fixture
def sress(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command line on the kit's state."""
    monkeypatch.setenv("SRESS_HOME", str(kit.settings.home))
    monkeypatch.setenv("SRESS_DATABASE_URL", str(kit.settings.database_url))
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_the_command_purges_and_tells_by_class(kit: Kit, sress: Any) -> None:
    kit.land_path(kit.write("fiches_2026-10.csv", body(person("A"))))
    kit.age(500)
    foreseen = json.loads(sress("purge", "--dry-run", "--json").stdout)
    assert foreseen["dry_run"] is True
    done = sress("purge", "--json")
    found = {item["what"]: item["count"] for item in json.loads(done.stdout)["erased"]}
    assert (done.exit_code, found[RAW]) == (0, 1)
    assert "Nothing was erased" in sress("purge", "--dry-run").stdout
