"""A local service as one process group: started in its own session, put on record, stopped as a whole."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_STOP_SECONDS = 20


@dataclass(frozen=True)
class ProcessGroup:
    """The group of one service; `record` is the file that names its process and port."""

    record: Path

    def start(
        self, command: list[str], environment: dict[str, str], log: Path, port: int
    ) -> subprocess.Popen[bytes]:
        """Start the command with its output in the log, and put it on record."""
        log.parent.mkdir(parents=True, exist_ok=True)
        self.record.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                umask=0o077,
            )
        self.record.write_text(json.dumps({"pid": process.pid, "port": port, "started": _started(process.pid)}))
        return process

    def lives(self) -> bool:
        """Whether the recorded process still is the one that was started, not another with its number."""
        if not self.record.exists():
            return False
        found = json.loads(self.record.read_text())
        return bool(found["started"]) and _started(found["pid"]) == found["started"]

    @property
    def port(self) -> int:
        """The port on record."""
        return int(json.loads(self.record.read_text())["port"])

    def stop(self) -> bool:
        """End the whole group and forget it; returns whether it lived."""
        lived = self.lives()
        if lived:
            group = json.loads(self.record.read_text())["pid"]
            _signal(group, signal.SIGTERM)
            deadline = time.monotonic() + _STOP_SECONDS
            while time.monotonic() < deadline and _group_lives(group):
                time.sleep(0.2)
            _signal(group, signal.SIGKILL)
        self.record.unlink(missing_ok=True)
        return lived


def free_port(wanted: int) -> int:
    """The wanted port of the loopback address, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on the loopback address")


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    with suppress(ChildProcessError):
        os.waitpid(group, os.WNOHANG)
    return True


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
