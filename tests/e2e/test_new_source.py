"""docs/new_source.md followed: one YAML file is a source, with its DAG, table, rejects and page."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sress.collect.connection import no_connections
from sress.collect.source import collect_source
from sress.contracts.load import load_contracts
from sress.contracts.page import page
from sress.landing.run import land_files
from sress.platform.database import connect
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = """
source: maison_emploi
label: Maison de l'emploi
owner: Maison de l'emploi (fictive)
steward: accueil@exemple.invalid
licence: données de gestion
cadence: monthly
due_day: 10
schedule: "0 6 * * *"
collect: {kind: drop_folder, connection: drop_folder, folder: maison_emploi}
traps: [A visit is not an accompaniment.]
streams:
  accueils:
    description: First visits, one file a month.
    file: 'accueils_(?P<period>\\d{4}-\\d{2})\\.csv'
    format: {kind: csv, delimiter: ";", encodings: [windows-1252]}
    key: [numero]
    revision: {replaces: exercice}
    covers: exercice_to_month
    columns:
      - {name: numero, description: Number of the visit., headers: ["N° accueil"], required: true}
      - {name: date_accueil, description: Day of the visit., type: date, headers: ["Date d'accueil"], required: true}
      - {name: porteur, description: Person., headers: ["Courriel"], personal: pseudonym}
      - {name: nom, description: Name of the person., headers: ["Nom"], personal: drop}
"""
FILE = (
    "N° accueil;Date d'accueil;Courriel;Nom;Conseiller\r\n"
    + "".join(f"A{number};{number:02d}/10/2026;p{number}@exemple.invalid;Nom{number};XY\r\n" for number in range(1, 21))
    + "A21;31/09/2026;p@exemple.invalid;Nom21;XY\r\n"
)


@pytest.fixture
def project(fresh_settings: Settings, tmp_path: Path) -> Settings:
    """A checkout with one more contract and nothing else."""
    root = tmp_path / "checkout"
    (root / "include").mkdir(parents=True)
    for name in ("dags", "dbt_project", "expectations"):
        (root / name).symlink_to(ROOT / name)
    for name in ("sress", "sandbox", "orchestration", "reference_data"):
        (root / "include" / name).symlink_to(ROOT / "include" / name)
    (root / "include" / "sources").mkdir()
    (root / "include" / "sources" / "maison_emploi.yml").write_text(CONTRACT, encoding="utf-8")
    return replace(fresh_settings, project_root=root)


def test_a_file_dropped_for_the_new_source_lands_and_its_bad_row_goes_back(project: Settings) -> None:
    contract = load_contracts(project.contracts_dir)["maison_emploi"]
    folder = project.drop_dir / "maison_emploi"
    folder.mkdir(parents=True)
    (folder / "accueils_2026-10.csv").write_bytes(FILE.encode("windows-1252"))
    collected = collect_source(project, contract, no_connections, sleep=lambda seconds: None)
    (report,) = land_files(project, contract, collected.as_json()["found"])
    assert (report.status, report.read, report.landed, report.rejected) == ("landed", 21, 20, 1)
    assert report.columns_unknown == ["Conseiller"]
    with connect(project, "engineer") as connection:
        rows = connection.execute("select to_jsonb(r)::text from raw.maison_emploi__accueils__in_force r").fetchall()
    assert len(rows) == 20
    assert not any("exemple.invalid" in row or "Nom" in row or "XY" in row for (row,) in rows)
    assert sorted(path.suffix for path in (project.rejects_dir / "maison_emploi").iterdir()) == [".csv", ".xlsx"]
    assert "never stored" in page(contract)


@pytest.mark.slow
def test_the_new_source_has_its_dag(project: Settings) -> None:
    code = (
        "from airflow.dag_processing.dagbag import DagBag\n"
        f"bag = DagBag({str(ROOT / 'dags')!r})\n"
        "print(sorted(bag.dags), bag.import_errors)"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(project.home),
        "AIRFLOW_HOME": str(project.home / "airflow"),
        "SRESS_PROJECT_ROOT": str(project.project_root),
        "SRESS_HOME": str(project.home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert "'import_maison_emploi'" in done.stdout
    assert done.stdout.strip().endswith("{}")
