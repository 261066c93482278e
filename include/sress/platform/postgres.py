"""The embedded PostgreSQL server: started when needed, shared by every process of a state, stopped by the last.

`make up` puts a marker that keeps it running; `make down` takes the marker away.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sress.platform import lease
from sress.platform.cluster import Cluster, PostgresError
from sress.platform.secret import secret
from sress.platform.settings import Settings

__all__ = ["PostgresError", "Server", "ensure_running", "keep_running", "stop"]

_SUPERUSER_SECRET = "postgres_superuser"
_START_TRIES = 20
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Server:
    """A running embedded server; the superuser is for bootstrap only."""

    port: int
    superuser_password: str

    def url(self, database: str = "postgres") -> str:
        """Connection address of the superuser."""
        return f"postgresql://postgres:{self.superuser_password}@127.0.0.1:{self.port}/{database}"


def ensure_running(settings: Settings, *, doubtful: bool = False) -> Server:
    """Make and start the server if need be, and keep it for the life of this process.

    Safe in several processes at once. A process that has it running already gets it at once, unless the
    caller found it `doubtful`. Raises PostgresError.
    """
    home = settings.home.resolve()
    if lease.holds(home) and not doubtful:
        cluster = Cluster.find(home)
        if cluster and cluster.runs():
            return Server(cluster.port, secret(settings, _SUPERUSER_SECRET))
    home.mkdir(parents=True, exist_ok=True)
    lease.hold(home, _leave)
    with lease.changing(home):
        cluster = Cluster.find(home) or Cluster.choose(home)
        if not cluster.made:
            cluster.make(secret(settings, _SUPERUSER_SECRET))
        elif not (settings.secrets_dir / _SUPERUSER_SECRET).exists():
            raise PostgresError(
                f"the password of {cluster.data} is lost: restore {settings.secrets_dir} or delete {home}"
            )
        return _start(cluster, secret(settings, _SUPERUSER_SECRET))


def keep_running(settings: Settings, keep: bool) -> None:
    """Say whether the server outlives the processes that use it."""
    marker = _keep_marker(settings.home)
    if keep:
        settings.home.mkdir(parents=True, exist_ok=True)
        marker.touch()
    else:
        marker.unlink(missing_ok=True)


def stop(settings: Settings) -> bool:
    """Stop the server, unless another process uses it (then the last of them does); returns whether it did."""
    home = settings.home.resolve()
    if Cluster.find(home) is None:
        return False
    with lease.last_user(home) as alone:
        return alone and _stop(home)


def _leave(home: Path) -> None:
    """At the end of this process: stop the server when nobody else uses it and nobody asked to keep it."""
    if not home.exists():
        return
    with lease.last_user(home) as alone:
        if alone and not _keep_marker(home).exists():
            _stop(home)


def _keep_marker(home: Path) -> Path:
    return home / "postgres.keep"


def _stop(home: Path) -> bool:
    with lease.changing(home):
        cluster = Cluster.find(home)
        return cluster is not None and cluster.stop()


def _start(cluster: Cluster, password: str) -> Server:
    """A server that answers. It may need several tries: children of a killed one take a moment to go."""
    for _ in range(_START_TRIES):
        if not cluster.runs():
            cluster.start()
        server = Server(cluster.port, password)
        if cluster.runs() and _answers(server):
            return server
        time.sleep(_PAUSE_SECONDS)
    raise PostgresError(f"PostgreSQL did not answer on port {cluster.port}, see {cluster.log}")


def _answers(server: Server) -> bool:
    try:
        with psycopg.connect(server.url(), connect_timeout=5) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise PostgresError("the embedded server refuses the password on record in secrets/") from error
        return False
    return True
