"""A local service is a process group on record: stopped with its children, never mistaken for another process."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from pathlib import Path

from orchestration.process_group import ProcessGroup, free_port

PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"


def _members(group: int) -> list[str]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(status.parent.name)
    return found


def test_stopping_ends_the_children_too(tmp_path: Path) -> None:
    group = ProcessGroup(tmp_path / "services" / "one.json")
    process = group.start([sys.executable, "-c", PARENT], dict(os.environ), tmp_path / "logs" / "one.log", 8123)
    assert group.lives()
    assert group.port == 8123
    deadline = time.monotonic() + 10
    while len(_members(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_members(process.pid)) == 2
    assert group.stop()
    assert _members(process.pid) == []
    assert not group.lives()
    assert not group.stop(), "there is nothing left to stop"


def test_another_process_with_the_recorded_number_is_left_alone(tmp_path: Path) -> None:
    group = ProcessGroup(tmp_path / "one.json")
    group.record.write_text(json.dumps({"pid": os.getpid(), "port": 1, "started": "12"}))
    assert not group.lives()
    assert not group.stop()


def test_a_taken_port_gives_way_to_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        wanted = taken.getsockname()[1]
        assert free_port(wanted) not in (wanted, 0)
