"""The dashboards as code hold together, and name only columns that the marts have and `sress_bi` may read."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
import yaml
from chart_sql import by_uuid, chart_sql, dataset_sql, used_columns
from described_marts import described_marts
from psycopg.rows import dict_row
from sress.bi.assets import Asset, AssetError, complete, database_file, pack
from sress.bi.contours import Drawing
from sress.platform.database import connect
from sress.platform.settings import Settings

# Rows of units, organisations and persons: what a dashboard shows is an aggregate that went through disclosure.
DETAIL = re.compile(
    r"fct_|bridge_|.*_evidence$|dim_(project|organisation|third_place|ess_status)|ess_conflict|value_proposal"
)
CHOSEN = {
    "mesure": ["A08-I1 · Projets accompagnés"],
    "periode": ["Année en cours"],
    "departement": ["Sarthe"],
    "epci": ["CC de l'Huisne"],
}


def test_every_asset_has_a_uuid_of_its_own_and_its_file_says_what_it_is(assets: list[Asset]) -> None:
    uuids = [asset.content["uuid"] for asset in assets if asset.kind != "metadata.yaml"]
    assert len(uuids) == len(set(uuids))
    for dataset in by_uuid(assets, "datasets").values():
        assert f"datasets/entrepot/{dataset['table_name']}.yaml" in {asset.name for asset in assets}
    assert [asset.content for asset in assets if asset.kind == "metadata.yaml"][0]["type"] == "assets"


def test_charts_read_datasets_and_dashboards_show_charts_that_are_there(assets: list[Asset]) -> None:
    charts, datasets = by_uuid(assets, "charts"), by_uuid(assets, "datasets")
    shown: set[str] = set()
    for dashboard in by_uuid(assets, "dashboards").values():
        placed = [item["meta"] for item in dashboard["position"].values() if _is_chart(item)]
        assert all(charts[meta["uuid"]]["slice_name"] == meta["sliceName"] for meta in placed)
        shown |= {meta["uuid"] for meta in placed}
        for choice in dashboard["metadata"]["native_filter_configuration"]:
            (target,) = choice["targets"]
            columns = {column["column_name"] for column in datasets[target["datasetUuid"]]["columns"]}
            assert target["column"]["name"] in columns
    assert shown == set(charts)


def _is_chart(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "CHART"


def test_a_chart_names_columns_of_its_dataset(assets: list[Asset]) -> None:
    datasets = by_uuid(assets, "datasets")
    for chart in by_uuid(assets, "charts").values():
        known = {column["column_name"] for column in datasets[chart["dataset_uuid"]]["columns"]}
        assert used_columns(chart) <= known, chart["slice_name"]
        named = re.findall(r"\{\{[#/]?(?:if |else )?([a-z_0-9]+)\}\}", chart["params"].get("handlebarsTemplate", ""))
        words = {"else", "if", "each", "with"}
        assert set(named) - words <= used_columns(chart), chart["slice_name"]


def test_dashboards_read_aggregates_that_dbt_describes(assets: list[Asset]) -> None:
    known = {*described_marts(), "publication_info"}
    for dataset in by_uuid(assets, "datasets").values():
        read = set(re.findall(r"\bmarts\.(\w+)", dataset["sql"]))
        assert read <= known, dataset["table_name"]
        assert not [name for name in read if DETAIL.match(name)], dataset["table_name"]
        assert not re.search(r"\b(raw|staging|intermediate|audit|publication|ops|quarantine)\.\w", dataset["sql"])


def test_every_column_is_one_that_the_contracts_promise(assets: list[Asset], described: Settings) -> None:
    """PostgreSQL judges: the marts are there with the columns and types of dbt's yml, and nothing else."""
    datasets = by_uuid(assets, "datasets")
    with connect(described, "bi") as connection:
        for chart in by_uuid(assets, "charts").values():
            for chosen in ({}, CHOSEN):
                connection.execute(chart_sql(chart, datasets[chart["dataset_uuid"]], chosen).encode())
        for dataset in datasets.values():
            answer = connection.execute(f"select * from ({dataset_sql(dataset)}) as found limit 0".encode())
            found = [column.name for column in answer.description or []]
            assert [column["column_name"] for column in dataset["columns"]] == found, dataset["table_name"]


def test_results_are_kept_under_the_publication_that_they_show(assets: list[Asset]) -> None:
    for dataset in by_uuid(assets, "datasets").values():
        assert "cache_key_wrapper(served_publication())" in dataset["sql"].splitlines()[0], dataset["table_name"]
        assert dataset["cache_timeout"] is None, "0 would mean for ever"


