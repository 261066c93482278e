"""A dbt build on a real warehouse: nothing delivered first, then a few rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from first_differences import assert_same_rows
from sress.build import BuildFailed, BuildResult, build, run_dbt
from sress.build import dbt as dbt_module
from sress.build.candidate import drop_left_over
from sress.contracts.load import load_contracts
from sress.platform.database import connect
from sress.platform.settings import Settings

MONTH = "2026-10"
MARTS = ("indicator_value", "indicator_evidence", "fct_dossier", "fct_event", "dim_period", "dim_measure", "dim_epci")
EVENTS = [
    {"type": "revue", "date_evenement": "2026-05-04", "statut": "tenue", "territoire": "85",
     "organisateurs": "pole_ess_vendee;ceas_vendee", "porteurs_presents": "true", "origine_donnee": "SYNTHETIQUE"},
    {"type": "copil", "date_evenement": "2026-09-04", "statut": "prevue", "organisateurs": "region"},
]  # fmt: skip

pytestmark = pytest.mark.slow


def content(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the candidate marts, in one order."""
    with connect(settings, "engineer") as connection:
        return {mart: sorted(connection.execute(f"select m::text from audit.{mart} m").fetchall()) for mart in MARTS}


@pytest.fixture(scope="module")
def nothing_received(partners: Any) -> set[Path]:
    """The whole project on an empty warehouse, unit tests and tests of the registry included."""
    before = set(partners.settings.dbt_dir.rglob("*"))
    run_dbt(partners.settings, ("build",))
    return before


@pytest.fixture(scope="module")
def built(partners: Any, nothing_received: set[Path]) -> BuildResult:
    """A build on a few deliveries; the exercices before 2025 were never delivered."""
    dossier = partners.dossier
    dossiers = [
        dossier("1"),
        dossier("2", n_projet="P1", dispositif="garantie", code_insee=None, code_postal="44000", commune="NANTES"),
        dossier("3", code_insee=None, commune="Ville inconnue"),
        dossier("4", statut="annule"),
        dossier("5", date_decision="2026-11-02"),
        dossier("6", dispositif="innovation_sociale", statut_ess="false", code_insee="85113"),
        dossier("7", montant_vote="100.00", date_maj="2026-04-01"),
        dossier("7", montant_vote="900.00", date_maj="2026-03-01"),
    ]
    partners.deliver_geography()
    partners.deliver_dossiers("2025-12", "2025-12-31", [dossier("90", n_projet="P0", date_decision="2025-06-01")])
    partners.deliver_dossiers("2026-09", "2026-09-30", [dossier("8"), *dossiers])
    partners.deliver_dossiers("2026-10", "2026-10-31", dossiers)
    for year, last_day in (("2025", "2025-12-31"), ("2026", "2026-10-31")):
        covers = (f"{year}-01-01", last_day)
        partners.deliver("france_active", "interventions", [], period=last_day[:7], covers=covers, scope=year)
    partners.deliver_calendar("2026-10", "2026-10-31", EVENTS)
    return build(partners.settings, MONTH)


def test_nothing_received_is_never_zero(partners: Any, nothing_received: set[Path]) -> None:
    with connect(partners.settings, "engineer") as connection:
        values = connection.execute("select distinct value, numerator, status from audit.indicator_value").fetchall()
        sources = connection.execute("select status, count(*) from audit.source_status group by 1").fetchall()
    assert values == [(None, None, "not_received")]
    assert sources == [("missing", len(load_contracts(partners.settings.contracts_dir)))]


def test_dbt_writes_nothing_into_the_checkout(partners: Any, nothing_received: set[Path]) -> None:
    assert set(partners.settings.dbt_dir.rglob("*")) == nothing_received
    assert (partners.settings.home / "dbt" / "partial_parse.msgpack").exists()


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-10", (3, "provisional")),
        ("2025", (1, "final")),
        ("2022", (None, "not_received")),
        ("cum-2026-10", (4, "late_source")),
    ],
)
def test_the_newest_file_of_an_exercice_counts(
    partners: Any, built: BuildResult, period: str, expected: tuple[Any, str]
) -> None:
    assert partners.value("A01-I1", period=period) == expected


def test_a_project_of_two_places_counts_once_in_the_region(partners: Any, built: BuildResult) -> None:
    expected = {"DEP-44": 1, "DEP-49": 2, "DEP-53": 0, "UND": 1, "EPCI-244400404": 1}
    assert {place: partners.value("A01-I1", place)[0] for place in expected} == expected
    assert partners.value("A01-I1", member="garantie") == (1, "provisional")


