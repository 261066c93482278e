"""A small production for the tests of the simulated servers, and how a client reads a list to its end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from sandbox.production import OpenFile, Production
from sandbox.serve import Faults, Running, start

SLUG = "liste-des-entreprises-de-less"
FLORES = "DS_FLORES_A17"
PRODUCT = "DS_FLORES_A17_2024_CSV_FR"
LISTED = "siren;nom\n000000018;Coopérative\n".encode() * 40
EXPORT = "id;thème\n1;numérique\n".encode("windows-1252")
DELIVERY = "france_active_interventions_2026-10 été.csv"


def production(projects: int = 25) -> Production:
    """Every system holds something."""
    return Production(
        drops={
            f"france_active/{DELIVERY}": b"id;montant\n1;10\n" * 50,
            f"france_active/{DELIVERY}.sha256": b"00  x\n",
            "dla/dla_ingenieries_2026-10.csv": EXPORT,
            "region_dispositifs/dispositifs_2026-10.csv": b"not served",
        },
        apis={
            "essor/projets": [_project(number) for number in range(projects)],
            "sirene/unites_legales": [{"siren": f"{number:09}"} for number in (3, 1, 2, 5, 4)],
            "sirene/etablissements": [{"siret": f"{number:014}"} for number in range(3)],
            "sirene/recherche": [{"siren": f"{number:09}"} for number in range(60)],
            "populations/observations": [
                _observation(year, code) for year in ("2022", "2023") for code in ("44109", "49007", "44184")
            ],
        },
        open_files=[
            OpenFile(SLUG, "Liste, édition 2025", "liste été 2025.csv", LISTED),
            OpenFile(SLUG, "Liste, édition 2026", "liste-2026.csv", LISTED + b"1;b\n"),
            OpenFile(FLORES, "Établissements", PRODUCT, archive(), "zip"),
        ],
    )


def _project(number: int) -> dict[str, Any]:
    return {"projet_id": f"P{number:03}", "titre": "Épicerie", "updated_at": f"2026-10-{number % 28 + 1:02}T12:00:00"}


def _observation(year: str, code: str) -> dict[str, Any]:
    dimensions = {"GEO": f"2025-COM-{code}", "FREQ": "A", "TIME_PERIOD": year, "POPREF_MEASURE": "PMUN"}
    return {"dimensions": dimensions, "measures": {"OBS_VALUE_NIVEAU": {"value": float(code)}}}


def archive() -> bytes:
    """A ZIP archive that is the same each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(zipfile.ZipInfo("DS_FLORES_A17_2024_data.csv"), b"GEO;OBS_VALUE\n44;1\n")
    return buffer.getvalue()


class Client:
    """Asks the servers, with the credentials that the system wants."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.session = requests.Session()

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> requests.Response:
        """A GET below the root."""
        return self.session.get(self.running.http_url + path, params=params, headers=headers, timeout=10)

    def token(self, system: str) -> requests.Response:
        """Buy a token."""
        return self.session.post(
            f"{self.running.http_url}/{system}/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=self.running.credentials[system],
            timeout=10,
        )

    def bearer(self, system: str) -> dict[str, str]:
        """The header with a fresh token."""
        return {"Authorization": f"Bearer {self.token(system).json()['access_token']}"}

    @property
    def key(self) -> dict[str, str]:
        """The header with Sirene's key."""
        return {"X-INSEE-Api-Key-Integration": self.running.credentials["sirene"][1]}


@contextmanager
def served(faults: Faults = Faults(), *, limits: bool = False, projects: int = 25) -> Iterator[Client]:
    """A client of running servers."""
    with start(production(projects), faults=faults, limits=limits) as running:
        client = Client(running)
        with client.session:
            yield client


def essor_pages(client: Client, **params: Any) -> list[list[str]]:
    """The ids of every page of ESSOR's projects, followed by cursor."""
    headers, pages, cursor = client.bearer("essor"), [], ""
    while True:
        asked = params | ({"cursor": cursor} if cursor else {})
        answer = client.get("/essor/api/v1/projets", headers, **asked).json()
        pages.append([record["projet_id"] for record in answer["data"]])
        cursor = answer["pagination"]["next_cursor"]
        if not cursor:
            return pages


def sirene_pages(client: Client, path: str, records: str, **params: Any) -> list[list[dict[str, Any]]]:
    """The records of every part of a list of Sirene, the empty last one included."""
    pages: list[list[dict[str, Any]]] = []
    cursor, following = "", "*"
    while following != cursor:
        cursor = following
        address = f"/sirene/api-sirene/3.11/{path}"
        answer = client.get(address, client.key, q="periode(x:O)", curseur=cursor, **params).json()
        pages.append(answer[records])
        following = answer["header"]["curseurSuivant"]
    return pages
