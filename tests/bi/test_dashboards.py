"""Superset itself, where it is installed (`make bi`): loaded twice, read by a reader, looked at in a browser.

CI does not install its 630 MB: what the dashboards read is held against PostgreSQL in test_assets.py. With
SRESS_PICTURES the pictures of the pages are written there, as those in docs/images were.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from orchestration import superset
from psycopg.rows import dict_row
from sress.bi.accounts import METADATA, metadata
from sress.bi.load import load, refresh_dashboards
from sress.bi.place import administrator_password, find, reader_password
from sress.platform.database import connect, database_url
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-superset" / "bin" / "python"
CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
DASHBOARDS = {"vue-d-ensemble", "territoires", "indicateur", "qualite-et-sources"}
# A picture folder given outside pytest survives the clean environment of the tests.
PICTURES = os.environ.get("SRESS_PICTURES")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists(), reason="Superset is not installed: make bi"),
]


class Api:
    """Superset's API as one of its users."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self.url = url
        self.http = requests.Session()
        # A request refused before its body is read ends the connection: the next one must not be sent on it.
        self.http.headers["Connection"] = "close"
        credentials = {"username": login, "password": password, "provider": "db"}
        answer = self.http.post(f"{url}/api/v1/security/login", json=credentials, timeout=60)
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        token = self.http.get(f"{url}/api/v1/security/csrf_token/", timeout=60).json()["result"]
        self.http.headers.update({"X-CSRFToken": token, "Referer": url})

    def rows(self, kind: str) -> list[dict[str, Any]]:
        found = self.http.get(f"{self.url}/api/v1/{kind}/", params={"q": "(page_size:100)"}, timeout=60)
        return list(found.json()["result"])


@pytest.fixture(scope="module")
def running(published: Settings) -> Iterator[Settings]:
    """Superset on the published warehouse, with the dashboards loaded."""
    try:
        assert superset.start(published) == 0
        yield published
    finally:
        superset.stop(published)
        with psycopg.connect(database_url(published), autocommit=True) as connection:
            connection.execute(f"set role {METADATA}".encode())
            connection.execute(f"drop database if exists {metadata(published).database} with (force)".encode())


@pytest.fixture(scope="module")
def url(running: Settings) -> str:
    place = find(running)
    assert place is not None
    return place.url


def test_loading_again_changes_nothing(running: Settings, url: str) -> None:
    api = Api(url, "ingenieur", administrator_password(running))
    kinds = {"database": "uuid", "dataset": "uuid", "chart": "slice_name", "dashboard": "slug"}
    before = {kind: sorted((row["id"], row[name]) for row in api.rows(kind)) for kind, name in kinds.items()}
    loaded = load(running)
    assert {kind: sorted((row["id"], row[name]) for row in api.rows(kind)) for kind, name in kinds.items()} == before
    assert {kind: len(rows) for kind, rows in before.items()} == {
        kind: loaded.counts[f"{kind}s"] for kind in ("database", "dataset", "chart", "dashboard")
    }


def test_a_reader_reads_and_changes_nothing(running: Settings, url: str) -> None:
    api = Api(url, "lecteur", reader_password(running))
    assert {row["slug"] for row in api.rows("dashboard")} == DASHBOARDS
    chart = api.rows("chart")[0]
    changed = api.http.put(f"{url}/api/v1/chart/{chart['id']}", json={"slice_name": "x"}, timeout=60)
    assert changed.status_code == 403
    made = api.http.post(f"{url}/api/v1/dashboard/", json={"dashboard_title": "x"}, timeout=60)
    assert made.status_code == 403
    asked = api.http.post(f"{url}/api/v1/sqllab/execute/", json={"database_id": 1, "sql": "select 1"}, timeout=60)
    assert asked.status_code == 403
    assert requests.get(f"{url}/api/v1/chart/", timeout=60).status_code in (401, 404), "nobody reads without a login"


