"""Start the servers of all simulated systems over one production, and stop them."""

from __future__ import annotations

import secrets

from sandbox.production import Production
from sandbox.serve.datagouv import DataGouv
from sandbox.serve.dla import Dla
from sandbox.serve.essor import Essor
from sandbox.serve.exchange import System
from sandbox.serve.faults import Faults
from sandbox.serve.http import HttpServer, Mount
from sandbox.serve.limits import Limit
from sandbox.serve.listing import Record
from sandbox.serve.melodi import Melodi
from sandbox.serve.memory_files import MemoryFiles
from sandbox.serve.oauth import OAuth
from sandbox.serve.recherche import Recherche
from sandbox.serve.sftp import SftpServer
from sandbox.serve.sirene import Sirene

SFTP_SOURCE = "france_active"
_LOGINS = {"essor": "observatoire-essor", "dla": "observatoire-dla", "sirene": "", SFTP_SOURCE: "observatoire"}
# Calls and seconds that each system allows (INSEE's and the DINUM's documentation).
_LIMITS = {"melodi": (30, 60.0), "sirene": (30, 60.0), "recherche": (7, 1.0)}
_MARKERS = (".ok", ".sha256")
# Melodi's data sets → the lists of the production that hold their observations.
_MELODI_DATA = {"DS_POPULATIONS_REFERENCE": "populations/observations"}
_MELODI_PREFIX = "DS_"


class Running:
    """The servers at work, until `stop` or the end of a `with` block.

    `credentials` holds login and password by name; Sirene's password is its key and has no login.
    `sftp_files` may be changed while they are served.
    """

    def __init__(self, http: HttpServer, sftp: SftpServer, credentials: dict[str, tuple[str, str]]) -> None:
        self._http = http
        self._sftp = sftp
        self.credentials = credentials

    @property
    def http_url(self) -> str:
        """The address below which every HTTP system has its own path."""
        return self._http.url

    @property
    def sftp_url(self) -> str:
        """The address of the SFTP server; the files of a source lie in the folder of its name."""
        return self._sftp.url

    @property
    def sftp_host_key(self) -> str:
        """The SFTP server's public key, `type base64`."""
        return self._sftp.host_key

    @property
    def sftp_private_key(self) -> str:
        """A private key that opens the SFTP server in place of the password."""
        return self._sftp.private_key

    @property
    def sftp_files(self) -> MemoryFiles:
        """The files of the SFTP server."""
        return self._sftp.files

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Method, path and status of every HTTP call so far."""
        return list(self._http.requests)

    def stop(self) -> None:
        """Stop all servers and close their connections."""
        self._http.stop()
        self._sftp.stop()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(production: Production, *, faults: Faults = Faults(), limits: bool = True) -> Running:
    """Serve the production on loopback, on free ports, from memory. `limits` off lets everybody ask at any rate."""
    credentials = {name: (login, secrets.token_urlsafe(24)) for name, login in _LOGINS.items()}
    sftp = SftpServer(_sftp_files(production, faults), *credentials[SFTP_SOURCE])
    http = HttpServer(_mounts(production, faults, limits, credentials), faults)
    sftp.start()
    http.start()
    return Running(http, sftp, credentials)


def _mounts(
    production: Production, faults: Faults, limits: bool, credentials: dict[str, tuple[str, str]]
) -> dict[str, Mount]:
    drift, validators, calls = faults.page_drift, not faults.etag_off, faults.token_expired
    apis = production.apis
    melodi = {name: apis[where] for name, where in _MELODI_DATA.items() if where in apis}
    registers = {"unitesLegales": "sirene/unites_legales", "etablissements": "sirene/etablissements"}
    stored = [file for file in production.open_files if file.dataset.startswith(_MELODI_PREFIX)]
    other = [file for file in production.open_files if not file.dataset.startswith(_MELODI_PREFIX)]
    dla = Dla(_below(production.drops, "dla"), validators=validators)
    systems: dict[str, System] = {
        "essor": OAuth(Essor(_lists(apis, "essor"), drift=drift), *credentials["essor"], calls=calls),
        "dla": OAuth(dla, *credentials["dla"], calls=calls),
        "sirene": Sirene(
            {name: apis.get(where, []) for name, where in registers.items()}, credentials["sirene"][1], drift=drift
        ),
        "recherche": Recherche(apis.get("sirene/recherche", []), drift=drift),
        "melodi": Melodi(melodi, stored, validators=validators),
        "datagouv": DataGouv(other, validators=validators),
    }
    return {
        name: Mount(system, Limit(*_LIMITS[name]) if limits and name in _LIMITS else None)
        for name, system in systems.items()
    }


def _lists(apis: dict[str, list[Record]], source: str) -> dict[str, list[Record]]:
    return {name.split("/", 1)[1]: records for name, records in apis.items() if name.startswith(f"{source}/")}


def _below(drops: dict[str, bytes], source: str) -> dict[str, bytes]:
    return {name.split("/", 1)[1]: data for name, data in drops.items() if name.startswith(f"{source}/")}


def _sftp_files(production: Production, faults: Faults) -> MemoryFiles:
    served = {
        f"/{SFTP_SOURCE}/{name}": data
        for name, data in _below(production.drops, SFTP_SOURCE).items()
        if not (faults.missing_marker and name.endswith(_MARKERS))
    }
    files = MemoryFiles(served, folders=[f"/{SFTP_SOURCE}"])
    deliveries = sorted(path for path in served if not path.endswith(_MARKERS))
    if faults.growing and deliveries:
        files.grow(deliveries[-1])
    return files
