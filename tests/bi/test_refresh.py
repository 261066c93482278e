"""The last step of refresh_marts: fills the cache where there is a Superset, and never fails the run."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import requests
from sress.bi import load
from sress.bi.place import record
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_without_a_superset_the_step_says_so_and_does_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert load.refresh_dashboards(Settings(ROOT, tmp_path, "2026-10")) is None
    assert "no Superset on this state" in caplog.text


def test_a_superset_that_does_not_answer_is_told_and_fails_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(ROOT, tmp_path, "2026-10")
    record(settings).parent.mkdir(parents=True)
    record(settings).write_text(json.dumps({"pid": 1, "port": 9, "started": ""}))
    with caplog.at_level(logging.WARNING):
        assert load.refresh_dashboards(settings) is None
    assert "not refreshed: Superset does not answer at http://127.0.0.1:9" in caplog.text


def test_each_chart_is_asked_what_its_page_asks_and_failures_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    chosen = {"col": "mesure", "op": "IN", "val": ["A"]}
    own = {"col": "nature", "op": "==", "val": "year"}
    choice = {"scope": {"excluded": [8]}, "defaultDataMask": {"extraFormData": {"filters": [chosen]}}}
    pages: dict[str, Any] = {
        "/api/v1/security/login": {"access_token": "t"},
        "/api/v1/security/csrf_token/": {"result": "c"},
        "/api/v1/dashboard/": {"result": [{"id": 1, "dashboard_title": "Un"}]},
        "/api/v1/dashboard/1": {"result": {"json_metadata": json.dumps({"native_filter_configuration": [choice]})}},
        "/api/v1/dashboard/1/charts": {
            "result": [{"id": 7, "slice_name": "Sept"}, {"id": 8, "slice_name": "Huit"}]
        },
    }
    for chart in (7, 8):
        query = {"queries": [{"filters": [own]}], "form_data": {"slice_id": chart}, "force": False}
        pages[f"/api/v1/chart/{chart}"] = {"result": {"query_context": json.dumps(query)}}

    def answer(self: requests.Session, method: str, url: str, **arguments: Any) -> requests.Response:
        path = url.removeprefix("http://superset.invalid")
        made = requests.Response()
        made.status_code = 200
        if path == "/api/v1/chart/data":
            asked.append(arguments["json"])
            made.status_code = 400 if arguments["json"]["form_data"]["slice_id"] == 8 else 200
        made._content = json.dumps(pages.get(path, {"message": "no such column"})).encode()
        return made

    monkeypatch.setenv("SRESS_SUPERSET_URL", "http://superset.invalid/")
    monkeypatch.setattr(requests.Session, "request", answer)
    warmed = load.refresh_dashboards(Settings(ROOT, tmp_path, "2026-10"))
    assert warmed is not None
    assert warmed.answered == 1
    (failure,) = warmed.failed
    assert failure.startswith("Un, Huit: ")
    assert "no such column" in failure
    assert [query["queries"][0]["filters"] for query in asked] == [[chosen, own], [own]]
    assert all(query["force"] for query in asked)