def test_the_cache_is_filled_and_another_publication_is_not_taken_from_it(running: Settings, url: str) -> None:
    warmed = refresh_dashboards(running)
    assert warmed is not None
    assert warmed.failed == ()
    api = Api(url, "lecteur", reader_password(running))
    (tiles,) = [row for row in api.rows("chart") if row["slice_name"].startswith("Les 35 mesures")]

    def answer() -> dict[str, Any]:
        found = api.http.get(f"{url}/api/v1/chart/{tiles['id']}/data/", timeout=60)
        return dict(found.json()["result"][0])

    assert answer()["is_cached"]
    with connect(running, "publisher") as connection:
        row: Any = connection.execute("select pg_get_viewdef('marts.publication_info'::regclass)").fetchone()
        turned = row[0].replace("served.publication_id,", "served.publication_id + 1 as publication_id,", 1)
        assert turned != row[0]
        connection.execute(f"create or replace view marts.publication_info as {turned}".encode())
    try:
        assert not answer()["is_cached"], "as if another publication were served now"
        assert answer()["is_cached"]
    finally:
        with connect(running, "publisher") as connection:
            connection.execute(f"create or replace view marts.publication_info as {row[0]}".encode())
    assert answer()["is_cached"]


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="no Chromium: apt install chromium chromium-driver")
def test_pages_show_what_is_published(running: Settings, url: str, tmp_path: Path) -> None:
    refresh_dashboards(running)
    request = {
        "url": url,
        "login": "lecteur",
        "password": reader_password(running),
        "chromium": CHROMIUM,
        "chromedriver": CHROMEDRIVER,
        "dashboards": sorted(DASHBOARDS),
        "clicks": {"territoires": "Sarthe"},
        "pictures": PICTURES or str(tmp_path),
    }
    done = subprocess.run(
        [str(PYTHON), str(Path(__file__).with_name("browse.py"))],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = json.loads(done.stdout)
    for slug, page in pages.items():
        assert page["outside"] == [], f"{slug} asks something of the outside"
        assert page["refused"] == [], slug
        assert page["computed"] == [], f"{slug} asks what the last step of refresh_marts did not"
        for trouble in ("Erreur", "Error", "Parse error", "unsafe-eval"):
            assert trouble not in page["text"], slug
    _overview(running, pages["vue-d-ensemble"]["text"])
    _territories(running, pages["territoires"])
    _indicator(running, pages["indicateur"]["text"])
    _quality(running, pages["qualite-et-sources"]["text"])


def _rows(settings: Settings, statement: str) -> list[dict[str, Any]]:
    with connect(settings, "bi") as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement.encode()).fetchall()


def _overview(settings: Settings, text: str) -> None:
    lines = [line.replace("\u202f", " ").strip() for line in text.splitlines()]
    measures = "select * from marts.indicator_progress inner join marts.dim_measure using (measure_code)"
    for row in _rows(settings, measures):
        place = lines.index(row["short_label_fr"])
        shown = lines[place + 1]
        if row["value"] is None:
            assert shown == ("s" if row["value_status"] == "suppressed" else "nd"), row["measure_code"]
        elif row["unit_fr"] == "oui/non":
            assert shown == ("oui" if row["value"] >= 1 else "non"), row["measure_code"]
        else:
            number = f"{row['value']:,.{1 if row['decimals'] else 0}f}".replace(",", " ").replace(".", ",")
            assert shown == number.removesuffix(",0"), row["measure_code"]
    for row in _rows(settings, "select target_label_fr from marts.dim_measure where target_value is not null"):
        assert row["target_label_fr"] in text
    for row in _rows(settings, "select strategy_label_fr from marts.dim_ambition"):
        assert row["strategy_label_fr"] in text
    (info,) = _rows(settings, "select to_char(cut_off, 'DD/MM/YYYY') as day from marts.publication_info")
    assert f"Données au {info['day']}" in text
    assert "Données synthétiques" in text


def _territories(settings: Settings, page: dict[str, Any]) -> None:
    assert page["maps"] == 5, "the départements are drawn; without contours of the EPCI their map says so"
    assert "contours des EPCI n’ont pas été téléchargés" in page["text"]
    found = _rows(
        settings,
        "select t.label_fr, v.value, v.status from marts.indicator_value as v "
        "inner join marts.dim_territory as t using (territory) "
        "where v.measure_code = 'A08-I1' and v.period = '2026' and v.dimension is null "
        "and t.territory_kind = 'departement'",
    )
    assert len(found) == 5
    for row in found:
        withheld = row["status"] == "suppressed"
        assert f"{row['label_fr']}\n{'s' if withheld else row['value']}" in page["text"], "on the map"
        line = "secret statistique" if withheld else f"provisoire {row['value']}"
        assert f"{row['label_fr']} {line}" in " ".join(page["text"].split()), "in the table"
    assert page["chosen"] == 1
    assert "Nantes Métropole" in page["text"]
    assert "Nantes Métropole" not in page["text_after_click"], "a click on Sarthe keeps its EPCI"
    assert "Le Mans Métropole" in page["text_after_click"]


def _indicator(settings: Settings, text: str) -> None:
    (row,) = _rows(
        settings,
        "select m.label_fr, m.rule_fr, p.value from marts.dim_measure as m "
        "inner join marts.indicator_progress as p using (measure_code) where m.measure_code = 'A08-I1'",
    )
    assert row["label_fr"] in text
    assert " ".join(row["rule_fr"].split()) in " ".join(text.split())
    assert str(row["value"]) in text
    supporting = _rows(
        settings, "select label_fr from marts.dim_supporting_measure where parent_measure_code = 'A08-I1'"
    )
    assert supporting
    assert all(item["label_fr"] in text for item in supporting)


def _quality(settings: Settings, text: str) -> None:
    for row in _rows(settings, "select label_fr from marts.source_status"):
        assert row["label_fr"] in text
    (counts,) = _rows(
        settings, "select sum(rows_rejected) as rejected from marts.delivery_quality where is_in_force"
    )
    assert f"{counts['rejected']:,}".replace(",", " ") in text.replace("\u202f", " ")
