"""Superset over HTTP: log in, import the assets, fill the cache."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests

_SECONDS = 120
ADMINISTRATOR = "ingenieur"


class SupersetError(Exception):
    """Superset refuses or does not answer; the message says what it was asked."""


@dataclass(frozen=True)
class Warmed:
    """What one filling of the cache did: charts answered, and the message of each that did not."""

    answered: int
    failed: tuple[str, ...]


class Superset:
    """A session of the administrator. Raises SupersetError when Superset cannot be reached or refuses."""

    def __init__(self, url: str, password: str) -> None:
        self._url = url.rstrip("/")
        self._http = requests.Session()
        self._http.trust_env = False  # a proxy of the machine has no business with the loopback address
        token = self._ask(
            "POST",
            "/api/v1/security/login",
            json={"username": ADMINISTRATOR, "password": password, "provider": "db", "refresh": False},
        )["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        self._http.headers["X-CSRFToken"] = self._ask("GET", "/api/v1/security/csrf_token/")["result"]
        self._http.headers["Referer"] = self._url

    def import_assets(self, bundle: bytes, passwords: dict[str, str]) -> None:
        """Replace databases, datasets, charts and dashboards by those of the archive, all or nothing."""
        self._ask(
            "POST",
            "/api/v1/assets/import/",
            files={"bundle": ("sress.zip", bundle, "application/zip")},
            data={"passwords": json.dumps(passwords), "sparse": "false"},
        )

    def dashboards(self) -> dict[str, str]:
        """Address of each dashboard by its title."""
        found = self._ask("GET", "/api/v1/dashboard/", params={"q": "(page_size:100)"})["result"]
        return {item["dashboard_title"]: f"{self._url}{item['url']}" for item in found}

    def warm(self) -> Warmed:
        """Ask every chart of every dashboard what its page asks, filters at their defaults, past the cache."""
        answered, failed = 0, []
        for dashboard in self._ask("GET", "/api/v1/dashboard/", params={"q": "(page_size:100)"})["result"]:
            page = self._ask("GET", f"/api/v1/dashboard/{dashboard['id']}")["result"]
            choices = json.loads(page["json_metadata"])["native_filter_configuration"]
            for chart in self._ask("GET", f"/api/v1/dashboard/{dashboard['id']}/charts")["result"]:
                try:
                    self._ask("POST", "/api/v1/chart/data", json=self._query(chart["id"], choices))
                    answered += 1
                except SupersetError as error:
                    failed.append(f"{dashboard['dashboard_title']}, {chart['slice_name']}: {error}")
        return Warmed(answered, tuple(failed))

    def _query(self, chart: int, choices: list[dict[str, Any]]) -> dict[str, Any]:
        """The chart's query with the default of each filter of the page that reaches it."""
        query = json.loads(self._ask("GET", f"/api/v1/chart/{chart}")["result"]["query_context"])
        chosen = [
            condition
            for choice in choices
            if chart not in choice["scope"]["excluded"]
            for condition in choice["defaultDataMask"]["extraFormData"].get("filters", [])
        ]
        for part in query["queries"]:
            part["filters"] = [*chosen, *part["filters"]]
        query["form_data"] |= {"extra_form_data": {"filters": chosen} if chosen else {}}
        return {**query, "force": True}

    def _ask(self, method: str, path: str, **arguments: Any) -> Any:
        try:
            answer = self._http.request(method, self._url + path, timeout=_SECONDS, **arguments)
        except requests.RequestException as error:
            raise SupersetError(f"Superset does not answer at {self._url}: {type(error).__name__}") from error
        if not answer.ok:
            raise SupersetError(f"Superset answers {answer.status_code} to {path}: {answer.text[:2000]}")
        return answer.json()