def test_a_commune_without_epci_keeps_its_departement(partners: Any, built: BuildResult) -> None:
    assert partners.value("A05-I2.projects", "DEP-85") == (1, "provisional")
    assert partners.value("A05-I2.coverage") == (20, "provisional")


def test_the_last_change_of_a_dossier_is_kept(partners: Any, built: BuildResult) -> None:
    with connect(partners.settings, "engineer") as connection:
        rows = connection.execute(
            "select granted_amount, flags from audit.fct_dossier where dossier_key = 'region_dispositifs:2026:7'"
        ).fetchall()
    assert rows == [(100, "synthetic")]


def test_a_review_of_two_networks_counts_for_each(partners: Any, built: BuildResult) -> None:
    assert partners.value("A12-I1.regularity") == (1, "provisional")
    assert partners.value("A12-I1.reviews", "DEP-85") == (1, "provisional")
    assert partners.value("A12-I1.reviews", "DEP-85", member="ceas_vendee") == (1, "provisional")


def test_a_planned_meeting_never_confirmed_does_not_count(partners: Any, built: BuildResult) -> None:
    assert partners.value("A14-I1.copil") == (0, "provisional")


def test_the_ledger_keeps_deliveries_in_force_and_nodes(partners: Any, built: BuildResult) -> None:
    with connect(partners.settings, "engineer") as connection:
        row = connection.execute(
            "select month, cut_off::text, status, deliveries, nodes from ops.build where build_id = %s",
            [built.build_id],
        ).fetchone()
    assert row is not None
    month, cut_off, status, deliveries, nodes = row
    assert (month, cut_off, status) == (MONTH, "2026-10-31", "built")
    assert sorted(f"{d['source']}.{d['stream']}" for d in deliveries if d["source"] != "cog") == [
        "france_active.interventions",
        "france_active.interventions",
        "gouvernance.evenements",
        "gouvernance.participations",
        "region_dispositifs.dossiers",
        "region_dispositifs.dossiers",
    ]
    assert {node["resource_type"] for node in nodes} == {"seed", "model", "test"}
    assert {node["status"] for node in nodes} == {"success", "pass"}


def test_the_same_deliveries_give_the_same_content(partners: Any, built: BuildResult) -> None:
    before = content(partners.settings)
    build(partners.settings, MONTH)
    after = content(partners.settings)
    for mart, rows in before.items():
        assert_same_rows(after[mart], rows, mart)


def test_a_mart_without_a_model_leaves_the_candidate(partners: Any, built: BuildResult) -> None:
    with connect(partners.settings, "transformer") as connection:
        connection.execute(
            "create table audit.ind_old as select 1 as one; create view audit.old_view as select 1 as one"
        )
        assert sorted(drop_left_over(connection, [node.name for node in built.nodes])) == ["ind_old", "old_view"]


def test_a_failing_node_is_named_and_the_build_kept_as_failed(
    partners: Any, built: BuildResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_module, "BEFORE_MATCHING", ("build", "--select", "stg_gouvernance__evenements"))
    unheard_of = {"type": "fete", "date_evenement": "2026-06-21", "statut": "tenue"}
    partners.deliver_calendar("2026-11", "2026-11-30", [*EVENTS, unheard_of])
    with pytest.raises(BuildFailed, match="relationships_stg_gouvernance__evenements_event_type"):
        build(partners.settings, MONTH)
    with connect(partners.settings, "engineer") as connection:
        row = connection.execute("select status, nodes from ops.build order by build_id desc limit 1").fetchone()
    assert row is not None
    assert row[0] == "failed"
    assert [node["name"] for node in row[1] if node["status"] == "fail"] == [
        "relationships_stg_gouvernance__evenements_event_type__event_type__ref_event_types_"
    ]


def test_every_model_and_column_is_described(partners: Any, nothing_received: set[Path]) -> None:
    manifest = json.loads((partners.settings.home / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    described = {
        (node["schema"], node["name"]): {name for name, column in node["columns"].items() if column["description"]}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["description"]
    }
    with connect(partners.settings, "engineer") as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema in ('staging', 'intermediate', 'audit')"
        ).fetchall()
    assert len(columns) > 300
    assert [row for row in columns if row[2] not in described.get((row[0], row[1]), set())] == []
