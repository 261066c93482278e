"""Where each connection of the contracts leads while the simulated partners run."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sandbox.serve import Running
from sress.contracts.collecting import DropFolder
from sress.contracts.model import Contract

LOCAL = "drop_folder"
# Connection of the contracts → where the simulated servers answer for it.
_HTTP_PATHS = {
    "essor": "/essor",
    "dla": "/dla",
    "sirene": "/sirene/api-sirene/3.11",
    "recherche_entreprises": "/recherche",
    "melodi": "/melodi",
    "data_gouv": "/datagouv",
}


def connection_variables(running: Running) -> dict[str, str]:
    """Airflow's environment variables for the connections to the simulated partners."""
    variables = {
        f"AIRFLOW_CONN_{name.upper()}": _connection(
            f"{running.http_url}{path}", *running.credentials.get(name, ("", ""))
        )
        for name, path in _HTTP_PATHS.items()
    }
    login, password = running.credentials["france_active"]
    extra = {"host_key": running.sftp_host_key}
    variables["AIRFLOW_CONN_FRANCE_ACTIVE"] = _connection(running.sftp_url, login, password, extra, "sftp")
    return variables


def _connection(url: str, login: str, password: str, extra: Mapping[str, str] | None = None, kind: str = "http") -> str:
    return json.dumps({"conn_type": kind, "login": login, "password": password, "extra": {"url": url, **(extra or {})}})


def dropped_sources(contracts: Mapping[str, Contract]) -> set[str]:
    """The sources whose partners put files into the local drop folder."""
    return {
        contract.source
        for contract in contracts.values()
        for name in contract.streams
        if isinstance(way := contract.collect_of(name), DropFolder) and way.connection == LOCAL
    }