def test_the_archive_is_the_same_for_the_same_assets(assets: list[Asset]) -> None:
    first = pack(assets)
    assert first == pack(assets)
    with zipfile.ZipFile(BytesIO(first)) as archive:
        names = set(archive.namelist())
        assert f"sress/{database_file(assets)}" in names
        database = yaml.safe_load(archive.read(f"sress/{database_file(assets)}"))
    assert "sress/metadata.yaml" in names
    assert database["sqlalchemy_uri"] == "postgresql+psycopg2://login:XXXXXXXXXX@host:5432/database"
    assert not database["allow_dml"]
    assert not database["allow_ctas"]


def test_a_placeholder_that_nobody_fills_is_named(assets: list[Asset]) -> None:
    wrong = Asset("datasets/entrepot/wrong.yaml", {"uuid": "u", "sql": "select ${contours_communes}"})
    with pytest.raises(AssetError, match=r"wrong\.yaml.*contours_communes"):
        complete([wrong], reader="r", departements=Drawing((), ""), epci=None)


def test_people_read_french(assets: list[Asset]) -> None:
    """Every column shown as a heading has a label; titles are sentences of ours, not of Superset's."""
    datasets = by_uuid(assets, "datasets")
    for chart in by_uuid(assets, "charts").values():
        if chart["viz_type"] != "table":
            continue
        params = chart["params"]
        headings = params["all_columns"] if params["query_mode"] == "raw" else params["groupby"]
        columns = datasets[chart["dataset_uuid"]]["columns"]
        labels = {column["column_name"]: column["verbose_name"] for column in columns}
        assert all(labels[heading] for heading in headings), chart["slice_name"]


@pytest.mark.slow
def test_every_chart_answers_as_bi_on_a_published_warehouse(assets: list[Asset], published: Settings) -> None:
    charts, datasets = by_uuid(assets, "charts"), by_uuid(assets, "datasets")
    with connect(published, "bi") as connection:
        for dashboard in by_uuid(assets, "dashboards").values():
            for item in filter(_is_chart, dashboard["position"].values()):
                chart = charts[item["meta"]["uuid"]]
                chosen = _defaults(dashboard, item["meta"]["chartId"])
                statement = chart_sql(chart, datasets[chart["dataset_uuid"]], chosen)
                assert connection.execute(statement.encode()).fetchall(), f"{chart['slice_name']} is empty"


def _defaults(dashboard: dict[str, Any], chart: int) -> dict[str, list[str]]:
    """What the filters of a page choose for a chart when it is opened."""
    return {
        choice["targets"][0]["column"]["name"]: choice["defaultDataMask"]["filterState"]["value"]
        for choice in dashboard["metadata"]["native_filter_configuration"]
        if chart not in choice["scope"]["excluded"]
    }


@pytest.mark.slow
def test_a_tile_a_territory_and_a_map_say_what_is_published(assets: list[Asset], published: Settings) -> None:
    charts = {chart["slice_name"]: chart for chart in by_uuid(assets, "charts").values()}
    datasets = by_uuid(assets, "datasets")
    with connect(published, "bi") as connection, connection.cursor(row_factory=dict_row) as cursor:

        def shown(title: str, chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
            chart = charts[title]
            return cursor.execute(chart_sql(chart, datasets[chart["dataset_uuid"]], chosen).encode()).fetchall()

        def published_row(territory: str) -> dict[str, Any]:
            cursor.execute(
                "select value, status from marts.indicator_value where measure_code = 'A08-I1' and period = '2026' "
                "and dimension is null and territory = %s",
                [territory],
            )
            return dict(cursor.fetchone() or {})

        def told(row: dict[str, Any]) -> str:
            return "s" if row["status"] == "suppressed" else str(row["value"])

        chosen = {name: CHOSEN[name] for name in ("mesure", "periode")}
        tiles = shown("Les 35 mesures de la région, par axe", {})
        (tile,) = [row for row in tiles if row["code"] == "A08-I1"]
        assert len(tiles) == 35
        assert tile["valeur_texte"] == told(published_row("REG-52"))
        listed = shown("Départements (cliquer pour filtrer la page)", chosen)
        table = {row["departement"]: row["Valeur"] for row in listed}
        assert table["Sarthe"] == published_row("DEP-72")["value"]
        drawn = shown("Carte des départements", {**chosen, "departement": ["Sarthe"]})
        assert {row["code"]: row["choisi"] for row in drawn} == {
            "44": False, "49": False, "53": False, "72": True, "85": False,
        }  # fmt: skip
        assert {row["code"]: row["valeur_texte"] for row in drawn}["49"] == told(published_row("DEP-49"))
        narrowed = shown("Classement des EPCI", {**chosen, "departement": ["Sarthe"]})
        assert 0 < len(narrowed) < len(shown("Classement des EPCI", chosen))
